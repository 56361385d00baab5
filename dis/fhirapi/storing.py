"""Stores what callers send: all of it or nothing, in one transaction, with one event a patient."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, DataError, IntegrityError, transaction
from psycopg import errors

from access import delivering, gate
from access.actor import ActorKind
from access.codes import Kind
from access.grant import Grant
from common.declarations import ANY_VERSION, Cause, Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from fhirapi import conditions, importing, limits, linking, registry, sent, serving, whose
from fhirapi.calls import Call
from fhirapi.changes import Change
from fhirapi.outcomes import Refusal
from fhirapi.searching import values
from people import identity

_STATUS = {Cause.STALE: 412, Cause.NOT_THERE: 404, Cause.NOT_YOURS: 404}
# What only another call at the same time brings about; what was begun is undone.
_AT_ONCE = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation)
_MOST_TRIES = 3
_MEANWHILE = "Another call has changed the same at the same time. Nothing is done: send it again."
_NOT_YOURS = "This caller does not write resources of this type."


def store(call: Call, changes: Sequence[Change]) -> None:
    """Store all, or none and Refusal with the place of what cannot be. Must be called outside any
    transaction. Where another call stands in the way, all of it is tried again, under the same
    Grant: the log has one event a patient, however often."""
    whose.find(call, changes)
    grant = _granted(call, changes)
    before = [(each, dict(vars(each)), dict(each.links)) for each in changes]
    for is_last in (*[False] * (_MOST_TRIES - 1), True):
        try:
            with grant or transaction.atomic():
                _carry_out(call, grant, changes)
            return
        except (DatabaseError, OverflowError) as error:
            if is_last or not isinstance(error.__cause__, _AT_ONCE):
                _refuse(error)
                raise
        _put_back(before)


def _carry_out(call: Call, grant: Grant | None, changes: Sequence[Change]) -> None:
    _refuse_strangers(grant, changes)
    conditions.wait(call, changes)
    for each in changes:
        conditions.settle(call, grant, each)
    for each in changes:
        if each.make is not None:
            _make(call, grant, each)
    linking.link(changes)
    _store(call, grant, [each for each in changes if not each.existing])


def _refuse(error: Exception) -> None:
    """Refusal for what the caller has to know of; what is the database's own is told elsewhere."""
    if isinstance(error.__cause__, _AT_ONCE):
        raise Refusal.of(409, "transient", _MEANWHILE, Retry_After="1") from error
    if isinstance(error, DataError | IntegrityError | OverflowError):
        raise Refusal.of(422, "processing", importing.reason_of(error)) from error


def _put_back(before: Sequence[tuple[Change, dict[str, Any], dict[str, str]]]) -> None:
    """What was found out on a way that was not gone to its end counts for nothing. `links` are the
    same for all changes of a Bundle, and stay so."""
    for change, known, links in before:
        vars(change).update(known)
        change.links.clear()
        change.links.update(links)


def _granted(call: Call, changes: Sequence[Change]) -> Grant | None:
    """The Grant to write for all patients that the changes are about; none for the directory,
    which is about none."""
    patient_ids = sorted({each.patient_id for each in changes if each.patient_id})
    kinds = {Kind(each.rest.kind) for each in changes if each.rest.kind}
    actor = call.caller.actor
    if not patient_ids:
        if actor.kind is not ActorKind.CLIENT:
            raise Refusal.of(403, "forbidden", _NOT_YOURS)
        return None
    try:
        grant = delivering.open_delivery(actor, patient_ids, kinds)
    except gate.Refused as refused:
        raise Refusal.of(403, "forbidden", _NOT_YOURS) from refused
    grant.statement_milliseconds = limits.number("statement_milliseconds")
    return grant


def _refuse_strangers(grant: Grant | None, changes: Sequence[Change]) -> None:
    """A patient is made by a Patient resource and by nothing else."""
    if grant is None:
        return
    made = {each.patient_id for each in changes if each.is_patient}
    named = set(grant.patient_ids) - made
    missing = named - delivering.known(grant, named) if named else set()
    for each in changes:
        if each.patient_id in missing:
            raise Refusal.of(422, "business-rule", whose.NOBODY, whose.place_of(each))


def _make(call: Call, grant: Grant | None, change: Change) -> None:
    """Make what is to be stored out of the newest version; what the caller has not sent is not
    there for it."""
    row = change.rest.rows(grant).filter(pk=change.id, source=call.caller.source).first()
    if row is None or change.make is None:
        raise change.missing()
    if change.replaces not in {ANY_VERSION, row.version}:
        reason = f"Its version is {row.version}, not {change.replaces}."
        raise Refusal.of(412, "conflict", reason, change.place)
    (text,) = serving.text_of(grant, change.fhir_type, [row])
    change.replaces = row.version
    change.sent = change.make(text)
    change.version, change.received_at = row.version, row.received_at
    if change.sent.text == text:
        change.existing = text


def _store(call: Call, grant: Grant | None, changes: Sequence[Change]) -> None:
    texts = identity.tokenised({at: each.given().text for at, each in enumerate(changes)})
    incoming = [each.incoming(call, grant, texts[at]) for at, each in enumerate(changes)]
    by_id: dict[tuple[str, uuid.UUID | None], Change] = {
        (each.fhir_type.name, each.id): each for each in changes
    }
    for name, fhir_type in registry.types().items():
        own = [
            replace(each, search=values.of(fhir_type, each))
            for each in incoming
            if each.resource["resourceType"] == name
        ]
        for outcome in _taken(fhir_type, own):
            _settle(call, by_id[name, outcome.incoming.id], outcome)


def _taken(fhir_type: FhirType, own: Sequence[Incoming]) -> Sequence[Outcome]:
    """What the app says of each; of what it cannot read at all, that."""
    try:
        return fhir_type.store(own) if own else ()
    except (Unacceptable, ValueError) as error:
        if len(own) == 1:
            return [Outcome.refused(own[0], importing.reason_of(error))]
        raise Refusal.of(422, "processing", importing.reason_of(error)) from error


def _settle(call: Call, change: Change, outcome: Outcome) -> None:
    if outcome.fate is Fate.REFUSED:
        if outcome.cause is Cause.NOT_YOURS:
            raise change.missing()
        status = _STATUS.get(outcome.cause, 422)
        found = sent.issues(outcome.problems, change.place, outcome.cause)
        raise Refusal(status, found)
    change.version, change.received_at = outcome.version, outcome.received_at
