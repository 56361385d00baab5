"""The one way of the API to patient data: whose a resource is, and the Grant for it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from django.db import connection

from access import gate, refusing
from access.codes import Action, Kind, Reason
from access.grant import Grant
from common.declarations import FhirType
from fhirapi import limits, registry
from fhirapi.calls import Call
from fhirapi.outcomes import Issue, Refusal, not_there
from fhirapi.tokens import elevating

PATIENT = "Patient"
# What is told to who asks about the token's own patient: it is about the caller, not the patient.
_WORDS = {
    Reason.NO_ATTESTATION: "No attestation is in force for this patient. It lasts 60 minutes.",
    Reason.ROLE_ENDED: "The role that the token names has ended.",
    Reason.RELATION_ENDED: "The care relation that the attestation rested on has ended.",
    Reason.NOT_YOURS_TO_WRITE: "This caller does not write resources of this type.",
    Reason.NOT_FOR_SYSTEMS: "The client is not registered for data of this kind.",
    Reason.OUT_OF_SCOPE: "The scopes of the token do not name this.",
}
_FORBIDDEN = "The caller may not do this."


def uuid_of(resource_id: str) -> uuid.UUID | None:
    """The id as a UUID. All ids here are in the one usual form; others name nothing."""
    try:
        found = uuid.UUID(resource_id)
    except ValueError:
        return None
    return found if str(found) == resource_id else None


def patient_of(fhir_type: FhirType, resource_id: str) -> uuid.UUID | None:
    """Whose a resource is; None where there is none with that id."""
    own_id = uuid_of(resource_id)
    if own_id is None or fhir_type.name == PATIENT:
        return own_id
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id FROM access_patients_of_rows(%s, %s)",
            [registry.rest_of(fhir_type).table, [own_id]],
        )
        row = cursor.fetchone()
    return row[0] if row else None


@contextmanager
def opened(
    call: Call,
    fhir_type: FhirType,
    patient_id: uuid.UUID | None,
    action: Action,
    item: tuple[str, uuid.UUID] | None = None,
    *,
    kind: Kind | None = None,
) -> Iterator[Grant]:
    """The Grant for the call's patient, entered; or Refusal. One event either way.

    None is for what is nobody's: the log has it, and the answer is that of what is not yours.
    `kind` is for what goes over several types, and asks for more than that of this one.
    """
    kind, caller = kind or Kind(registry.rest_of(fhir_type).kind), call.caller
    try:
        if patient_id is None:
            refusing.refuse(caller.actor, None, kind, action, Reason.NOT_THERE, item)
        if caller.patient_id not in {None, patient_id}:
            refusing.refuse(caller.actor, patient_id, kind, action, Reason.OTHER_PATIENT, item)
        grant = gate.open_record(caller.actor, patient_id, kind, action=action, item=item)
    except gate.Refused as refused:
        raise refusal(call, fhir_type, patient_id, refused, item) from refused
    grant.statement_milliseconds = limits.number("statement_milliseconds")
    with grant:
        yield grant


@contextmanager
def opened_row(
    call: Call, fhir_type: FhirType, resource_id: str, action: Action
) -> Iterator[Grant]:
    """The Grant for the patient of one resource, which the event names."""
    own_id = uuid_of(resource_id)
    item = (fhir_type.name, own_id) if own_id else None
    try:
        # What has no table of received resources is read by who comes for one patient.
        is_received = bool(registry.rest_of(fhir_type).table)
        patient_id = patient_of(fhir_type, resource_id) if is_received else call.caller.patient_id
        with opened(call, fhir_type, patient_id, action, item) as grant:
            yield grant
    except Refusal as refused:
        if own_id is None and refused.status == 403:
            raise not_there(fhir_type.name, resource_id) from refused
        raise


def out_of_scope(call: Call, fhir_type: FhirType, action: Action) -> NoReturn:
    """Refuse what the token's scopes do not name; the log says so where it is about patients."""
    rest, caller = registry.rest_of(fhir_type), call.caller
    if rest.kind:
        with suppress(gate.Refused):
            refusing.refuse(
                caller.actor, caller.patient_id, Kind(rest.kind), action, Reason.OUT_OF_SCOPE
            )
    raise Refusal.of(
        403,
        "forbidden",
        _WORDS[Reason.OUT_OF_SCOPE],
        WWW_Authenticate='Bearer error="insufficient_scope"',
    )


def refusal(
    call: Call,
    fhir_type: FhirType,
    patient_id: uuid.UUID | None,
    refused: gate.Refused,
    item: tuple[str, uuid.UUID] | None,
) -> Refusal:
    """What the caller is told of the gate's no: nothing that tells whether somebody is there."""
    is_own = patient_id is not None and patient_id == call.caller.patient_id
    if is_own and refused.reason in _WORDS:
        return Refusal.of(403, "forbidden", _WORDS[refused.reason])
    shut = elevating.issue_of(refused.reason) if is_own and refused.may_state else None
    if shut is not None:
        return Refusal(403, [Issue("forbidden", _FORBIDDEN), shut])
    if item is None:
        return Refusal.of(403, "forbidden", _FORBIDDEN)
    return not_there(item[0], str(item[1]))
