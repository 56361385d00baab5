"""Patient/$everything gives one record, all of it that the reader may see, and no other's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from access.models import AccessEvent, CareResource
from common import clock
from demo.cast.persons import persons
from fhirapi.searching import indexing
from people.models import PatientResource
from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call, caller, resource
from tests.fhirapi.shelf import ids, next_link, observation
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _types() -> Iterator[None]:
    with shelf.declared():
        yield


def path(world: World, patient: str = "kari", query: str = "") -> str:
    return f"Patient/{world.patients[patient]}/$everything{query}"


def types(answer: Any) -> set[str]:
    return {
        each["resource"]["resourceType"]
        for each in resource(answer)["entry"]
        if each["search"]["mode"] == "match"
    }


@pytest.mark.attack(5)
def test_it_holds_everything_of_one_patient_and_nothing_of_others(world: World) -> None:
    own = shelf.put(world, "kari", [observation(), shelf.encounter()])
    foreign = shelf.put(world, "ola", [observation(), shelf.encounter()])
    found = ids(call(world, "kari", "GET", path(world)))
    assert {str(row.id) for row in own} | {str(world.patients["kari"])} <= set(found)
    assert not {str(row.id) for row in foreign} & set(found)
    assert len(found) == len(set(found))


@pytest.mark.attack(5)
def test_of_somebody_else_it_is_refused_like_of_nobody(world: World) -> None:
    answers = [
        call(world, "kari", "GET", f"Patient/{named}/$everything")
        for named in (world.patients["ola"], uuid.uuid4())
    ]
    assert [each.status for each in answers] == [403, 403]
    assert answers[0].text == answers[1].text


def test_it_is_read_page_by_page(world: World) -> None:
    shelf.put(world, "kari", [observation() for _ in range(7)])
    whole = ids(call(world, "kari", "GET", path(world)))
    found, link = [], path(world, query="?_count=3")
    while link:
        answer = call(world, "kari", "GET", link)
        assert answer.status == 200, answer.text
        assert len(ids(answer)) <= 3
        found += ids(answer)
        link = next_link(answer)
        shelf.put(world, "kari", [observation()])
    assert found == whole


def test_a_link_to_a_page_of_it_is_of_no_use_for_another_patient(world: World) -> None:
    shelf.put(world, "kari", [observation() for _ in range(4)])
    link = next_link(call(world, "system", "GET", path(world, query="?_count=3")))
    other = link.replace(str(world.patients["kari"]), str(world.patients["ola"]))
    assert call(world, "system", "GET", link).status == 200
    assert call(world, "system", "GET", other).status == 400


def test_types_and_a_time_narrow_it(world: World) -> None:
    shelf.put(world, "kari", [observation(), shelf.encounter()])
    assert types(call(world, "kari", "GET", path(world, query="?_type=Observation"))) == {
        "Observation"
    }
    answer = call(world, "kari", "GET", path(world, query="?_since=2999-01-01T00:00:00Z"))
    assert "entry" not in resource(answer)
    for query in ("?_type=Nothing", "?_since=soon", "?_count=some"):
        assert call(world, "kari", "GET", path(world, query=query)).status == 400


def test_care_between_two_days_narrows_it(world: World) -> None:
    day, month, none, whole = shelf.put(
        world,
        "kari",
        [
            observation(effectiveDateTime="2025-06-15"),
            observation(effectivePeriod={"start": "2025-05-20", "end": "2025-06-02"}),
            observation(),
            observation(effectivePeriod={"start": "2025-01-01"}),
        ],
    )
    for query, expected in (
        ("?start=2025-06-01&end=2025-06-30", {day, month, none, whole}),
        ("?start=2025-06-15", {day, none, whole}),
        ("?end=2025-06-01", {month, none, whole}),
        ("?start=2024&end=2024", {none}),
    ):
        found = ids(call(world, "kari", "GET", path(world, query=f"{query}&_type=Observation")))
        assert set(found) == {str(row.id) for row in expected}, query
    assert call(world, "kari", "GET", path(world, query="?_since=0001-01-01")).status == 200
    for wrong in ("?start=x", "?end=2025-13", "?_since=x", "?_count=-1", "?_summary=count"):
        assert call(world, "kari", "GET", path(world, query=wrong)).status == 400


def test_what_it_does_not_know_it_says_under_strict(world: World) -> None:
    query = path(world, query="?unheard=of")
    assert call(world, "kari", "GET", query).status == 200
    assert call(world, "kari", "GET", query, prefer="handling=strict").status == 400
    query = path(world, query="?_format=json&_count=1")
    assert call(world, "kari", "GET", query, prefer="handling=strict").status == 200


def test_a_post_asks_with_parameters(world: World) -> None:
    shelf.put(world, "kari", [observation(), observation(), shelf.encounter()])
    parameter = [
        {"name": "_type", "valueString": "Observation"},
        {"name": "_type", "valueString": "Patient"},
        {"name": "_count", "valueInteger": 2},
    ]
    body = {"resourceType": "Parameters", "parameter": parameter}
    first = call(world, "kari", "POST", path(world), body=body)
    second = call(world, "kari", "GET", next_link(first))
    assert types(first) | types(second) == {"Observation", "Patient"}
    assert len(ids(first)) == 2
    for wrong in ({"resourceType": "Patient"}, "[", '{"a": 1, "a": 2}'):
        assert call(world, "kari", "POST", path(world), body=wrong).status == 400


def test_it_goes_on_behind_a_type_of_which_nothing_is_left(world: World) -> None:
    visits = shelf.put(world, "kari", [shelf.encounter() for _ in range(3)])
    results = shelf.put(world, "kari", [observation() for _ in range(3)])
    seen, link = [], path(world, query="?_count=2&_type=Encounter,Observation")
    while link:
        answer = call(world, "kari", "GET", link)
        seen += ids(answer)
        with rows_of(world.patients["kari"]):
            CareResource.ungated.filter(id__in=[row.id for row in visits]).delete()
        link = next_link(answer)
    assert len(seen) == len(set(seen)) == 5
    assert {str(row.id) for row in results} <= set(seen)


def test_it_holds_what_the_token_names(world: World) -> None:
    shelf.put(world, "kari", [observation(), shelf.encounter()])
    narrow = caller(world, "kari", scopes="patient/Patient.r patient/Observation.rs")
    assert types(call(world, narrow, "GET", path(world))) == {"Patient", "Observation"}


def test_it_is_one_event(world: World) -> None:
    shelf.put(world, "kari", [observation(), shelf.encounter()])
    with rows_of(world.patients["kari"]):
        before = AccessEvent.objects.count()
    call(world, "kari", "GET", path(world))
    with rows_of(world.patients["kari"]):
        assert AccessEvent.objects.count() == before + 1


def test_who_treats_is_told_how_much_is_withheld(world: World) -> None:
    shelf.put(world, "kari", [observation(), observation()], source="hidden")
    assert "2 withheld" in call(world, "berg-for-kari", "GET", path(world)).text
    assert "withheld" not in call(world, "kari", "GET", path(world)).text


def test_rows_from_before_are_found_once_they_are_indexed(world: World) -> None:
    (row,) = shelf.put(world, "kari", [observation()])
    row.search = {}
    with rows_of(row.patient_id):
        row.save(update_fields=["search"])
    query = f"Observation?code=8480-6&_id={row.id}"
    assert not ids(call(world, "kari", "GET", query))
    assert indexing.index()["access_careresource"] >= 1
    assert ids(call(world, "kari", "GET", query)) == [str(row.id)]
    assert indexing.index()["access_careresource"] == 0


def test_no_search_value_holds_a_national_id(world: World) -> None:
    indexing.index()
    with rows_of(world.patients["kari"]):
        rows = list(PatientResource.objects.all().values_list("search", flat=True))
    assert any("urn:dis:person:" in str(search) for search in rows)
    number = persons(clock.today())["kari"].national_id
    assert all(number not in str(search) for search in rows)
