"""Each rule of unusual reading: what it is for, and the nearest thing that it lets pass."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from access.alerts import rules
from access.alerts.codes import Policy, Rule
from access.alerts.figures import DEFAULT, Figures, Known, _with
from access.alerts.judging import Finding, judge
from access.alerts.reads import Read, Tie, Usual, Usuals
from access.alerts.rules import Near

NOBODY = Tie(
    kin=0,
    is_same_name=False,
    home_size=0,
    is_colleague=False,
    is_unit_colleague=False,
    is_public=False,
    has_care=False,
    is_in_care_there=False,
    ended_days=None,
)
ONCE = Near(NOBODY, days=1, readers=1, unrelated_share=0.1)


def near(tie: Tie = NOBODY, **more: Any) -> Near:
    return replace(ONCE, tie=tie, **more)


def is_unusual(one: Near) -> bool:
    return sum(count for _rule, count in rules.points(one, DEFAULT)) >= DEFAULT.threshold


def tie(**more: Any) -> Tie:
    return NOBODY._replace(**more)


@pytest.mark.parametrize(
    ("rule", "hit", "miss"),
    [
        (Rule.FAMILY, near(tie(kin=1)), near(tie(is_same_name=True))),
        (Rule.FAMILY, near(tie(kin=2)), near(tie(kin=0))),
        # A care relation lowers the suspicion, and of family it does not remove it.
        (Rule.FAMILY, near(tie(kin=1, has_care=True)), near(tie(has_care=True))),
        (
            Rule.HOUSEHOLD,
            near(tie(is_same_name=True, home_size=4)),
            near(tie(is_same_name=True, home_size=4, has_care=True)),
        ),
        (Rule.HOUSEHOLD, near(tie(home_size=8)), near(tie(home_size=9))),
        (
            Rule.HOUSEHOLD,
            near(tie(home_size=90, is_same_name=True), days=3),
            near(tie(home_size=90), days=3),
        ),
        (
            Rule.UNIT_COLLEAGUE,
            near(tie(is_colleague=True, is_unit_colleague=True)),
            near(tie(is_colleague=True)),
        ),
        (
            Rule.UNIT_COLLEAGUE,
            near(tie(is_colleague=True, is_unit_colleague=True)),
            near(tie(is_colleague=True, is_unit_colleague=True, has_care=True), days=9),
        ),
        (
            Rule.COLLEAGUE,
            near(tie(is_colleague=True), days=3),
            near(tie(is_colleague=True), days=2),
        ),
        (Rule.PUBLIC, near(tie(is_public=True)), near(tie(is_public=True, has_care=True))),
        (
            Rule.PUBLIC,
            near(tie(is_public=True, is_in_care_there=True), readers=5, unrelated_share=0.8),
            near(tie(is_public=True, is_in_care_there=True), readers=4, unrelated_share=0.8),
        ),
        (Rule.FORMER, near(tie(ended_days=400), days=3), near(tie(ended_days=400), days=1)),
        (Rule.FORMER, near(tie(ended_days=180), days=3), near(tie(ended_days=179), days=3)),
    ],
)
def test_a_rule_and_its_nearest_miss(rule: Rule, hit: Near, miss: Near) -> None:
    assert is_unusual(hit)
    assert rule in {found for found, _count in rules.points(hit, DEFAULT)}
    assert not is_unusual(miss)


@pytest.mark.parametrize(
    "ordinary",
    [
        near(),
        near(days=9),
        near(tie(is_in_care_there=True), days=5),
        near(tie(is_same_name=True), days=5),
        near(tie(is_colleague=True, has_care=True), days=5),
        near(tie(is_colleague=True, is_in_care_there=True)),
        near(tie(home_size=60, is_same_name=True)),
        near(tie(is_public=True), unrelated_share=1.0),
    ],
)
def test_ordinary_work_raises_nothing(ordinary: Near) -> None:
    assert not is_unusual(ordinary)


def test_what_peers_often_do_counts_less() -> None:
    seldom, often = near(unrelated_share=0.0), near(unrelated_share=0.9)
    assert rules.unrelated(seldom, DEFAULT) > 5 * rules.unrelated(often, DEFAULT) > 0


USUAL = Usual(charts=20, unrelated=4, unrelated_share=0.1)


def test_an_hour_is_unusual_by_what_is_usual_and_always_by_the_limit() -> None:
    assert rules.hour_limit(USUAL, DEFAULT) == 60
    assert rules.hour_limit(replace(USUAL, charts=2), DEFAULT) == DEFAULT.hour_least
    assert rules.hour_limit(replace(USUAL, charts=500), DEFAULT) == 200


def test_many_without_a_relation_are_held_against_what_peers_do() -> None:
    assert rules.is_many_in_a_day(12, USUAL, DEFAULT)
    assert not rules.is_many_in_a_day(11, USUAL, DEFAULT)
    assert not rules.is_many_in_a_day(9, replace(USUAL, unrelated=0), DEFAULT)
    assert rules.is_many_in_days(60, 5, USUAL, DEFAULT)
    assert not rules.is_many_in_days(59, 5, USUAL, DEFAULT)


def test_the_busiest_hour_slides_and_counts_each_patient_once() -> None:
    start = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
    times = [start + timedelta(minutes=minutes) for minutes in (0, 10, 15, 59, 60, 71)]
    assert rules.busiest_hour(list(zip(times, "abacde", strict=True))) == (4, times[1])
    assert rules.busiest_hour([]) == (0, None)
    exact = [(start, "a"), (start + timedelta(hours=1), "b")]
    assert rules.busiest_hour(exact)[0] == 1


def test_days_on_end_are_added_up() -> None:
    first = date(2026, 11, 1)
    by_day = [(first, 9), (first + timedelta(6), 9), (first + timedelta(7), 5)]
    assert rules.most_in_days(by_day, 7) == (18, first + timedelta(6))


MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
READER, ENTITY = uuid.UUID(int=1), uuid.UUID(int=2)


def read(number: int, at: datetime, *, is_related: bool = True) -> Read:
    patient = uuid.UUID(int=1000 + number)
    return Read(
        READER,
        ENTITY,
        None,
        None,
        "SP",
        "day",
        patient,
        at,
        at + timedelta(minutes=2),
        3,
        is_related,
    )


def found(
    reads: list[Read], ties: dict[uuid.UUID, Tie] | None = None, figures: Figures = DEFAULT
) -> list[Finding]:
    pairs = {(READER, ENTITY, patient): tie for patient, tie in (ties or {}).items()}
    return judge(reads, pairs, Usuals({}), Known({ENTITY: figures}))


def in_an_hour(count: int, *, is_related: bool = True) -> list[Read]:
    step = timedelta(hours=1) / (count + 1)
    return [read(n, MONDAY + n * step, is_related=is_related) for n in range(count)]


def test_many_in_an_hour_are_found_with_all_of_their_patients() -> None:
    (one,) = found(in_an_hour(45))
    assert (one.rules, one.most_in_hour, len(one.patients)) == ({Rule.HOUR}, 45, 45)
    assert found(in_an_hour(44)) == []
    off = replace(DEFAULT, policy=Policy.OFF)
    assert found(in_an_hour(300), figures=off) == []


def test_slowly_but_every_day_is_found_too() -> None:
    def week(a_day: int) -> list[Read]:
        days = [MONDAY + timedelta(days=day) for day in range(7)]
        return [
            read(d * 50 + n, at, is_related=False)
            for d, at in enumerate(days)
            for n in range(a_day)
        ]

    (one,) = found(week(9))
    assert one.rules == {Rule.MANY_UNRELATED}
    assert found(week(8)) == []


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    evening = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
    night = [read(n, evening + timedelta(hours=n), is_related=False) for n in range(8)]
    patient = tie(is_colleague=True)
    same = [each._replace(patient_id=night[0].patient_id) for each in night]
    assert found(same, {night[0].patient_id: patient}) == []


@pytest.mark.parametrize(
    ("own", "check"),
    [
        ({"family": [10, 5]}, lambda figures: figures.family == (10, 5)),
        ({"policy": "stop"}, lambda figures: figures.policy == Policy.STOP),
        ({"hour_always": 150}, lambda figures: figures.hour_always == 150),
        ({"policy": "never", "hour_always": "many"}, lambda figures: figures == DEFAULT),
        ({"family": [0], "threshold": -1}, lambda figures: figures == DEFAULT),
        ({"threshold": True, "unknown": 1}, lambda figures: figures == DEFAULT),
    ],
)
def test_an_organisation_has_its_own_figures(
    own: dict[str, object], check: Callable[[Figures], bool]
) -> None:
    assert check(_with(own))
