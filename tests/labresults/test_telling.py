"""A patient is told once that there is a new answer: when it is there, when its days are over, or
when a doctor lets it be seen; never of what hides from somebody who reads the notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access import gate
from access.codes import Action, Kind, NoticeCode
from access.models import PatientNotice
from common import clock
from labresults import services, telling
from labresults.codes import Release
from tests.cast import World
from tests.labresults.results import observation, put, report
from tests.labresults.test_release import decide, tissue
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(world: World) -> Any:
    telling.tell()  # What the cast has is told of.
    return world.patients["kari"]


def told(patient_id: Any) -> int:
    with rows_of(patient_id):
        rows = PatientNotice.ungated.filter(patient_id=patient_id, code=NoticeCode.ANSWER)
        return rows.count()


def home(world: World, who: str = "kari") -> str:
    return world.sign_in(who).get("/", follow=True).content.decode()


def test_an_answer_is_told_of_once_and_stands_on_the_home_page_until_it_is_read(
    world: World, kari: Any
) -> None:
    put(report("blod"))
    assert telling.tell() == 1
    assert telling.tell() == 0
    put(report("blod-2"))
    telling.tell()
    assert told(kari) == 1
    assert "/varsler/" in home(world)
    world.sign_in("kari").get("/varsler/")
    put(report("blod-3"))
    telling.tell()
    assert told(kari) == 2


@pytest.mark.attack(15)
def test_what_waits_is_told_of_when_its_days_are_over(world: World, kari: Any) -> None:
    decide(Release.AFTER_DAYS, 14)
    tissue(13.9)
    assert telling.tell() == 0
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert telling.tell() == 1
    assert told(kari) == 1


@pytest.mark.attack(15)
def test_what_a_doctor_releases_is_told_of_at_once(world: World, kari: Any) -> None:
    decide(Release.MANUAL)
    own_id = tissue(3)
    assert telling.tell() == 0
    actor = world.attested("berg", "kari")
    with gate.open_record(actor, kari, Kind.RESULTS, action=Action.WRITE) as grant:
        assert services.release(grant, own_id)
    assert told(kari) == 1
    assert telling.tell() == 0
    assert "released" in [each.outcome for each in items(kari) if each.resource_id == own_id]


@pytest.mark.attack(15)
@pytest.mark.parametrize("codes", ["NORN_KUT", "NORN_FORANS", "NORN_UNGDOM", "NORU", "UKJENT"])
def test_nothing_is_told_of_what_hides_from_a_reader_of_the_notice(
    world: World, kari: Any, codes: str
) -> None:
    result = observation("a", 1, codes=codes)
    put(result, report("skjult", result, codes=codes))
    assert telling.tell() == 0
    assert told(kari) == 0


@pytest.mark.attack(15)
def test_nothing_is_told_of_what_is_never_shown_here(world: World, kari: Any) -> None:
    decide(Release.NEVER)
    tissue(400)
    assert telling.tell() == 0


def test_what_was_answered_long_ago_is_no_news(world: World, kari: Any) -> None:
    put(report("gammel", days=31))
    assert telling.tell() == 0
    assert told(kari) == 0


def test_what_goes_wrong_while_it_is_told_is_told_later(world: World, kari: Any) -> None:
    put(report("blod"))

    def fail(grant: Any) -> None:
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("access.notices.of_answer", fail)
        with pytest.raises(RuntimeError):
            telling.tell()
    assert telling.tell() == 1
