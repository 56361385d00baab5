"""Takes the attestation that a clinician's token carries: once for each token.

Whether it still holds, the gate asks at every request: of the attestation, not of the token.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest

from access import gate, tokens
from access.actor import Actor
from access.alerts import lookups
from access.claims import DETAILS_TYPE
from access.codes import Basis, Kind, Purpose, Reason
from access.signed import SignedClaims
from common.references import mappings
from fhirapi.models import TokenAttestation
from fhirapi.outcomes import Issue, Refusal
from fhirapi.tokens import elevating

_LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"
_HOUR = 3600
_NOT_TAKEN = "The attestation in the token is not accepted for that patient."


def attested(
    actor: Actor, token: str, signed: SignedClaims, request: HttpRequest
) -> tuple[Actor, uuid.UUID | None]:
    """The actor with the attestation of the token, and the one patient that it is for; as it was,
    and no patient, where the token carries none. Refusal where it is not accepted.

    What the request itself says of its basis makes another attestation: it ends with the token's.
    """
    details = _details(signed.claims)
    if details is None or actor.person_id is None:
        elevating.not_for(request)
        return actor, None
    raised = _raised(details, request)
    told = f"{token}|{raised}" if raised else token
    token_id = uuid.UUID(bytes=hashlib.sha256(told.encode()).digest()[:16])
    made = _made(token_id)
    if made is None:
        if not lookups.is_allowed(actor.person_id):
            text = "More patients in an hour than work needs."
            raise Refusal.of(429, "throttled", text, Retry_After=str(_HOUR))
        patient_id = _patient(details)
        with _alone(token_id):
            made = _made(token_id) or _attest(actor, patient_id, token_id, signed, raised)
    else:
        patient_id = _patient(details)
    return actor.attested(made), patient_id


def place_of(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """Where the clinician says to act, by numbers: legal entity and point of care."""
    details = _details(claims)
    if details is None:
        return None
    practitioner = _member(details, "practitioner")
    numbers = (_member(practitioner, name) for name in ("legal_entity", "point_of_care"))
    legal_entity, point_of_care = (str(number.get("id") or "") for number in numbers)
    return legal_entity, point_of_care


def _raised(details: Mapping[str, Any], request: HttpRequest) -> Basis | None:
    """The elevated basis of the request, where that says more than the token."""
    raised = elevating.said(request)
    relation = _member(details, "care_relationship")
    is_emergency = _member(relation, "purpose_of_use").get("code") == Purpose.OVERRIDE
    if not is_emergency or not elevating.is_said(request):
        return raised
    if raised != Basis.EMERGENCY:
        raise elevating.unlike_token()
    return None


def _attest(
    actor: Actor,
    patient_id: uuid.UUID,
    token_id: uuid.UUID,
    signed: SignedClaims,
    raised: Basis | None,
) -> uuid.UUID:
    try:
        made = tokens.attest(actor, patient_id, signed, raised=raised, kind=Kind.RESULTS)
    except gate.Refused as refusal:
        raise _refused(refusal.reason, raised) from refusal
    TokenAttestation.objects.create(id=token_id, attestation_id=made.id, expires_at=made.expires_at)
    return made.id


def _refused(reason: Reason, raised: Basis | None) -> Refusal:
    """What may be told is that the patient has shut out everybody, as the pages tell who has named
    the patient; and what the caller himself can mend. All else looks alike."""
    told = elevating.refusal(reason) if raised else None
    if told is not None:
        return told
    issue = elevating.issue_of(reason)
    issues = [Issue("forbidden", _NOT_TAKEN), *([issue] if issue else [])]
    return Refusal(403, issues)


def _made(token_id: uuid.UUID) -> uuid.UUID | None:
    found = TokenAttestation.objects.filter(id=token_id).values_list("attestation_id", flat=True)
    return found.first()


@contextmanager
def _alone(token_id: uuid.UUID) -> Iterator[None]:
    """Two requests with one new token: one attests, the other waits for it. Not the lock of a
    transaction, for the log row of the attestation is committed in one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"token|{token_id}"])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_UNLOCK, [f"token|{token_id}"])


def _details(claims: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the token says of a patient; of several nothing is right (access.claims)."""
    found = [
        each
        for each in mappings(claims.get("authorization_details"))
        if each.get("type") == DETAILS_TYPE
    ]
    if len(found) > 1:
        raise Refusal.of(403, "forbidden", _NOT_TAKEN)
    return found[0] if found else None


def _patient(details: Mapping[str, Any]) -> uuid.UUID:
    named = list(mappings(details.get("patients")))
    number = str(_member(named[0], "identifier").get("id") or "") if len(named) == 1 else ""
    patient_id = gate.patient_with(number)
    if patient_id is None:
        raise Refusal.of(403, "forbidden", _NOT_TAKEN)
    return patient_id


def _member(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, Mapping) else {}
