"""The nightly check finds every kind of look that patients are not shown, and raises an alarm."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from access import explaining, looking, reconciliation, seeing
from access.attestation import Statement
from access.codes import Basis, Ground
from access.models import AccessEvent, ReconciliationRun
from access.runs import ALARM
from common import clock
from tests.access.lived import DAY, lived, plant
from tests.cast import EMERGENCY, World
from tests.log_reading import rows_of
from tests.log_writing import event, item, write

pytestmark = pytest.mark.django_db


@pytest.mark.attack(58)
def test_a_day_on_which_all_is_shown(world: World) -> None:
    lived(world)
    run = reconciliation.reconcile(DAY)
    assert run.faults == {}
    assert (run.events, run.shown, run.merged, run.own) == (10, 8, 1, 1)
    assert (run.patients, run.systems, run.missing, run.first_bad) == (2, 1, 0, [])


DROPPED = {
    "downloads": "e.action <> 'download'",
    "emergencies": "e.basis <> 'emergency'",
    "requests": "e.kind <> 'task'",
    "who has no person": "e.person_id IS NOT NULL",
    "what opened a block": "NOT e.has_opened_restriction",
    "look-ups": "NOT (e.action = 'identify')",
    "the afternoon": "e.recorded_at < '2026-11-20T11:00:00+00:00'",
}


@pytest.mark.attack(58)
@pytest.mark.parametrize("what", DROPPED)
def test_a_class_of_rows_that_the_page_drops_raises_the_alarm(
    world: World, what: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lived(world)
    plant(monkeypatch, f" AND {DROPPED[what]}")
    with caplog.at_level(logging.ERROR):
        run = reconciliation.reconcile(DAY)
    assert run.missing > 0
    assert run.faults["not-shown"] == run.missing
    with rows_of(*world.patients.values()):
        assert AccessEvent.objects.filter(id__in=run.first_bad).count() == run.missing
    assert [r.getMessage().split(" ")[0] for r in caplog.records if r.levelname == "ERROR"] == [
        ALARM
    ]


@pytest.mark.attack(58)
def test_a_thing_that_the_page_does_not_name_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(world)
    honest = seeing.seen

    def forgetful(*args: Any) -> Any:
        found = honest(*args)
        for each in found:
            each.clear()
        return found

    monkeypatch.setattr(seeing, "seen", forgetful)
    assert reconciliation.reconcile(DAY).missing == 2


def test_a_row_that_the_page_invents_is_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(world)
    honest = looking.groups

    def twice(*args: Any) -> Any:
        found, total = honest(*args)
        return [*found, found[0]._replace(basis="declared")], total

    monkeypatch.setattr(looking, "groups", twice)
    monkeypatch.setattr(seeing, "seen", _seen_of_known(seeing.seen))
    assert "counted-wrongly" in reconciliation.reconcile(DAY).faults


def _seen_of_known(honest: Any) -> Any:
    def seen(grant: Any, groups: Any, choice: Any) -> Any:
        found = honest(grant, groups[:-1], choice)
        return [*found, found[0]]

    return seen


def test_rows_out_of_place_are_told(world: World, caplog: pytest.LogCaptureFixture) -> None:
    kari = world.patients["kari"]
    early = datetime(2019, 5, 5, 12, tzinfo=UTC)
    lost = event(kari, early)
    write(
        [lost],
        [
            item(event(kari, early), "shown", uuid.uuid4()),
            item(lost, "listed", uuid.uuid4(), recorded_at=early - timedelta(minutes=5)),
        ],
    )
    write([event(kari, clock.now() + timedelta(days=2))])
    run = reconciliation.reconcile(date(2019, 5, 5))
    assert run.faults == {
        "event-without-partition": 1,
        "item-without-event": 1,
        "item-before-event": 1,
        "event-in-the-future": 1,
    }
    assert run.missing == 0
    assert ALARM in caplog.text


@pytest.mark.attack(58)
def test_what_really_happens_is_all_shown(world: World) -> None:
    """Through the pages and the gate, as people do."""
    world.attested("legevakt", "kari", EMERGENCY)
    world.attested("dahl", "kari", Statement(Basis.DECLARED, Ground.SUPERVISION))
    world.sign_in("sekretar").get("/kliniker/enhet/")
    world.sign_in("kari").get("/innsyn/")
    parent = world.sign_in("ola")
    parent.post("/handle-for/", {"patient": world.patients["lise"]})
    parent.get("/innsyn/")
    run = reconciliation.reconcile(clock.today())
    assert run.faults == {}
    assert run.events == run.shown + run.merged + run.own
    assert run.own > 0


def test_the_check_itself_is_in_the_log_and_is_a_system(world: World) -> None:
    lived(world)
    reconciliation.reconcile(DAY)
    page = world.sign_in("kari").get("/innsyn/", {"gruppe": "system", "periode": "30"})
    told = [words for day in page.context["system_days"] for words, _times in day.rows]
    assert told.count(explaining.system("access.reconcile", "log")) == 1
    again = reconciliation.reconcile(clock.today())
    assert again.faults == {}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2024, 2, 29)])
def test_odd_days_are_checked_whole(world: World, day: date) -> None:
    kari = world.patients["kari"]
    first = datetime(day.year, day.month, day.day, tzinfo=clock.OSLO)
    after = first + timedelta(days=1)  # The next midnight by the clock on the wall.
    times = [first, first.astimezone(UTC) + timedelta(hours=2), after - timedelta(seconds=1)]
    write([event(kari, each) for each in (*times, after, first.astimezone(UTC) - timedelta(0, 1))])
    run = reconciliation.reconcile(day)
    assert (run.events, run.missing) == (3, 0)


def test_the_command_says_what_it_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(world)
    out = StringIO()
    call_command("reconcile_log", "--day", DAY.isoformat(), stdout=out)
    assert out.getvalue().splitlines()[-1] == "1 days checked, all shown"
    plant(monkeypatch, " AND e.action <> 'download'")
    with pytest.raises(CommandError, match="not-shown"):
        call_command("reconcile_log", "--day", DAY.isoformat(), stdout=out)


@pytest.mark.parametrize(("slug", "is_told"), [("vik", True), ("lie", True), ("strand", False)])
def test_those_who_answer_for_the_log_are_told(world: World, slug: str, is_told: bool) -> None:
    browser = world.sign_in(slug)
    assert ("card_log_check" in _templates(browser)) is is_told


def test_the_privacy_officer_sees_a_fault(world: World) -> None:
    bad = uuid.uuid4()
    counts = {"patients": 1, "events": 7, "shown": 4, "merged": 0, "own": 0, "systems": 0}
    run = {"day": DAY, "started_at": clock.now(), "milliseconds": 5, **counts}
    ReconciliationRun.objects.create(**run, missing=0)
    assert "Må rettes" not in world.sign_in("vik").get("/administrasjon/").content.decode()
    ReconciliationRun.objects.create(
        **{**run, "started_at": clock.now()},
        missing=3,
        faults={"not-shown": 3},
        first_bad=[bad],
    )
    assert str(bad) in world.sign_in("vik").get("/administrasjon/").content.decode()


def _templates(browser: Client) -> str:
    return " ".join(str(each.name) for each in browser.get("/administrasjon/").templates)


def test_what_is_kept_of_a_check_says_nothing_of_any_patient(world: World) -> None:
    lived(world)
    run = reconciliation.reconcile(DAY)
    names = {field.name for field in ReconciliationRun._meta.get_fields()}
    assert not {name for name in names if name.startswith(("patient_", "person"))}
    assert not set(run.first_bad) & {*world.patients.values(), *world.persons.values()}


@pytest.mark.parametrize(("slug", "sees_none"), [("vik", False), ("lie", True)])
def test_who_reads_requests_is_not_told_that_nothing_is_seen(
    world: World, slug: str, sees_none: bool
) -> None:
    browser = world.sign_in(slug)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = browser.get("/administrasjon/").content.decode()
    assert ("do not see health information about anybody" in page) is sees_none
