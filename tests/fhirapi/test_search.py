"""A search finds what FHIR says that it finds, and says what it understood."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from fhirapi.searching import indexing
from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.shelf import ids, observation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _types() -> Iterator[None]:
    with shelf.declared():
        yield


def found(world: World, query: str, **elements: Any) -> bool:
    """Whether a search finds an Observation with these elements, and nothing but it."""
    (own,) = shelf.put(world, "kari", [observation(**elements)])
    answer = call(world, "kari", "GET", f"Observation?{query}&_id={own.id}")
    assert answer.status == 200, answer.text
    return ids(answer) == [str(own.id)]


def test_references_are_found_by_type_and_id_by_id_and_by_address(world: World) -> None:
    own_id, other = uuid.uuid4(), uuid.uuid4()
    elements: dict[str, Any] = {"performer": [{"reference": "http://elsewhere/Practitioner/1"}]}
    (row,) = shelf.put(world, "kari", [observation(**elements)])
    shelf.names(row, "performer", f"Practitioner/{own_id}")
    for query, expected in {
        f"performer=Practitioner/{own_id}": True,
        f"performer={own_id}": True,
        f"performer:Practitioner={own_id}": True,
        f"performer:Patient={own_id}": False,
        f"performer=http://testserver/fhir/R4/Practitioner/{own_id}": True,
        "performer=http://elsewhere/Practitioner/1": True,
        f"performer={other}": False,
    }.items():
        answer = call(world, "kari", "GET", f"Observation?{query}&_id={row.id}")
        assert bool(ids(answer)) is expected, query


def test_an_identifier_of_what_is_named_is_found(world: World) -> None:
    performer = [{"identifier": {"system": "urn:hpr", "value": "42"}}]
    assert found(world, "performer:identifier=urn:hpr|42", performer=performer)
    assert not found(world, "performer:identifier=urn:hpr|43", performer=performer)


def test_an_unknown_parameter_is_refused_where_that_is_wished(world: World) -> None:
    answer = call(world, "kari", "GET", "Observation?colour=red", prefer="handling=strict")
    assert answer.status == 400
    assert "colour" in words(answer)


def test_an_unknown_parameter_is_left_out_and_told_otherwise(world: World) -> None:
    shelf.put(world, "kari", [observation()])
    answer = call(world, "kari", "GET", "Observation?colour=red&status=final")
    bundle = resource(answer)
    assert bundle["link"][0]["url"].endswith("Observation?status=final")
    told = [each for each in bundle["entry"] if each["search"]["mode"] == "outcome"]
    assert "colour" in json.dumps(told)
    assert len(ids(answer)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "code:text=x",
        "code:below=x",
        "code:in=x",
        "date:exact=2025",
        "value-string:missing=maybe",
        "date=yesterday",
        "value-quantity=much",
        "value-quantity=1|2",
        "code=a|b|c",
        "_sort=status",
        "_sort=date,-date",
        "_count=many",
        "_count=-1",
        "_total=some",
        "status=",
        "_include=Observation",
        "_include=Observation:status",
        "_include=Encounter:subject",
        "_has:Observation:subject=x",
    ],
)
def test_what_is_not_understood_is_refused_in_words(world: World, query: str) -> None:
    answer = call(world, "kari", "GET", f"Observation?{query}")
    assert answer.status == 400
    assert words(answer)


def test_an_empty_search_has_a_total_and_no_entries(world: World) -> None:
    bundle = resource(call(world, "kari", "GET", "Observation?code=nothing"))
    assert bundle["total"] == 0
    assert "entry" not in bundle


def test_only_the_number_is_told_where_that_is_asked(world: World) -> None:
    shelf.put(world, "kari", [observation() for _ in range(3)])
    for query in ("_summary=count", "_count=0"):
        bundle = resource(call(world, "kari", "GET", f"Observation?code=8480-6&{query}"))
        assert bundle["total"] == 3
        assert "entry" not in bundle


def test_a_search_by_post_takes_its_form(world: World) -> None:
    (row,) = shelf.put(world, "kari", [observation(status="amended")])
    answer = call(world, "kari", "POST", "Observation/_search", form="status=amended")
    assert ids(answer) == [str(row.id)]


def test_a_chain_asks_what_a_reference_names(world: World) -> None:
    indexing.index()
    (encounter,) = shelf.put(world, "kari", [shelf.encounter()])
    (row,) = shelf.put(world, "kari", [observation()])
    shelf.names(row, "encounter", f"Encounter/{encounter.id}")
    for query, expected in {
        "encounter.status=finished": True,
        "encounter:Encounter.status=finished": True,
        "encounter.status=planned": False,
        "subject:Patient.name=KARI": True,
        "subject.name=ola": False,
    }.items():
        answer = call(world, "kari", "GET", f"Observation?{query}&_id={row.id}")
        assert bool(ids(answer)) is expected, query
    for query, expected in {
        "_has:Observation:encounter:status=final": True,
        "_has:Observation:encounter:status=amended": False,
    }.items():
        answer = call(world, "kari", "GET", f"Encounter?{query}")
        assert bool(ids(answer)) is expected, query
    answer = call(world, "kari", "GET", "Patient?_has:Observation:subject:status=final")
    assert ids(answer) == [str(world.patients["kari"])]


def test_includes_bring_what_is_named_and_what_names(world: World) -> None:
    indexing.index()
    (encounter,) = shelf.put(world, "kari", [shelf.encounter()])
    (row,) = shelf.put(world, "kari", [observation()])
    shelf.names(row, "encounter", f"Encounter/{encounter.id}")
    query = f"Observation?_id={row.id}&_include=Observation:encounter&_include=Observation:subject"
    answer = call(world, "kari", "GET", query)
    assert ids(answer) == [str(row.id)]
    included = {str(encounter.id), str(world.patients["kari"])}
    assert set(ids(answer, "include")) == included
    answer = call(
        world, "kari", "GET", f"Encounter?_id={encounter.id}&_revinclude=Observation:encounter"
    )
    assert ids(answer, "include") == [str(row.id)]


def test_the_directory_is_searched_without_a_patient(world: World) -> None:
    indexing.index()
    answer = call(world, "kari", "GET", "Practitioner?name=berg&_count=500")
    assert ids(answer)
    assert not ids(call(world, "kari", "GET", "Practitioner?name=zzzz"))
