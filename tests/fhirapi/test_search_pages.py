"""Pages hang together: nothing is skipped or comes twice, and a link is its caller's alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from time_machine import travel

from access.models import CareResource
from common import clock
from fhirapi.searching import paging
from tests.cast import World
from tests.fhirapi import shelf
from tests.fhirapi.calling import call, caller, resource
from tests.fhirapi.shelf import ids, next_link, observation
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
KEYS = (
    *("", "_id", "-_id", "date", "-date", "_lastUpdated", "-_lastUpdated"),
    *(
        "-date,_id",
        "date,-_id",
        "date,_lastUpdated",
        "date,-_lastUpdated",
        "-date,_lastUpdated,-_id",
    ),
    *("_lastUpdated,-date", "-_lastUpdated,date,_id", "_id,-date"),
)
SORTS = [f"_sort={key}" if key else "" for key in KEYS]


@pytest.fixture(autouse=True)
def _types() -> Iterator[None]:
    with shelf.declared():
        yield


def results(world: World, count: int, patient: str = "kari") -> list[Any]:
    """Results of which several have the same date."""
    days = [observation(effectiveDateTime=f"2025-06-{1 + n // 3:02}") for n in range(count)]
    return shelf.put(world, patient, days)


def walk(
    world: World, query: str, *, who: str = "kari", between: Callable[[int], Any] = lambda n: None
) -> list[list[str]]:
    """All pages of a search, with something happening between them."""
    pages, path = [], f"Observation?{query}"
    while path:
        answer = call(world, who, "GET", path)
        assert answer.status == 200, answer.text
        pages.append(ids(answer))
        between(len(pages))
        path = next_link(answer)
    return pages


def all_of(pages: list[list[str]]) -> list[str]:
    return [each for page in pages for each in page]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_everything_once_in_its_order(world: World, sort: str) -> None:
    rows = results(world, 10)
    pages = walk(world, f"_count=3&{sort}")
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    assert all_of(pages) == all_of(walk(world, f"_count=500&{sort}"))
    assert set(all_of(pages)) == {str(row.id) for row in rows}


@pytest.mark.parametrize("sort", SORTS)
def test_each_key_orders_what_those_before_it_leave_the_same(world: World, sort: str) -> None:
    """Sorted by the keys from the last to the first, each on its own, it is the same."""
    rows = results(world, 9)
    with rows_of(world.patients["kari"]):
        for number, row in enumerate(rows):
            row.received_at = clock.now() - timedelta(days=number % 2)
            row.save(update_fields=["received_at"])
    columns = {"_id": "id", "date": "sorted_at", "_lastUpdated": "received_at"}
    keys = sort.removeprefix("_sort=").split(",") if sort else []
    rows.sort(key=lambda row: row.id, reverse=bool(keys) and keys[-1].startswith("-"))
    for key in reversed(keys):
        column, is_descending = columns[key.removeprefix("-")], key.startswith("-")
        rows.sort(key=lambda row: getattr(row, column), reverse=is_descending)
    assert all_of(walk(world, f"_count=2&{sort}")) == [str(row.id) for row in rows]


def test_newest_first_is_newest_first(world: World) -> None:
    rows = results(world, 9)
    newest = sorted(rows, key=lambda row: (row.sorted_at, row.id), reverse=True)
    assert all_of(walk(world, "_count=4&_sort=-date")) == [str(row.id) for row in newest]


@pytest.mark.parametrize("sort", SORTS)
def test_rows_that_arrive_meanwhile_move_nothing(world: World, sort: str) -> None:
    existing = {str(row.id) for row in results(world, 10)}
    pages = walk(world, f"_count=3&{sort}", between=lambda _: results(world, 2))
    assert sorted(all_of(pages)) == sorted(existing)


def test_a_row_that_changes_meanwhile_is_neither_lost_nor_doubled(world: World) -> None:
    rows = results(world, 10)

    def change(number: int) -> None:
        for row in rows:
            row.version, row.received_at = row.version + 1, clock.now()
            with rows_of(row.patient_id):
                row.save(update_fields=["version", "received_at"])

    for sort in ("", "_sort=date"):
        found = all_of(walk(world, f"_count=3&{sort}", between=change))
        assert sorted(found) == sorted(str(row.id) for row in rows)


@pytest.mark.parametrize("sort", ["_lastUpdated", "-_lastUpdated", "date", "-date"])
def test_what_gets_another_place_meanwhile_does_not_come_twice_and_moves_no_other(
    world: World, sort: str
) -> None:
    """One that was shown and one that was not change their dates to the other end of the order."""
    rows = results(world, 10)
    in_order = all_of(walk(world, f"_count=500&_sort={sort}"))
    moving = {in_order[0], in_order[-1]}
    ends = {False: "2030-01-01", True: "1999-01-01"}

    def change(number: int) -> None:
        if number > 1:
            return
        for each in moving:
            first = (each == in_order[0]) != sort.startswith("-")
            value = observation(effectiveDateTime=ends[not first])
            shelf.change(world, "kari", each, value)

    found = all_of(walk(world, f"_count=3&_sort={sort}", between=change))
    assert [each for each in found if each not in moving] == in_order[1:-1]
    assert found.count(in_order[0]) == 1
    assert found.count(in_order[-1]) == 0
    assert len(rows) == 10


def test_the_total_is_told_where_it_is_asked_for_and_the_same_on_every_page(world: World) -> None:
    results(world, 7)
    totals, path = [], "Observation?_count=3&_total=accurate"
    while path:
        answer = call(world, "kari", "GET", path)
        totals.append(resource(answer).get("total"))
        path = next_link(answer)
        results(world, 1)
    assert totals == [7, 7, 7]
    assert "total" not in resource(call(world, "kari", "GET", "Observation?_count=3"))
    for wish, total in (("", 10), ("none", None), ("estimate", 10)):
        answer = call(world, "kari", "GET", f"Observation?{wish and '_total='}{wish}")
        assert resource(answer).get("total") == total


def test_page_two_holds_as_much_of_each_as_page_one(world: World) -> None:
    results(world, 4)
    first = call(world, "kari", "GET", "Observation?_count=3&_elements=status")
    for answer in (first, call(world, "kari", "GET", next_link(first))):
        shown = [each["resource"] for each in resource(answer)["entry"]]
        assert not any("effectiveDateTime" in each for each in shown)


def second(world: World, who: str = "kari", more: str = "") -> str:
    """The link to a second page."""
    results(world, 4)
    return next_link(call(world, who, "GET", f"Observation?_count=3&status=final{more}"))


@pytest.mark.attack(5)
@pytest.mark.parametrize("who", ["ola", "ola-for-lise", "berg-for-kari", "system"])
def test_a_page_link_is_of_no_use_to_others(world: World, who: str) -> None:
    link = second(world)
    assert call(world, "kari", "GET", link).status == 200
    answer = call(world, who, "GET", link)
    assert answer.status == 403
    assert "entry" not in json.loads(answer.text)


def test_a_page_link_is_of_no_use_to_another_client_of_the_same_person(world: World) -> None:
    link = second(world)
    own = caller(world, "kari")
    other = type(own)(own.actor, "another-app", own.source, own.patient_id, own.scopes)
    assert call(world, other, "GET", link).status == 403


@pytest.mark.attack(5)
def test_a_page_link_is_of_no_use_to_the_same_client_for_another_organisation(world: World) -> None:
    """A supplier's client that serves several."""
    own = caller(world, "system")
    link = second(world, "system", f"&patient={world.patients['kari']}")
    assert call(world, own, "GET", link).status == 200
    other = caller(world, "stranger")
    elsewhere = type(own)(other.actor, own.client_id, other.source, None, own.scopes)
    answer = call(world, elsewhere, "GET", link)
    assert answer.status == 403
    assert "made for another caller" in answer.text


def test_a_page_link_that_was_changed_is_refused(world: World) -> None:
    link = second(world)
    for at in range(len("Observation?_page="), len(link), 7):
        sign = "A" if link[at] != "A" else "B"
        assert call(world, "kari", "GET", link[:at] + sign + link[at + 1 :]).status == 400


def test_a_page_link_of_one_type_is_none_of_another(world: World) -> None:
    link = second(world).replace("Observation?", "Encounter?")
    assert call(world, "kari", "GET", link).status == 400


def test_a_page_link_is_over_after_an_hour(world: World) -> None:
    link = second(world)
    with travel(clock.now() + timedelta(seconds=paging.LASTS + 60), tick=False):
        assert call(world, "kari", "GET", link).status == 410


def test_a_page_link_tells_nothing_of_what_was_searched_for(world: World) -> None:
    results(world, 4)
    answer = call(
        world, "kari", "POST", "Observation/_search", form="_count=3&value-string:missing=true"
    )
    assert next_link(answer)
    assert "value-string" not in next_link(answer)


@pytest.mark.attack(5)
def test_page_two_is_of_the_same_patient(world: World) -> None:
    results(world, 20, "ola")
    own = {str(row.id) for row in results(world, 5)}
    assert set(all_of(walk(world, "_count=3"))) == own


def test_what_is_withheld_meanwhile_is_not_on_page_two(world: World) -> None:
    rows = results(world, 6)

    def hide(number: int) -> None:
        for row in rows:
            row.source = "hidden"
            with rows_of(row.patient_id):
                row.save(update_fields=["source"])

    pages = walk(world, "_count=3&_total=accurate", who="berg-for-kari", between=hide)
    assert [len(page) for page in pages] == [3, 0]


def test_a_position_that_is_gone_is_none_the_worse(world: World) -> None:
    results(world, 6)
    first = call(world, "kari", "GET", "Observation?_count=3")
    with rows_of(world.patients["kari"]):
        CareResource.ungated.filter(id=uuid.UUID(ids(first)[-1])).delete()
    assert len(ids(call(world, "kari", "GET", next_link(first)))) == 3
