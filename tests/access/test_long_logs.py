"""Pages of a long log, of which no more is gathered than they need, tell what all of it tells."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from access import gate, looking, looking_pages
from access.codes import Action, Kind
from access.looking import Choice
from tests.cast import World
from tests.log_writing import event, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PAGE = "/innsyn/"


@pytest.fixture(autouse=True)
def long_log(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years: on each of 240 days three looks, in the morning and again in the evening, one in
    ten in an emergency."""
    monkeypatch.setattr(looking_pages, "_LONG", 100)
    kari, dice = world.patients["kari"], random.Random(1)
    looks = [
        (
            NOW - timedelta(days=3 * day + 1, minutes=dice.randrange(90)),
            {
                "person_id": uuid.UUID(int=dice.randrange(1, 9)),
                "basis": "emergency" if dice.random() < 0.1 else "relation",
            },
        )
        for day in range(240)
        for _ in range(3)
    ]
    hours = (timedelta(hours=-3), timedelta(hours=6))
    write([event(kari, at + more, **who) for at, who in looks for more in hours])


@pytest.mark.attack(58)
@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(reason="emergency"),
        Choice(until=NOW - timedelta(days=200)),
        Choice(since=NOW - timedelta(days=100)),
        Choice(person_id=uuid.UUID(int=3)),
    ],
)
@pytest.mark.parametrize(
    ("limit", "offset"), [(10, 0), (20, 6), (20, 7), (20, 8), (20, 9), (50, 100), (50, 5000)]
)
def test_a_page_is_that_of_the_whole_log(
    world: World, choice: Choice, limit: int, offset: int
) -> None:
    kari = world.patients["kari"]
    with (
        time_machine.travel(NOW, tick=False),
        gate.open_record(world.citizen("kari"), kari, Kind.LOG, action=Action.LIST) as grant,
    ):
        rows, total = looking.groups(grant, choice, limit=limit, offset=offset)
        found = looking_pages.newest(grant, choice, limit=limit, offset=offset)
    assert found.groups == rows
    if found.is_least:
        assert offset + limit < found.total < total
    else:
        assert found.total == total


def test_a_page_says_that_there_is_more_and_leads_to_it(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        browser = world.sign_in("kari")
        page = browser.get(PAGE, {"periode": "alt", "page": "2"})
        assert page.context["is_least"]
        assert page.context["page"].has_next()
        last = browser.get(PAGE, {"periode": "alt", "page": "9999"})
    assert not last.context["is_least"]
    assert not last.context["page"].has_next()
    assert last.context["days"]


@pytest.mark.attack(58)
@pytest.mark.parametrize("choice", [Choice(), Choice(reason="emergency")])
def test_each_person_is_told_as_often_as_in_the_rows(world: World, choice: Choice) -> None:
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG, action=Action.LIST) as grant:
        rows, _total = looking.groups(grant, choice)
        first, total = looking_pages.people(grant, choice, limit=5, most=2)
        second, _ = looking_pages.people(grant, choice, limit=5, offset=5, most=2)
        assert looking_pages.people_count(grant, choice) == total
        assert looking_pages.people(grant, choice, limit=5, offset=50, most=2) == ([], total)
    people = first + second
    assert {each.person_id: each.looks for each, _ in people} == Counter(
        row.person_id for row in rows
    )
    assert len(people) == total
    for person, newest in people:
        own = [row for row in rows if row.person_id == person.person_id]
        assert newest == own[:2]
        assert (person.first_at, person.last_at) == (own[-1].first_at, own[0].last_at)
