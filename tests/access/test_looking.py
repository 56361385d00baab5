"""The rows of who has looked, gathered by the database, are those that a plain reading gives."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from access import gate, looking, looking_pages, telling
from access.codes import SEARCH_IN_RECORD, Action, Kind
from access.looking import Choice
from access.models import AccessEvent, AccessItem
from common.clock import OSLO
from tests.cast import World, canary
from tests.log_writing import event, item, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PAGE = "/innsyn/"


def found(world: World, choice: Choice | None = None) -> list[looking.Group]:
    kari = world.patients["kari"]
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG, action=Action.LIST) as grant:
        return looking.groups(grant, choice or Choice())[0]


def plainly(
    events: Sequence[AccessEvent], items: Sequence[AccessItem], own: uuid.UUID
) -> dict[tuple[Any, ...], tuple[datetime, frozenset[str], int]]:
    """Event by event: the row of each, what was done in it, and how often."""
    nothing = {each.event_id for each in items if each.outcome == "not-shown"}
    rows: dict[tuple[Any, ...], list[AccessEvent]] = defaultdict(list)
    for each in events:
        if each.is_permitted and each.actor_kind != "system" and each.person_id != own:
            day = each.recorded_at.astimezone(OSLO).date()
            who = each.person_id or each.actor_name
            rows[day, who, each.role_id, each.basis, each.has_opened_restriction].append(each)
    done = {
        key: frozenset(_done(each) for each in of_row if each.id not in nothing)
        for key, of_row in rows.items()
    }
    return {
        key: (max(each.recorded_at for each in of_row), done[key], len(of_row))
        for key, of_row in rows.items()
        if done[key] != {"identify"}
        or all(done[other] == {"identify"} for other in rows if other[:3] == key[:3])
    }


def _done(each: AccessEvent) -> str:
    if each.kind in {"settings", "representation"} and each.action == "write":
        return "setting-changed" if each.kind == "settings" else "acting-changed"
    if each.kind in {"task", "log", "review", "settings", "representation"}:
        return each.kind
    if each.action == "search" and each.actor_kind == "citizen":
        return SEARCH_IN_RECORD
    is_unit_list = each.kind == "demographics" and each.action == "list"
    return "identify" if is_unit_list else each.action


def _some(dice: random.Random, patient: uuid.UUID, own: uuid.UUID) -> AccessEvent:
    person = dice.choice([uuid.UUID(int=1), uuid.UUID(int=2), None, own])
    return event(
        patient,
        NOW - timedelta(minutes=dice.randrange(4 * 24 * 60)),
        person_id=person,
        actor_name=dice.choice(["Ingrid Berg", "Per Ås"]),
        role_id=dice.choice([uuid.UUID(int=11), uuid.UUID(int=22), None]),
        kind=dice.choice(list(Kind)).value,
        action=dice.choice(list(Action)).value,
        basis=dice.choice(["", "relation", "declared", "consent", "emergency"]),
        ground=dice.choice(["", "BEHANDLER", "PASADM"]),
        has_opened_restriction=dice.random() < 0.2,
        is_permitted=dice.random() < 0.9,
        actor_kind=dice.choice(["practitioner", "citizen", "system"]),
    )


@pytest.mark.attack(58)
@pytest.mark.parametrize("seed", range(5))
def test_the_database_gathers_what_a_plain_reading_gathers(world: World, seed: int) -> None:
    dice = random.Random(seed)
    kari, own = world.patients["kari"], world.persons["kari"]
    events = [_some(dice, kari, own) for _ in range(400)]
    outcomes = ["not-shown", "unblocked", "shown", "listed"]
    items = [item(each, dice.choice(outcomes), uuid.uuid4()) for each in dice.sample(events, 150)]
    write(events, items)

    rows = found(world)

    gathered = {
        (row.day, row.person_id or row.name, row.role_id, row.basis, row.opened): (
            row.last_at,
            frozenset(row.actions),
            row.times,
        )
        for row in rows
    }
    assert len(gathered) == len(rows)
    assert gathered == plainly(events, items, own)
    assert [row.last_at for row in rows] == sorted((row.last_at for row in rows), reverse=True)


def test_look_ups_on_two_bases_do_not_hide_each_other(world: World) -> None:
    kari = world.patients["kari"]
    listed = event(kari, NOW, kind="demographics", action="list", basis="", ground="")
    write([listed, event(kari, NOW, kind="demographics", action="identify")])
    assert [row.actions for row in found(world)] == [{"identify"}, {"identify"}]


@pytest.mark.attack(59)
@pytest.mark.parametrize(
    ("first", "second", "is_same_day"),
    [
        ("2026-11-20T22:59:59+00:00", "2026-11-20T23:00:00+00:00", False),
        ("2026-07-20T21:59:59+00:00", "2026-07-20T22:00:00+00:00", False),
        ("2026-03-28T23:00:00+00:00", "2026-03-29T21:59:59+00:00", True),  # 23 hours
        ("2026-03-28T22:59:59+00:00", "2026-03-29T00:30:00+00:00", False),
        ("2026-10-24T22:00:00+00:00", "2026-10-25T22:59:59+00:00", True),  # 25 hours
        ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", True),  # both 02.30
        ("2024-02-28T23:00:00+00:00", "2024-02-29T22:59:59+00:00", True),
        ("2024-02-29T22:59:59+00:00", "2024-02-29T23:00:00+00:00", False),
    ],
)
def test_days_are_those_of_norway(world: World, first: str, second: str, is_same_day: bool) -> None:
    kari = world.patients["kari"]
    times = [datetime.fromisoformat(each) for each in (first, second)]
    write([event(kari, each) for each in times])
    rows = found(world)
    assert len(rows) == (1 if is_same_day else 2)
    assert {row.day for row in rows} == {each.astimezone(OSLO).date() for each in times}


def test_one_person_in_two_roles_is_two_rows_and_one_person(world: World) -> None:
    kari = world.patients["kari"]
    other = {"role_id": uuid.UUID(int=99), "legal_entity_name": "Tromsø kommune"}
    write([event(kari, NOW), event(kari, NOW - timedelta(hours=1), **other)])
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG, action=Action.LIST) as grant:
        people, total = looking_pages.people(grant, Choice(), limit=20, most=5)
        (person,) = telling.by_person(grant, people, Choice())
        assert looking_pages.people_count(grant, Choice()) == total == 1
    assert (person.times, len(person.rows), person.more_count) == (2, 2, 0)
    assert person.roles == ["lege"]
    assert len(person.workplaces) == 2


def test_two_persons_of_one_name_are_two(world: World) -> None:
    kari = world.patients["kari"]
    write([event(kari, NOW), event(kari, NOW, person_id=uuid.UUID(int=2))])
    page = world.sign_in("kari").get(PAGE, {"gruppe": "person", "periode": "alt"})
    assert [each["person"].name for each in page.context["persons"]] == ["Ingrid Berg"] * 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"grunn": "nod"}, {"Nød"}),
        ({"grunn": "uten-relasjon"}, {"Uten"}),
        ({"grunn": "sperret"}, {"Sperret", "Apnet"}),
        ({"grunn": "sok"}, {"Søk"}),
        ({"grunn": "administrasjon"}, {"Adm"}),
        ({"gjort": "lastet-ned"}, {"Ned"}),
        ({"virksomhet": str(uuid.UUID(int=77))}, {"Annet"}),
        ({"person": str(uuid.UUID(int=78))}, {"Annet"}),
        ({"fra": "2026-11-19", "til": "19.11.2026"}, {"Før"}),
        ({"til": "2026-11-19"}, {"Før"}),
        ({"grunn": "nod", "gjort": "lastet-ned"}, set()),
    ],
)
def test_filters_choose(world: World, query: dict[str, str], names: set[str]) -> None:
    kari = world.patients["kari"]

    def by(name: str, number: int, **more: Any) -> AccessEvent:
        own: dict[str, Any] = {"actor_name": name, "person_id": uuid.UUID(int=number), **more}
        return event(kari, own.pop("at", NOW), **own)

    blocked = by("Apnet", 3)
    write(
        [
            by("Nød", 1, basis="emergency"),
            by("Uten", 2, basis="declared"),
            blocked,
            by("Sperret", 4, has_opened_restriction=True),
            by("Søk", 5, action="search"),
            by("Adm", 6, ground="PASADM"),
            by("Ned", 7, action="download"),
            by("Annet", 78, legal_entity_id=uuid.UUID(int=77)),
            by("Før", 8, at=datetime(2026, 11, 19, 12, tzinfo=UTC)),
        ],
        [item(blocked, "unblocked", uuid.uuid4())],
    )
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        page = world.sign_in("kari").get(PAGE, query)
        grouped = world.sign_in("kari").get(PAGE, {**query, "gruppe": "person"})
    rows = [row for day in page.context.get("days", []) for row in day.rows]
    assert {row.name for row in rows} == names
    assert {each["person"].name for each in grouped.context.get("persons", [])} == names
    assert page.context["page"].paginator.count == len(rows)


@pytest.mark.parametrize(
    "query",
    [
        {"person": "x", "virksomhet": "'", "grunn": "%", "gjort": "read", "gruppe": "alt"},
        {"fra": "32.13.2026", "til": "i går", "periode": "-1", "page": "1e9"},
        {"fra": "9999-12-31", "til": "0001-01-01", "page": "999999999"},
        {"fra": "2026-11-23", "til": "2026-11-01", "page": "0"},
    ],
)
def test_an_address_written_by_hand_is_answered(world: World, query: dict[str, str]) -> None:
    for grouping in ("", "person", "system"):
        page = world.sign_in("kari").get(PAGE, {**query, "gruppe": grouping})
        assert page.status_code == 200


def test_the_reader_may_see_own_visits_too(world: World) -> None:
    kari, document = world.patients["kari"], ("DocumentReference", world.documents["kari N"])
    with gate.open_record(world.citizen("kari"), kari, Kind.JOURNAL, item=document):
        pass
    page = world.sign_in("kari").get(PAGE, {"egne": "1"})
    (row,) = [row for day in page.context["days"] for row in day.rows]
    assert row.is_own
    assert canary("title kari N") in row.items[0]
    assert not row.ask_url
    assert row.more_count == 0


@pytest.mark.attack(58)
def test_health_personnel_see_their_own_visits_as_citizens(world: World) -> None:
    browser = world.sign_in("berg", as_citizen=True)
    browser.get("/hjem/")
    assert not browser.get(PAGE).context["days"]
    (day,) = browser.get(PAGE, {"egne": "1"}).context["days"]
    assert day.rows[0].is_own


def test_pages_hold_fifty_and_none_is_lost(world: World) -> None:
    kari = world.patients["kari"]
    write([event(kari, NOW - timedelta(days=n)) for n in range(120)])
    browser = world.sign_in("kari")
    seen: list[date] = []
    for number in ("1", "2", "3"):
        page = browser.get(PAGE, {"periode": "alt", "page": number})
        seen += [day.date for day in page.context["days"]]
    assert len(seen) == len(set(seen)) == 120
    assert browser.get(PAGE, {"periode": "alt", "page": "9"}).context["page"].number == 3


def test_what_systems_do_is_told_apart(world: World) -> None:
    page = world.sign_in("kari").get(PAGE, {"gruppe": "system", "periode": "alt"})
    told = [words for day in page.context["system_days"] for words, _times in day.rows]
    assert told
    assert not world.sign_in("kari").get(PAGE, {"periode": "alt"}).context["days"]
