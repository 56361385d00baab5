"""What a patient closes while somebody pages through the record: pages and totals obey."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from access.codes import Scope
from access.models import Restriction
from common import clock
from demo.cast.fhir_directory import reference
from tests.cast import World, block, document, document_id, document_name, import_resources
from tests.fhirapi.calling import call, caller, resource
from tests.fhirapi.shelf import ids, next_link
from tests.log_reading import events, rows_of

pytestmark = pytest.mark.django_db
NAMES = [f"closing-{number}" for number in range(5)]
QUERY = "DocumentReference?_count=3&_total=accurate"


@pytest.fixture(autouse=True)
def _documents(world: World) -> None:
    assert not import_resources([document("kari", own_id=name) for name in NAMES])


def close(world: World, own_id: uuid.UUID) -> None:
    with rows_of(world.patients["kari"]):
        Restriction.ungated.create(
            patient_id=world.patients["kari"],
            scope=Scope.DOCUMENT,
            document_id=own_id,
            start=clock.now(),
        )


def first(world: World, who: Any) -> tuple[Any, str]:
    answer = call(world, who, "GET", QUERY)
    assert answer.status == 200, answer.text
    return answer, next_link(answer)


def walk(world: World, who: Any, path: str) -> list[str]:
    found = []
    while path:
        answer = call(world, who, "GET", path)
        assert answer.status == 200, answer.text
        found += ids(answer)
        path = next_link(answer)
    return found


@pytest.mark.attack(9)
@pytest.mark.attack(14)
def test_who_is_shut_out_between_two_pages_gets_no_second(world: World) -> None:
    berg = caller(world, "berg-for-kari")
    _, link = first(world, berg)
    block(world.patients["kari"], world.roles["berg"].practitioner_id)
    since = clock.now()
    answer = call(world, berg, "GET", link)
    assert answer.status in {403, 404}
    assert "DocumentReference/" not in answer.text
    (event,) = events(world.patients["kari"], since=since)
    assert not event.is_permitted


@pytest.mark.attack(14)
def test_what_is_closed_between_two_pages_is_on_none_and_counted_on_none(world: World) -> None:
    berg = caller(world, "berg-for-kari")
    answer, link = first(world, berg)
    total, later = resource(answer)["total"], walk(world, berg, link)
    closed = later[-1]
    close(world, uuid.UUID(closed))
    answer = call(world, berg, "GET", link)
    assert resource(answer)["total"] == total - 1
    assert walk(world, berg, link) == later[:-1]
    assert closed not in answer.text
    assert "withheld" in answer.text
    assert closed in walk(world, "kari", QUERY)


@pytest.mark.attack(15)
@pytest.mark.parametrize("who", ["kari", "berg-for-kari", "system"])
def test_pages_and_totals_agree_for_every_reader(world: World, who: str) -> None:
    close(world, document_id("kari N"))
    asker = caller(world, who)
    patient = f"patient={world.patients['kari']}"
    pages = walk(world, asker, f"{QUERY}&{patient}")
    for query in ("_summary=count", "_count=0", "_count=1&_total=accurate", "_count=500"):
        answer = call(world, asker, "GET", f"DocumentReference?{query}&{patient}")
        assert resource(answer)["total"] == len(pages) == len(set(pages)), query
    assert (str(document_id("kari N")) in pages) is (who != "berg-for-kari")


@pytest.mark.attack(15)
def test_what_is_closed_comes_with_nothing_else_and_narrows_nothing(world: World) -> None:
    """Not included, not through a chain, and not by what names it."""
    own_id = document_id("kari N")
    result = {
        "resourceType": "Observation",
        "id": "derived",
        "status": "final",
        "code": {"text": "Hb"},
        "subject": reference("Patient", "kari"),
        "derivedFrom": [reference("DocumentReference", document_name("kari", "N"))],
    }
    assert not import_resources([result])
    berg = caller(world, "berg-for-kari")
    include = "Observation?_include=Observation:derived-from"
    chain = "Observation?derived-from:DocumentReference.status=current"
    assert str(own_id) in ids(call(world, berg, "GET", include), "include")
    assert len(ids(call(world, berg, "GET", chain))) == 1
    close(world, own_id)
    answer = call(world, berg, "GET", include)
    assert (len(ids(answer)), ids(answer, "include")) == (1, [])
    assert not ids(call(world, berg, "GET", chain))
    back = "DocumentReference?_has:Observation:derived-from:status=final"
    assert not ids(call(world, berg, "GET", back))
    assert ids(call(world, "kari", "GET", back)) == [str(own_id)]
