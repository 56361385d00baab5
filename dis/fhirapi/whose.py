"""Whose a resource is that somebody sends, before anything of a patient is opened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from django.db import connection

from access import gate, refusing, subjects
from access.codes import Action, Kind, Reason
from common.errors import Unacceptable
from fhirapi import sent
from fhirapi.calls import Call
from fhirapi.changes import Change
from fhirapi.outcomes import Refusal

NOBODY = (
    "The patient it is about is not known here: create the patient first, or in the same Bundle."
)


def find(call: Call, changes: Sequence[Change]) -> None:
    """Find the patient of each change. What is there tells itself; else what is sent does.

    One may have none yet, where another of them brings its patient or what points at it.
    """
    about = [each for each in changes if each.rest.kind]
    for each in about:
        if each.is_patient:
            each.patient_id = each.id
    named = [each for each in about if each.query is None and not each.is_patient]
    _take_owners(call, [each for each in named if not each.is_new])
    _take_subjects(call, [each for each in about if each.patient_id is None and each.sent])
    if about and all(each.patient_id is None for each in about):
        refuse(call, about[0], Refusal.of(422, "business-rule", NOBODY, about[0].place))


def name_patients(call: Call, changes: Sequence[Change]) -> None:
    """Give new Patients their ids: who is known by national id keeps the own."""
    about = [each for each in changes if each.is_patient and each.is_new]
    found = subjects.patients_named([each.incoming(call) for each in about]) if about else []
    for each, patient_id in zip(about, found, strict=True):
        if isinstance(patient_id, Unacceptable):
            raise sent.refusal(patient_id, 422, each.place)
        each.id, each.replaces = patient_id, None


def refuse(call: Call, change: Change, refusal: Refusal) -> NoReturn:
    """Refuse what is about nobody, with an event that says so."""
    if change.rest.kind:
        try:
            refusing.refuse(
                call.caller.actor, None, Kind(change.rest.kind), Action.WRITE, Reason.NOT_THERE
            )
        except gate.Refused as refused:
            raise refusal from refused
    raise refusal


def _take_owners(call: Call, changes: Sequence[Change]) -> None:
    """The patients of what is there."""
    for table in {each.rest.table for each in changes}:
        own = [each for each in changes if each.rest.table == table]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, patient_id FROM access_patients_of_rows(%s, %s)",
                [table, [each.id for each in own]],
            )
            owners = dict(cursor.fetchall())
        for each in own:
            each.patient_id = owners.get(each.id)
            if each.patient_id is None:
                refuse(call, each, each.missing())


def _take_subjects(call: Call, changes: Sequence[Change]) -> None:
    named = [(each, subject) for each in changes if (subject := _subject(each)) is not None]
    found = subjects.patients_of([(each.incoming(call), subject) for each, subject in named])
    for (each, _), patient_id in zip(named, found, strict=True):
        if isinstance(patient_id, Unacceptable):
            refuse(call, each, sent.refusal(patient_id, 422, each.place))
        each.patient_id = patient_id


def _subject(change: Change) -> Mapping[str, Any] | None:
    """The element by which the type names its patient."""
    paths = (
        path
        for each in change.rest.parameters
        if each.name == change.rest.subject
        for path in each.paths
    )
    found = (_at(change.given().value, path.split(".")) for path in paths)
    return next((each for each in found if isinstance(each, Mapping)), None)


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
