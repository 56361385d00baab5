"""The header in which health personnel say on what their access rests, as the national register of
results has it (norway.md 3): which value is which basis, and where it counts."""

from collections.abc import Sequence

from django.http import HttpRequest

from access.codes import Basis, Kind, Reason
from fhirapi import registry
from fhirapi.outcomes import Issue, Refusal

HEADERS = ("nhn-access-basis", "access-basis")
_BASE = "/fhir/R4/"
_SEARCH = "_search"
# The ordinary values say what the attestation says already; the others open what is closed.
_VALUES = {
    "UNNTAK": None,
    "SAMTYKKE": None,
    "FORHOYET_SAMTYKKE": Basis.CONSENT,
    "AKUTT": Basis.EMERGENCY,
    "FORHOYET_AKUTT": Basis.EMERGENCY,
}
PVK = "http://nhn.no/fhir/nilar/CodeSystem/pvk-outcome-cs"
# What the patient has done that shuts out everybody who treats, by the word of the register.
_SHUT = {Reason.RESTRICTED: "General", Reason.RESERVED: "Reservation"}
_SHUT_WORDS = {
    Reason.RESTRICTED: "The patient has closed the whole record.",
    Reason.RESERVED: "The patient has left the sharing of records.",
}
_RAISED_WORDS = {
    Reason.NOTHING_CLOSED: "Nothing of the patient's results is closed: ask without {header}.",
    Reason.REASON_TOO_SHORT: "An emergency needs its reason in words: "
    "care_relationship.decision_ref.description of the attestation, 15 signs at least.",
    Reason.UNKNOWN_GROUND: "Case handling and quality control open nothing that is closed.",
}


def is_said(request: HttpRequest) -> bool:
    return any(name in request.headers for name in HEADERS)


def said(request: HttpRequest) -> Basis | None:
    """The elevated basis that the request states; None for an ordinary one, or where nothing is
    said. Refusal for a value that is none, and where the header does not count."""
    values = {request.headers[name].strip() for name in HEADERS if name in request.headers}
    if not values:
        return None
    if len(values) > 1 or not values <= _VALUES.keys():
        raise _wrong(f"One of {', '.join(_VALUES)}, once.")
    if not _is_of_results(request.method or "", request.path.removeprefix(_BASE).split("/")):
        raise _wrong("It counts where results are read or searched, and nowhere else.")
    return _VALUES[values.pop()]


def not_for(request: HttpRequest) -> None:
    """Refuse it of a caller who attests nothing: it would be believed to have counted."""
    if is_said(request):
        raise _wrong("It is for health personnel with an attestation in the token.")


def unlike_token() -> Refusal:
    return _wrong("The token attests an emergency already: say AKUTT, or nothing.")


def issue_of(reason: Reason) -> Issue | None:
    """What a patient who has shut out everybody is told of as, to who asks for this patient."""
    if reason not in _SHUT:
        return None
    return Issue("suppressed", _SHUT_WORDS[reason], coding=(PVK, _SHUT[reason]))


def refusal(reason: Reason) -> Refusal | None:
    """What is told of an elevated basis that is not accepted, where it can be mended."""
    if reason not in _RAISED_WORDS:
        return None
    return _wrong(_RAISED_WORDS[reason].format(header=HEADERS[0]))


def _is_of_results(method: str, parts: Sequence[str]) -> bool:
    fhir_type = registry.served().get(parts[0])
    if fhir_type is None or registry.rest_of(fhir_type).kind != Kind.RESULTS:
        return False
    if any(part.startswith("$") for part in parts):
        return False
    return method in {"GET", "HEAD"} or (method == "POST" and list(parts[1:]) == [_SEARCH])


def _wrong(text: str) -> Refusal:
    return Refusal.of(400, "value", f"{HEADERS[0]}: {text}")
