"""What comes in over FHIR stays with its patient, for every type that is about one."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from access.models import CareRelationship, CareResource
from common import clock
from demo.cast import fhir_directory
from demo.cast.persons import persons
from fhirapi import registry
from journal.models import Binary, DocumentReference
from people.models import Patient, RelatedPerson
from tests.cast import SOURCE, World, document, episode, import_resources
from tests.labresults import received
from tests.log_reading import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.attack(5)]
SHARED = {"id": "the-same-id"}
PARENT = {"coding": [{"code": "MTH"}]}
DIRECTORY = {"Organization", "Practitioner", "PractitionerRole"}  # About no patient.


def _care(kind: str, patient: str) -> dict[str, Any]:
    subject = episode(patient, "unn-hjertepol", "berg")["patient"]
    period = {"start": "2026-01-01"}
    common = {"resourceType": kind, "subject": subject, "period": period, **SHARED}
    if kind == "CareTeam":
        return {**common, "status": "active"}
    return {**common, "status": "in-progress", "class": {"code": "AMB"}}


def _received(kind: str, patient: str) -> dict[str, Any]:
    return {**received.resource(kind, patient), **SHARED}


# A resource of each type for a patient, always with the same id, and the tables it goes to.
TYPES: dict[str, tuple[Any, tuple[type[Any], ...]]] = {
    "DocumentReference": (lambda who: {**document(who), **SHARED}, (DocumentReference,)),
    "EpisodeOfCare": (
        lambda who: {**episode(who, "unn-hjertepol", "berg"), **SHARED},
        (CareResource, CareRelationship),
    ),
    "Encounter": (lambda who: _care("Encounter", who), (CareResource, CareRelationship)),
    "CareTeam": (lambda who: _care("CareTeam", who), (CareResource, CareRelationship)),
    "RelatedPerson": (
        lambda who: {
            "resourceType": "RelatedPerson",
            "patient": episode(who, "unn-hjertepol", "berg")["patient"],
            "relationship": [PARENT],
            **SHARED,
        },
        (RelatedPerson,),
    ),
}
TYPES |= {
    name: (partial(_received, name), (model,))
    for name, model in zip(received.TYPES, received.MODELS, strict=True)
}
# Tried below (their patient does not stand in a reference of its own), in tests/fhirapi and in
# tests/appointments.
OTHERWISE = {"Patient", "Binary", "Appointment"}
BORN_HERE = {"AuditEvent", "List"}  # Nobody sends them.


def test_every_type_has_a_row() -> None:
    assert set(registry.types()) == set(TYPES) | OTHERWISE | DIRECTORY | BORN_HERE


@pytest.mark.parametrize("kind", TYPES)
def test_a_resource_does_not_move_to_another_patient(world: World, kind: str) -> None:
    make, tables = TYPES[kind]
    kari, ola = world.patients["kari"], world.patients["ola"]
    assert import_resources([make("kari")]) == []
    with rows_of(kari, ola):
        before = [list(_rows(table).order_by("pk").values()) for table in tables]
    (refused,) = import_resources([make("ola")])
    assert refused.endswith("it already belongs to another patient")
    with rows_of(kari, ola):
        assert [list(_rows(table).order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("kind", TYPES)
def test_a_resource_of_one_patient_is_not_there_for_another(world: World, kind: str) -> None:
    make, tables = TYPES[kind]
    assert import_resources([make("kari")]) == []
    assert import_resources([make("ola")], source=f"{SOURCE}.1") != []  # Whose patient is that?
    with gate.open_record(world.citizen("ola"), world.patients["ola"], Kind.RECORD):
        for table in tables:
            assert set(_rows(table).values_list("patient_id", flat=True)) <= {world.patients["ola"]}


def test_a_patient_does_not_become_another_by_a_changed_number(world: World) -> None:
    found = persons(clock.today())
    changed = {
        **fhir_directory.patient(found["ola"]),
        "id": fhir_directory.patient(found["kari"])["id"],
    }
    with rows_of(*world.patients.values()):
        before = list(Patient.objects.order_by("id").values())
    assert len(import_resources([changed])) == 1
    with rows_of(*world.patients.values()):
        assert list(Patient.objects.order_by("id").values()) == before


def test_a_binary_is_shown_with_the_document_of_its_own_patient_only(world: World) -> None:
    def pointing(patient: str, own_id: str) -> dict[str, Any]:
        found = {**document(patient), "id": own_id}
        found["content"] = [{"attachment": {"contentType": "text/plain", "url": "Binary/shared"}}]
        return found

    binary = {"resourceType": "Binary", "id": "shared", "contentType": "text/plain", "data": "aGVp"}
    assert import_resources([pointing("kari", "first"), binary]) == []
    assert import_resources([pointing("ola", "second")]) == []
    with rows_of(world.patients["ola"]):
        assert not Binary.ungated.exists()
    with rows_of(world.patients["ola"]):
        second = DocumentReference.ungated.get(source_id="second")
    answer = world.sign_in("ola").get(f"/journal/{second.id}/last-ned/")
    assert answer.status_code == 404


def _rows(table: Any) -> Any:
    return getattr(table, "ungated", table.objects).all()
