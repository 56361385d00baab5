"""Whose a resource is that somebody sends, before anything of a patient is opened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from django.db import connection

from access import gate, refusing, subjects
from access.codes import Action, Kind, Reason
from common.errors import Unacceptable
from common.references import mappings
from fhirapi import sent
from fhirapi.calls import Call
from fhirapi.changes import Change
from fhirapi.outcomes import Refusal

# The column that a sender's own name for a thing is kept in is no longer.
_LONGEST_NAME = 200
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
        refuse(call, about[0], Refusal.of(422, "business-rule", NOBODY, place_of(about[0])))


def name_patients(call: Call, changes: Sequence[Change]) -> None:
    """Give new Patients their ids: who is known by national id keeps the own. Others are known by
    the sender's own identifier, if anything, to who asks for it. And give theirs to what has an id
    by what it says itself (Rest.named)."""
    for each in changes:
        own_id = each.rest.named(each.incoming(call)) if each.is_new and each.rest.named else None
        if own_id is not None:
            each.id, each.replaces = own_id, None
    about = [each for each in changes if each.is_patient and each.is_new]
    found = subjects.patients_named([each.incoming(call) for each in about]) if about else []
    unnumbered = []
    for each, patient_id in zip(about, found, strict=True):
        if isinstance(patient_id, Unacceptable):
            raise sent.refusal(patient_id, 422, each.place)
        if patient_id == each.id:
            unnumbered.append(each)
        each.id, each.replaces = patient_id, None
    if unnumbered:
        _by_own_identifiers(call, unnumbered)


def _by_own_identifiers(call: Call, changes: Sequence[Change]) -> None:
    names = {each.id: _own_name(each) for each in changes}
    asked = {name for each in changes for key, name in each.query or () if key == "identifier"}
    known = subjects.by_source_ids(call.caller.source, {*names.values(), *asked} - {""})
    for each in changes:
        fitting = {known[name] for _, name in each.query or () if name in known}
        if len(fitting) == 1:
            (each.id,) = fitting
        elif names[each.id] not in known:
            known[names[each.id]] = each.id
            each.source_id = names[each.id]


def _own_name(change: Change) -> str:
    """The first identifier that a Patient has at its sender; empty where it has none."""
    given = next(mappings(change.given().value.get("identifier")), {})
    system, value = given.get("system"), given.get("value")
    name = f"{system}|{value}" if system and value else ""
    return name if len(name) <= _LONGEST_NAME else ""


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
    named = [(each, subject) for each in changes if (subject := _subject(call, each)) is not None]
    found = subjects.patients_of([(each.incoming(call), subject) for each, subject in named])
    for (each, _), patient_id in zip(named, found, strict=True):
        if isinstance(patient_id, Unacceptable):
            refuse(call, each, sent.refusal(patient_id, 422, place_of(each)))
        each.patient_id = patient_id


def place_of(change: Change) -> str:
    """Where the resource says whose it is, or should."""
    return ".".join([change.place or change.fhir_type.name, *_paths(change)[:1]])


def _paths(change: Change) -> list[str]:
    """The elements by which the type names its patient."""
    rest = change.rest
    return [path for each in rest.parameters if each.name == rest.subject for path in each.paths]


def _subject(call: Call, change: Change) -> Mapping[str, Any] | None:
    if change.rest.about is not None:
        return change.rest.about(change.incoming(call))
    found = (_at(change.given().value, path.split(".")) for path in _paths(change))
    return next((each for each in found if isinstance(each, Mapping)), None)


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
