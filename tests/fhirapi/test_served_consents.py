"""Consent: what a patient has closed, to citizens who may see the settings, and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access.codes import Scope
from access.models import Restriction
from common import clock
from tests.cast import BLOCKING, RESTRICTED, World
from tests.fhirapi.calling import call, resource
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def found(world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = call(world, who, "GET", f"Consent?_count=50{query}")
    assert answer.status == 200, answer.text
    entries = resource(answer).get("entry", ())
    return [each["resource"] for each in entries if each["search"]["mode"] == "match"]


def test_a_block_names_whom_it_shuts_out(world: World) -> None:
    (consent,) = found(world, BLOCKING)
    (actor,) = consent["provision"]["actor"]
    assert actor["reference"]["display"].endswith(" Berg")
    assert actor["reference"]["reference"].startswith("Practitioner/")
    assert (consent["status"], consent["provision"]["type"]) == ("active", "deny")
    one = call(world, BLOCKING, "GET", f"Consent/{consent['id']}")
    assert resource(one)["provision"] == consent["provision"]


def test_restrictions_say_what_is_closed_and_when_it_was_taken_back(world: World) -> None:
    kari = world.patients["kari"]
    now = clock.now()
    with rows_of(kari):
        for more in (
            {"scope": Scope.CATEGORY, "category": "C00-1"},
            {"scope": Scope.DOCUMENT, "document_id": world.documents["kari N"]},
            {"scope": Scope.RECORD, "end": now},
        ):
            Restriction.ungated.create(patient_id=kari, start=now, **more)
    by_text = {each["category"][0]["text"]: each for each in found(world, "kari")}
    assert by_text["restriction of record"]["status"] == "inactive"
    kind = by_text["restriction of category"]["provision"]["code"][0]["coding"][0]
    assert kind["code"] == "C00-1"
    (thing,) = by_text["restriction of document"]["provision"]["data"]
    assert thing["reference"]["reference"] == f"DocumentReference/{world.documents['kari N']}"
    assert len(found(world, "kari", "&status=active")) == 2


@pytest.mark.attack(9)
@pytest.mark.parametrize("who", ["system", "stranger", "dahl", "berg-for-kari"])
def test_nobody_else_learns_of_it(world: World, who: str) -> None:
    patient = "kari" if who.endswith("kari") else RESTRICTED
    with rows_of(world.patients["kari"]):
        Restriction.ungated.create(
            patient_id=world.patients["kari"],
            start=clock.now(),
            scope=Scope.CATEGORY,
            category="C00-1",
        )
    answer = call(world, who, "GET", f"Consent?patient={world.patients[patient]}")
    assert answer.status in {403, 404} or not resource(answer).get("entry")
    assert "deny" not in json.dumps(resource(answer))


def test_nobody_else_reads_one(world: World) -> None:
    (consent,) = found(world, RESTRICTED)
    assert call(world, "kari", "GET", f"Consent/{consent['id']}").status == 404
