"""Owns how tests let somebody read as the log tells it, and who is near whom."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from access.alerts import checks
from access.alerts.reads import Tie, Usuals, ties
from access.models import AlertPatient, CareRelationship, ReadingAlert
from common import clock
from people.models import Patient, Person, RelatedPerson
from tests.cast import World
from tests.log_reading import rows_of
from tests.log_writing import event, write

NOON = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
BEGIN, END = NOON - timedelta(days=3), NOON + timedelta(days=5)


def reads(
    world: World, slug: str, patient_id: uuid.UUID, at: datetime = NOON, **more: Any
) -> datetime:
    """A document of the patient is read, in a record that was opened on a stated ground."""
    role = world.roles[slug]
    values = {
        "person_id": world.persons[slug],
        "actor_name": role.practitioner_name,
        "practitioner_id": role.practitioner_id,
        "role_id": role.id,
        "role_code": role.code,
        "legal_entity_id": role.legal_entity_id,
        "unit_id": role.unit_id,
        "basis": "declared",
        "attestation_id": uuid.uuid5(patient_id, str(at)),
        **more,
    }
    write([event(patient_id, at, **values)])
    return at


def related(world: World, patient: str, person: uuid.UUID) -> None:
    """The person is kin of the patient."""
    related_id(world.patients[patient], person)


def related_id(patient_id: uuid.UUID, person: uuid.UUID) -> None:
    with rows_of(patient_id):
        RelatedPerson.objects.create(
            patient_id=patient_id,
            person_id=person,
            source="test",
            source_id=str(uuid.uuid4()),
            wire="",
            digest=bytes(32),
            received_at=clock.now(),
        )


def patients_more(count: int) -> list[uuid.UUID]:
    """So many patients more, of whom nothing else is known."""
    found = [uuid.uuid4() for _ in range(count)]
    with rows_of(*found):
        for own_id in found:
            Patient.objects.create(id=own_id, person=Person.objects.create())
    return found


def changed(world: World, patient: str, **values: Any) -> None:
    """What the register says of the patient."""
    with rows_of(world.patients[patient]):
        Patient.objects.filter(id=world.patients[patient]).update(**values)


def treated(world: World, patient: str, slug: str, start: datetime, end: datetime | None) -> None:
    """The unit of that worker treats the patient, beside what there was."""
    patient_id = world.patients[patient]
    with rows_of(patient_id):
        like = CareRelationship.ungated.filter(patient_id=patient_id).first()
        assert like is not None
        CareRelationship.ungated.create(
            patient_id=patient_id,
            resource_id=like.resource_id,
            organization_id=world.roles[slug].unit_id,
            ground="BEHANDLER",
            start=start,
            end=end,
        )


def tie_of(world: World, slug: str, patient: str) -> Tie:
    key = (world.persons[slug], world.roles[slug].legal_entity_id, world.patients[patient])
    return ties(BEGIN, END)[key]


def look(begin: datetime = BEGIN, end: datetime = END) -> int:
    return checks.look(begin, end, "asked", Usuals({})).raised


def patients_of(world: World, alert: ReadingAlert) -> set[str]:
    """The patients whom an alert names."""
    names = {own_id: slug for slug, own_id in world.patients.items()}
    with rows_of(*world.patients.values()):
        found = AlertPatient.ungated.filter(alert=alert).values_list("patient_id", flat=True)
        return {names[each] for each in found}
