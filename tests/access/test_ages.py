"""Ages turn at 00:00 in Norway: on the birthday, on 1 March for 29 February, summer time or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from access.actor import Actor, ActorKind
from access.codes import Action, Audience, Kind, Reason
from access.decision import decide
from access.facts import Facts
from access.representation.policy import SERVICES
from common import clock
from tests.access.grounds import CHILD

SECOND = timedelta(seconds=1)
CITIZEN = Actor(ActorKind.CITIZEN)
# A birth date and the day on which twelve (sixteen) years are full.
BIRTHDAYS = [
    (date(2010, 6, 15), 12, date(2022, 6, 15)),
    (date(2010, 6, 15), 16, date(2026, 6, 15)),
    (date(2010, 1, 1), 16, date(2026, 1, 1)),
    (date(2012, 2, 29), 12, date(2024, 2, 29)),
    (date(2012, 2, 29), 16, date(2028, 2, 29)),
    (date(2011, 2, 28), 12, date(2023, 2, 28)),
    (date(2016, 2, 29), 12, date(2028, 2, 29)),
    (date(2000, 2, 29), 18, date(2018, 3, 1)),
    # The days on which the clocks go forward (29 March 2026) and back (25 October 2026).
    (date(2014, 3, 29), 12, date(2026, 3, 29)),
    (date(2010, 3, 29), 16, date(2026, 3, 29)),
    (date(2010, 3, 30), 16, date(2026, 3, 30)),
    (date(2014, 10, 25), 12, date(2026, 10, 25)),
    (date(2010, 10, 25), 16, date(2026, 10, 25)),
    (date(2010, 10, 26), 16, date(2026, 10, 26)),
]


def facts(birth_date: date) -> Facts:
    """Of somebody who is nothing to the patient yet."""
    found = replace(CHILD, is_parent=False, birth_date=birth_date)
    return replace(found, now=clock.now(), today=clock.today())


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.OSLO)


def verdict(facts: Facts) -> Audience | Reason | None:
    found = decide(CITIZEN, facts, kind=Kind.JOURNAL, action=Action.READ)
    return found.audience or found.reason


def own(birth_date: date) -> Audience | Reason | None:
    return verdict(replace(facts(birth_date), is_self=True))


def childs(birth_date: date) -> Audience | Reason | None:
    return verdict(replace(facts(birth_date), is_parent=True))


def opened(facts: Facts) -> set[str]:
    """The services that are open, with + where something can be written."""
    return {
        f"{kind}+" if action == Action.WRITE else str(kind)
        for kind in SERVICES
        for action in (Action.READ, Action.WRITE)
        if decide(CITIZEN, facts, kind=kind, action=action).is_permitted
    }


@pytest.mark.parametrize(("birth_date", "years", "birthday"), BIRTHDAYS)
def test_a_year_is_full_at_midnight_in_norway(birth_date: date, years: int, birthday: date) -> None:
    with time_machine.travel(midnight(birthday) - SECOND, tick=False):
        assert clock.age_on(clock.today(), born=birth_date) == years - 1
    with time_machine.travel(midnight(birthday), tick=False):
        assert clock.age_on(clock.today(), born=birth_date) == years


@pytest.mark.attack(16)
@pytest.mark.parametrize(
    ("birth_date", "birthday"), [(born, day) for born, years, day in BIRTHDAYS if years == 16]
)
def test_at_sixteen_the_own_record_opens(birth_date: date, birthday: date) -> None:
    with time_machine.travel(midnight(birthday) - SECOND, tick=False):
        assert own(birth_date) == Reason.YOUTH_NOT_OPEN
    with time_machine.travel(midnight(birthday), tick=False):
        assert own(birth_date) == Audience.SELF


@pytest.mark.attack(16)
@pytest.mark.parametrize(
    ("birth_date", "birthday"), [(born, day) for born, years, day in BIRTHDAYS if years == 12]
)
def test_at_twelve_the_record_closes_to_parents(birth_date: date, birthday: date) -> None:
    with time_machine.travel(midnight(birthday) - SECOND, tick=False):
        assert (childs(birth_date), own(birth_date)) == (Audience.PARENT, Reason.TOO_YOUNG)
    with time_machine.travel(midnight(birthday), tick=False):
        assert childs(birth_date) == Reason.CHILD_TOO_OLD
        assert own(birth_date) == Reason.YOUTH_NOT_OPEN


@pytest.mark.attack(16)
@pytest.mark.parametrize(
    ("birth_date", "birthday"),
    [
        (date(2013, 6, 15), date(2026, 6, 15)),
        (date(2012, 2, 29), date(2025, 3, 1)),
        (date(2013, 3, 29), date(2026, 3, 29)),
        (date(2013, 10, 25), date(2026, 10, 25)),
    ],
)
def test_at_thirteen_a_parents_consent_opens_some_services(
    birth_date: date, birthday: date
) -> None:
    with time_machine.travel(midnight(birthday) - SECOND, tick=False):
        own = replace(facts(birth_date), is_self=True, has_youth_consent=True)
        assert opened(own) == set()
    with time_machine.travel(midnight(birthday), tick=False):
        own = replace(facts(birth_date), is_self=True)
        assert opened(own) == set()
        found = decide(CITIZEN, own, kind=Kind.TASK, action=Action.READ)
        assert found.reason == Reason.NO_YOUTH_CONSENT
        own = replace(own, has_youth_consent=True)
        assert opened(own) == {"log", "task", "task+", "settings", "representation"}
        found = decide(CITIZEN, own, kind=Kind.TASK, action=Action.READ)
        assert found.audience == Audience.YOUTH
        assert verdict(own) == Reason.YOUTH_NOT_OPEN


@pytest.mark.attack(16)
@pytest.mark.parametrize(
    ("birth_date", "birthday"), [(born, day) for born, years, day in BIRTHDAYS if years == 16]
)
def test_at_sixteen_parents_lose_all_and_others_can_be_given_power(
    birth_date: date, birthday: date
) -> None:
    given: dict[str, Any] = {
        "is_parent": False,
        "proxy_services": ["journal", "log", "task", "settings"],
    }
    with time_machine.travel(midnight(birthday) - SECOND, tick=False):
        child = replace(facts(birth_date), is_parent=True)
        assert opened(child) == {"representation", "representation+"}
        assert opened(replace(child, **given)) == set()
    with time_machine.travel(midnight(birthday), tick=False):
        child = replace(facts(birth_date), is_parent=True)
        assert opened(child) == set()
        assert opened(replace(child, **given)) == {"journal", "log", "task", "task+"}


@pytest.mark.attack(16)
def test_at_eighteen_somebody_can_act_for_others() -> None:
    assigned: dict[str, Any] = {"is_assigned_proxy": True, "assigned_services": ["settings"]}
    for born, day in [
        (date(2008, 6, 15), date(2026, 6, 15)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 3, 29), date(2026, 3, 29)),
    ]:
        with time_machine.travel(midnight(day) - SECOND, tick=False):
            giver = replace(facts(date(1947, 8, 2)), actor_birth_date=born)
            assert opened(replace(giver, proxy_services=["journal"])) == set()
            assert opened(replace(giver, **assigned)) == set()
        with time_machine.travel(midnight(day), tick=False):
            giver = replace(facts(date(1947, 8, 2)), actor_birth_date=born)
            assert opened(replace(giver, proxy_services=["journal"])) == {"journal"}
            assert opened(replace(giver, **assigned)) == {"settings"}
        assert opened(replace(giver, **assigned, actor_birth_date=None)) == set()


def test_the_day_of_norway_counts_not_that_of_utc() -> None:
    # In summer midnight in Norway is 22:00 UTC the day before, in winter 23:00.
    with time_machine.travel("2026-06-14T22:00:00Z", tick=False):
        assert own(date(2010, 6, 15)) == Audience.SELF
    with time_machine.travel("2026-06-14T21:59:59Z", tick=False):
        assert own(date(2010, 6, 15)) == Reason.YOUTH_NOT_OPEN
    with time_machine.travel("2026-01-14T22:59:59Z", tick=False):
        assert own(date(2010, 1, 15)) == Reason.YOUTH_NOT_OPEN
    with time_machine.travel("2026-01-14T23:00:00Z", tick=False):
        assert own(date(2010, 1, 15)) == Audience.SELF
