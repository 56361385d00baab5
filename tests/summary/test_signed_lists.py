"""Signed lists of medicines over FHIR: the newest is current, and nothing closed stands in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access.codes import CONFIDENTIALITY_SYSTEM
from access.writing_here import Author
from summary.medicines import keeping
from summary.medicines.inputs import Reconciled, Typed, lines
from summary.medicines.shelf import shelf
from tests.cast import World, import_resources
from tests.fhirapi.calling import call, resource
from tests.summary.test_medicines import prescribed
from tests.summary.writing import writing

pytestmark = pytest.mark.django_db


def signed(world: World, *decisions: str) -> None:
    actor = world.attested("berg", "kari")
    with writing(world, actor) as grant:
        found = shelf(grant)
        rows = [
            Typed(at, each.key, decision, "", "")
            for at, (each, decision) in enumerate(zip(found.groups, decisions, strict=True))
        ]
        typed = Reconciled(found.number, found.content, rows, "Fragmin (B01AB04)", "1 x 1")
        keeping.sign(
            grant,
            Author.of(actor),
            number=found.number,
            content=found.content,
            lines=lines(typed, found.groups, []),
        )


def lists(world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    path = f"List?patient={world.patients['kari']}&_sort=-date{query}"
    answer = call(world, who, "GET", path)
    assert answer.status == 200, answer.text
    entries = resource(answer).get("entry", ())
    return [each["resource"] for each in entries if each["search"]["mode"] == "match"]


def test_the_newest_is_current_and_says_what_was_decided(world: World) -> None:
    two = [prescribed("C09AA05", "Ramipril 5 mg"), prescribed("M01AE01", "Ibux 200 mg")]
    assert not import_resources(two)
    signed(world, "stop", "keep")
    (first,) = lists(world, "berg-for-kari", "&code=medications&status=current")
    signed(world, "keep", "keep")
    for who in ("kari", "berg-for-kari", "system"):
        newest, former = lists(world, who)
        assert (newest["status"], former["status"]) == ("current", "retired")
        assert (former["id"], former["meta"]["versionId"] != "") == (first["id"], True)
        assert len(newest["entry"]) == 3
    one = resource(call(world, "system", "GET", f"List/{former['id']}"))
    inside = {each["id"]: each for each in one["contained"]}
    told = {
        each["item"]["display"]: (
            each["flag"]["coding"][0]["code"],
            inside[each["item"]["reference"].removeprefix("#")]["status"],
        )
        for each in one["entry"]
    }
    assert told["Fragmin"] == ("keep", "active")
    assert sorted(told.values()) == [("keep", "active"), ("keep", "active"), ("stop", "stopped")]
    sources = [each["derivedFrom"] for each in inside.values() if "derivedFrom" in each]
    assert all(each[0]["reference"].startswith("MedicationRequest/") for each in sources)
    assert inside["signer"]["practitioner"]["display"] == one["source"]["display"]


@pytest.mark.attack(9)
def test_a_line_of_what_is_closed_stays_out(world: World) -> None:
    """Who treats is told how many; a system whose organisation does not treat gets nothing."""
    hidden = prescribed("M01AE01", "Ibux 200 mg")
    assert not import_resources([hidden, prescribed("C09AA05", "Ramipril 5 mg")])
    signed(world, "keep", "keep")
    label = [{"system": CONFIDENTIALITY_SYSTEM, "code": "NORS"}]
    assert not import_resources([{**hidden, "meta": {"security": label}}])
    (seen,) = lists(world, "berg-for-kari")
    assert "Ibux" not in json.dumps(seen)
    assert seen["note"] == [{"text": "1 withheld from this reader."}]
    (own,) = lists(world, "kari")
    assert "Ibux" in json.dumps(own)
    path = f"List?patient={world.patients['kari']}"
    assert not resource(call(world, "stranger", "GET", path)).get("entry")
    assert call(world, "stranger", "GET", f"List/{seen['id']}").status == 404


def test_it_is_written_in_the_portal_alone(world: World) -> None:
    body = {"resourceType": "List", "status": "current", "mode": "snapshot"}
    assert call(world, "system", "POST", "List", body=body).status == 405
