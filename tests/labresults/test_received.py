"""Results and summary as others send them: stored, shown to whom they are for, and gone when they
must be."""

from __future__ import annotations

import json
import uuid
import zipfile
from io import BytesIO
from typing import Any

import pytest

from access import describing, erasing, exporting, gate
from access.actor import Actor
from access.codes import Kind, Scope
from access.models import FormerVersion, Restriction
from common import clock
from common.references import local_id
from demo.cast.fhir_directory import reference
from tests.cast import CONSENT, RESTRICTED, SOURCE, World, import_resources
from tests.labresults import received
from tests.labresults.received import TYPES, of_all, resource
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">1.50</div>'
MODELS: dict[str, Any] = {each.__name__: each for each in received.MODELS}


def put(*resources: dict[str, Any]) -> None:
    assert not import_resources(resources)


def seen(actor: Actor, patient_id: uuid.UUID, name: str) -> set[uuid.UUID]:
    model = MODELS[name]
    with gate.open_record(actor, patient_id, model.kind) as grant:
        return set(model.objects.under(grant).values_list("id", flat=True))


def id_of(sent: dict[str, Any]) -> uuid.UUID:
    return local_id(SOURCE, sent["resourceType"], sent["id"])


@pytest.mark.parametrize("name", TYPES)
def test_it_is_kept_as_it_came_with_its_former_versions(world: World, name: str) -> None:
    first = resource(name, "kari")
    put(first)
    put(first | {"language": "nb", "text": {"status": "generated", "div": DIV}})
    with rows_of(world.patients["kari"]):
        row = MODELS[name].ungated.get(id=id_of(first))
        (former,) = FormerVersion.ungated.filter(resource_type=name)
    assert row.version == 2
    assert json.loads(former.wire)[received.subject_of(name)] == reference("Patient", "kari")
    assert DIV in json.loads(row.wire)["text"]["div"]


@pytest.mark.parametrize("name", TYPES)
def test_codes_hide_it_as_they_hide_documents(world: World, name: str) -> None:
    shown = {codes: resource(name, "kari", codes) for codes in ("N", "NORS", "NORN_FORANS", "V")}
    put(*shown.values())
    ids = {id_of(each): codes for codes, each in shown.items()}
    kari = world.patients["kari"]
    found = {
        who: {ids[each] for each in seen(actor, kari, name)}
        for who, actor in (
            ("self", world.citizen("kari")),
            ("berg", world.attested("berg", "kari")),
            ("with consent", world.attested("berg", "kari", CONSENT)),
        )
    }
    assert found["self"] == {"N", "NORS", "NORN_FORANS"}
    assert found["berg"] == {"N", "NORN_FORANS", "V"}
    assert found["with consent"] == set(shown)


@pytest.mark.attack(14)
@pytest.mark.parametrize(("name", "is_closed"), [("Observation", True), ("Condition", False)])
def test_a_kind_that_is_closed_closes_its_results(world: World, name: str, is_closed: bool) -> None:
    put(resource(name, "kari"))
    kari = world.patients["kari"]
    with rows_of(kari):
        Restriction.ungated.create(
            patient_id=kari, start=clock.now(), scope=Scope.CATEGORY, category="C00-1"
        )
    assert bool(seen(world.attested("berg", "kari"), kari, name)) is not is_closed
    assert seen(world.citizen("kari"), kari, name)


@pytest.mark.attack(14)
@pytest.mark.parametrize("kind", [Kind.RESULTS, Kind.SUMMARY])
def test_of_a_closed_record_nothing_is_shown(world: World, kind: Kind) -> None:
    put(*of_all(RESTRICTED))
    patient_id = world.patients[RESTRICTED]
    for slug in ("berg", "dahl"):
        with pytest.raises(gate.Refused):
            gate.open_record(world.worker(slug, RESTRICTED), patient_id, kind)


MISTAKES: dict[str, dict[str, Any]] = {
    "Condition": {
        "verificationStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                    "code": "entered-in-error",
                }
            ]
        }
    },
    "Observation": {"status": "entered-in-error"},
    "MedicationRequest": {"status": "entered-in-error"},
}


@pytest.mark.attack(15)
@pytest.mark.parametrize("name", MISTAKES)
def test_what_was_registered_by_mistake_is_not_for_citizens(world: World, name: str) -> None:
    put(resource(name, "kari") | MISTAKES[name])
    kari = world.patients["kari"]
    assert not seen(world.citizen("kari"), kari, name)
    assert seen(world.attested("berg", "kari"), kari, name)


@pytest.mark.attack(1)
@pytest.mark.parametrize("name", TYPES)
def test_it_is_for_nobody_else(world: World, name: str) -> None:
    put(resource(name, "kari"))
    for actor in (world.citizen("astrid"), world.worker("dahl"), world.worker("lie")):
        with pytest.raises(gate.Refused):
            gate.open_record(actor, world.patients["kari"], MODELS[name].kind)
    with gate.open_record(world.citizen("ola"), world.patients["ola"], MODELS[name].kind) as grant:
        assert not MODELS[name].objects.under(grant).exists()


@pytest.mark.attack(85)
def test_a_reservation_erases_it_with_its_former_versions(world: World) -> None:
    put(*of_all("kari"))
    put(*(each | {"language": "nb"} for each in of_all("kari")))
    kari = world.patients["kari"]
    counts = erasing.erase_shared(kari)
    assert all(counts[model._meta.db_table] == 1 for model in MODELS.values())
    with rows_of(kari):
        assert not any(model.ungated.exists() for model in MODELS.values())
        assert not FormerVersion.ungated.filter(resource_type__in=TYPES).exists()


def test_a_copy_of_everything_holds_what_the_citizen_may_see(world: World) -> None:
    put(*of_all("kari"), resource("Observation", "kari", "NORN_FORANS"))
    put(resource("Observation", "kari", "V"))
    with BytesIO() as target:
        exporting.export_own(world.citizen("kari"), world.patients["kari"], target)
        with zipfile.ZipFile(target) as copy:
            manifest = json.loads(copy.read("manifest.json"))
    assert manifest["tables"]["labresults_observation"] == 2
    assert {manifest["tables"][model._meta.db_table] for model in MODELS.values()} == {1, 2}


@pytest.mark.parametrize("name", TYPES)
def test_the_log_calls_it_by_its_name(world: World, name: str) -> None:
    sent = resource(name, "kari")
    put(sent)
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG) as grant:
        assert describing.names(grant, name, [id_of(sent)]) == {id_of(sent): "Hemoglobin"}
    assert any(each.resource_type == name for each in items(kari))


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("Observation", {"status": "done"}, "Observation.status: not one of registered"),
        ("MedicationRequest", {"status": "done"}, "MedicationRequest.status: not one of"),
        (
            "Condition",
            {"clinicalStatus": {"coding": [{"system": "x", "code": "active"}]}},
            "Condition.clinicalStatus: not one of active",
        ),
        (
            "Condition",
            {
                **MISTAKES["Condition"],
                "clinicalStatus": {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                            "code": "active",
                        }
                    ]
                },
            },
            "Condition.clinicalStatus: not with verificationStatus entered-in-error",
        ),
        ("Observation", {"subject": {"reference": "Group/1"}}, "it is not about a patient"),
    ],
)
def test_what_r4_does_not_allow_is_refused_with_its_place(
    world: World, name: str, change: dict[str, Any], words: str
) -> None:
    (refusal,) = import_resources([resource(name, "kari") | change])
    assert words in refusal
