"""A search of patient data is always within one patient, and tells of nobody else."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from access.models import AccessEvent, AccessItem
from common import clock
from demo.cast.numbers import synthetic_national_id
from demo.cast.persons import persons
from fhirapi.searching import indexing
from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call, caller, resource, words
from tests.fhirapi.shelf import ids, next_link, observation
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
OTHERS = [
    "Observation?patient={ola}",
    "Observation?subject=Patient/{ola}",
    "Observation?subject=http://testserver/fhir/R4/Patient/{ola}",
    "Observation?patient={kari}&subject=Patient/{ola}",
    "Observation?subject:Patient._id={ola}",
    "Patient?_id={ola}",
    "Encounter?subject={ola}&_revinclude=Observation:encounter",
]


@pytest.fixture(autouse=True)
def _types(world: World) -> Iterator[None]:
    with shelf.declared():
        yield


def number(slug: str) -> str:
    return persons(clock.today())[slug].national_id


def events(world: World) -> int:
    with rows_of(*world.patients.values()):
        return AccessEvent.objects.count()


@pytest.mark.attack(5)
@pytest.mark.parametrize("path", OTHERS)
def test_a_token_for_one_patient_finds_nothing_of_another(world: World, path: str) -> None:
    shelf.put(world, "ola", [observation()])
    answers = [
        call(world, "kari", "GET", path.format(kari=world.patients["kari"], ola=named))
        for named in (world.patients["ola"], uuid.uuid4())
    ]
    assert [each.status for each in answers] == [403, 403]
    assert answers[0].text == answers[1].text


@pytest.mark.attack(5)
def test_somebody_elses_number_is_answered_like_nobodys(world: World) -> None:
    unused = synthetic_national_id("nobody", clock.today().replace(year=1950, day=1), female=True)
    answers = [
        call(world, "kari", "POST", "Patient/_search", form=f"identifier={each}")
        for each in (number("ola"), unused)
    ]
    assert [each.status for each in answers] == [403, 403]
    assert answers[0].text == answers[1].text


@pytest.mark.attack(5)
@pytest.mark.parametrize(
    "query",
    [
        "Observation?_include=Observation:performer",
        "Observation?_include=Observation:encounter",
        "Encounter?_revinclude=Observation:encounter",
        "Observation?encounter.status=finished",
        "Encounter?_has:Observation:encounter:status=final",
    ],
)
def test_references_into_another_record_lead_nowhere(world: World, query: str) -> None:
    (foreign,) = shelf.put(world, "ola", [shelf.encounter()])
    (result,) = shelf.put(world, "ola", [observation()])
    shelf.names(result, "encounter", f"Encounter/{foreign.id}")
    (own,) = shelf.put(world, "kari", [observation()])
    shelf.names(own, "encounter", f"Encounter/{foreign.id}")
    shelf.names(own, "performer", f"Patient/{world.patients['ola']}")
    answer = call(world, "kari", "GET", query)
    brought = {*ids(answer), *ids(answer, "include")}
    assert not brought & {str(foreign.id), str(result.id), str(world.patients["ola"])}


def test_a_system_names_the_patient(world: World) -> None:
    (row,) = shelf.put(world, "kari", [observation()])
    kari = world.patients["kari"]
    indexing.index()
    for query in (
        f"Observation?patient={kari}",
        f"Observation?subject=Patient/{kari}",
        f"Observation?_id={row.id}",
    ):
        assert str(row.id) in ids(call(world, "system", "GET", query)), query
    for form in (
        f"patient.identifier={number('kari')}",
        f"subject:identifier=urn:oid:2.16.578.1.12.4.1.4.1|{number('kari')}",
    ):
        answer = call(world, "system", "POST", "Observation/_search", form=form)
        assert str(row.id) in ids(answer), form
    answer = call(world, "system", "POST", "Patient/_search", form=f"identifier={number('kari')}")
    assert ids(answer) == [str(kari)]


def test_a_system_that_names_nobody_or_two_is_told_so(world: World) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    for query in ("status=final", f"patient={kari},{ola}", f"patient={kari}&subject={ola}"):
        answer = call(world, "system", "GET", f"Observation?{query}")
        assert answer.status == 400
        assert "one patient" in words(answer)


def test_ids_narrow_a_search_and_those_of_nobody_find_nothing(world: World) -> None:
    own, second = shelf.put(world, "kari", [observation(), observation()])
    (other,) = shelf.put(world, "ola", [observation()])
    kari, nobody = f"patient={world.patients['kari']}", uuid.uuid4()
    for query, count in (
        (f"_id={own.id}", 1),
        (f"_id={own.id},{nobody},x", 1),
        (f"_id={own.id},{second.id}", 2),
        (f"{kari}&_id={nobody}", 0),
        (f"{kari}&_id={own.id},{other.id}", 1),
        (f"{kari}&_id={other.id}", 0),
    ):
        answer = call(world, "system", "GET", f"Observation?{query}")
        assert (answer.status, len(ids(answer))) == (200, count), query
    answer = call(world, "system", "GET", f"Observation?_id={own.id},{other.id}")
    assert answer.status == 400
    for query in (f"_id={nobody}", "_id=x"):
        assert call(world, "system", "GET", f"Observation?{query}").status == 403


def test_a_number_in_an_address_is_refused(world: World) -> None:
    for query in (
        f"identifier={number('kari')}",
        f"identifier=urn:oid:2.16.578.1.12.4.1.4.1|{number('kari')}",
        f"name={number('kari')}",
    ):
        answer = call(world, "kari", "GET", f"Patient?{query}")
        assert answer.status == 400
        assert "_search" in words(answer)
        assert number("kari") not in answer.text


def test_no_link_holds_a_number_nor_its_token(world: World) -> None:
    shelf.put(world, "kari", [observation() for _ in range(4)])
    form = f"_count=3&patient.identifier={number('kari')}"
    answer = call(world, "system", "POST", "Observation/_search", form=form)
    assert next_link(answer)
    again = resource(answer)["link"][0]["url"].partition("/fhir/R4/")[2]
    for each in (answer, call(world, "system", "GET", again)):
        links = json.dumps(resource(each)["link"])
        for secret in (number("kari"), "urn:dis:", str(world.persons["kari"])):
            assert secret not in links
        assert len(ids(each)) == 3
    assert len(ids(call(world, "system", "GET", next_link(answer)))) >= 1


def test_tokens_from_outside_are_refused(world: World) -> None:
    token = f"urn:dis:person:{world.persons['kari']}"
    answer = call(world, "kari", "POST", "Patient/_search", form=f"identifier={token}")
    assert answer.status == 400


def test_look_ups_by_number_have_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.alerts.lookups.MOST", 2)
    form = f"identifier={number('kari')}"
    statuses = [call(world, "kari", "POST", "Patient/_search", form=form).status for _ in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_a_search_is_one_event_with_what_it_showed(world: World) -> None:
    rows = shelf.put(world, "kari", [observation(), observation()])
    (visit,) = shelf.put(world, "kari", [shelf.encounter()])
    shelf.names(rows[0], "encounter", f"Encounter/{visit.id}")
    before = events(world)
    path = "Observation?code=8480-6&_include=Observation:encounter&_include=Observation:subject"
    call(world, "kari", "GET", path)
    assert events(world) == before + 1
    with rows_of(world.patients["kari"]):
        newest = AccessEvent.objects.order_by("-recorded_at").first()
        assert newest is not None
        assert newest.action == "search"
        shown = set(
            AccessItem.objects.filter(event_id=newest.id).values_list("resource_id", flat=True)
        )
    assert shown >= {*(row.id for row in rows), visit.id}


def test_a_refused_search_is_one_event_too(world: World) -> None:
    before = events(world)
    call(world, "kari", "GET", f"Observation?patient={world.patients['ola']}")
    assert events(world) == before + 1


@pytest.mark.attack(15)
@pytest.mark.parametrize(
    "query", ["", "_total=accurate", "_summary=count", "_count=1&_total=accurate", "code=8480-6"]
)
def test_what_is_withheld_is_told_as_a_number_and_counted_nowhere(world: World, query: str) -> None:
    shelf.put(world, "kari", [observation() for _ in range(3)])
    shelf.put(world, "kari", [observation() for _ in range(2)], source="hidden")
    bundle = resource(call(world, "berg-for-kari", "GET", f"Observation?{query}"))
    assert bundle.get("total") == 3
    told: list[Any] = [
        issue
        for each in bundle["entry"]
        if each["search"]["mode"] == "outcome"
        for issue in each["resource"]["issue"]
    ]
    assert [each["code"] for each in told] == ["suppressed"]
    assert told[0]["diagnostics"].startswith("2 withheld")
    assert told[0]["details"]["coding"][0]["code"] == "Specific"


def test_the_number_withheld_does_not_tell_what_is_in_it(world: World) -> None:
    shelf.put(world, "kari", [observation(status="amended")], source="hidden")
    texts = [
        call(world, "berg-for-kari", "GET", f"Observation?status={status}").text
        for status in ("amended", "corrected")
    ]
    assert texts[0].replace("amended", "") == texts[1].replace("corrected", "")
    assert '"General"' in texts[0]


@pytest.mark.attack(15)
def test_a_citizen_is_told_of_nothing_withheld(world: World) -> None:
    shelf.put(world, "kari", [observation()], source="hidden")
    assert "withheld" not in call(world, "kari", "GET", "Observation").text


def test_the_token_has_to_name_what_a_search_goes_through(world: World) -> None:
    (own,) = shelf.put(world, "kari", [observation()])
    (visit,) = shelf.put(world, "kari", [shelf.encounter()])
    shelf.names(own, "encounter", f"Encounter/{visit.id}")
    narrow = caller(world, "kari", scopes="patient/Observation.rs")
    answer = call(world, narrow, "GET", "Observation?encounter.status=finished")
    assert answer.status == 403
    answer = call(world, narrow, "GET", "Observation?_include=Observation:encounter")
    assert not ids(answer, "include")
    assert "not included" in answer.text
