"""What is lifted out of a resource that may be critical information when it is stored, and what is
refused of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from access.received import MISTAKE, of_status, title
from access.receiving import Columns
from common.errors import Unacceptable
from common.references import codes, mappings
from summary.codes import (
    ALLERGY_CLINICAL,
    ALLERGY_SYSTEMS,
    ALLERGY_VERIFICATION,
    CLINICAL,
    CONDITION_SYSTEMS,
    CONSENT_SCOPES,
    CONSENT_STATUSES,
    FLAG_STATUSES,
    KJ_PRESUMED,
    KJ_SOURCE,
    NOTE,
    NOTE_LENGTH,
    REASON,
    REASON_LENGTH,
    VERIFICATION,
    Sort,
)
from summary.critical import limiting
from summary.critical.sorting import is_profiled, sort_of

_LENGTHS = {NOTE: NOTE_LENGTH, REASON: REASON_LENGTH}


def condition(resource: Mapping[str, Any]) -> Columns:
    return _judged(resource, CONDITION_SYSTEMS, CLINICAL, VERIFICATION)


def allergy(resource: Mapping[str, Any]) -> Columns:
    return _judged(resource, ALLERGY_SYSTEMS, ALLERGY_CLINICAL, ALLERGY_VERIFICATION)


def _judged(
    resource: Mapping[str, Any],
    systems: Mapping[str, str],
    clinical: Sequence[str],
    verification: Sequence[str],
) -> Columns:
    _check(resource, "clinicalStatus", systems, clinical)
    is_mistake = _check(resource, "verificationStatus", systems, verification) == MISTAKE
    if is_mistake and resource.get("clinicalStatus"):
        place = f"{resource.get('resourceType')}.clinicalStatus"
        raise Unacceptable.because("not with verificationStatus entered-in-error", place)
    return _columns(resource, title(resource.get("code")), is_mistake)


def flag(resource: Mapping[str, Any]) -> Columns:
    is_mistake = of_status(resource, "status", FLAG_STATUSES) == MISTAKE
    return _columns(resource, title(resource.get("code")), is_mistake)


def consent(resource: Mapping[str, Any]) -> Columns:
    """A limitation of treatment. What patients decide about the record is taken in from nobody."""
    is_mistake = of_status(resource, "status", CONSENT_STATUSES) == MISTAKE
    if not set(codes(resource.get("scope"))) & set(CONSENT_SCOPES):
        reason = f"not one of {', '.join(CONSENT_SCOPES)}: others are made in the portal alone"
        raise Unacceptable.because(reason, "Consent.scope")
    columns = _columns(resource, title(*mappings(resource.get("category"))), is_mistake)
    if columns["sort"] and is_profiled(resource):
        limiting.check(resource, Sort(columns["sort"]))
    return columns


def _columns(resource: Mapping[str, Any], words: str, is_mistake: bool) -> dict[str, Any]:
    sort = sort_of(resource)
    if sort is not None:
        _check_extensions(resource)
    return {"title": words, "is_mistake": is_mistake, "sort": sort.value if sort else ""}


def _check_extensions(resource: Mapping[str, Any]) -> None:
    """Those that are read: how long they are, and whether they hold what they are to hold."""
    for number, each in enumerate(mappings(resource.get("extension"))):
        place, url = f"{resource.get('resourceType')}.extension[{number}]", str(each.get("url"))
        longest = _LENGTHS.get(url)
        if longest and len(str(each.get("valueString") or "")) > longest:
            raise Unacceptable.because(f"longer than {longest} characters", f"{place}.valueString")
        if url == KJ_PRESUMED and not isinstance(each.get("valueBoolean"), bool):
            raise Unacceptable.because("true or false is missing", f"{place}.valueBoolean")
        if url == KJ_SOURCE and not {"valueCodeableConcept", "valueCoding"} & each.keys():
            raise Unacceptable.because("a code is missing", f"{place}.valueCodeableConcept")


def _check(
    resource: Mapping[str, Any], name: str, systems: Mapping[str, str], allowed: Sequence[str]
) -> str:
    """The code of a status that R4 binds to these; empty where there is none."""
    if resource.get(name) is None:
        return ""
    found = codes(resource[name], systems[name])
    if len(found) != 1 or found[0] not in allowed:
        place = f"{resource.get('resourceType')}.{name}"
        raise Unacceptable.because(f"not one of {', '.join(allowed)} of {systems[name]}", place)
    return found[0]


# How each type is lifted, wherever it comes from.
BY_TYPE = {"AllergyIntolerance": allergy, "Condition": condition, "Flag": flag, "Consent": consent}
