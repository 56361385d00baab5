"""Every day of the log is checked to its end, once it is over; and what is late is warned of."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from access import reconciliation, runs
from access.models import AccessEvent, ReconciliationRun
from access.runs import ALARM
from access.tasks import reconcile_log
from common import clock
from config import health
from tests.access.lived import DAY, lived, plant
from tests.cast import World
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def test_days_are_caught_up_with_one_at_a_time(world: World) -> None:
    with time_machine.travel("2026-11-18T03:00:00+00:00"):
        reconcile_log()
        reconcile_log()
    with time_machine.travel("2026-11-21T03:00:00+00:00"):
        assert len(runs.days_to_check()) == 3
        for _ in range(5):
            reconcile_log()
        assert runs.days_to_check() == []
    days = sorted(ReconciliationRun.objects.values_list("day", flat=True))
    assert days == [date(2026, 11, day) for day in (17, 18, 19, 20)]


def test_a_long_day_is_gone_on_with_where_the_time_was_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(world)
    monkeypatch.setattr(reconciliation, "_PATIENTS_AT_A_TIME", 1)
    plant(monkeypatch, " AND e.action <> 'download'")
    with time_machine.travel("2026-11-21T03:00:00+00:00") as now:
        first = reconciliation.reconcile(DAY, seconds=0.000001)
        assert first.checked_until == min(world.patients["kari"], world.patients["lise"])
        assert runs.latest() is None
        assert runs.days_to_check() == [DAY]
        now.shift(timedelta(minutes=10))
        last = reconciliation.reconcile(DAY, seconds=0.000001)
        assert runs.latest() == last
        assert runs.days_to_check() == []
        whole = reconciliation.reconcile(DAY)
    for name in ("patients", "events", "shown", "merged", "own", "systems", "missing", "faults"):
        assert getattr(last, name) == getattr(whole, name)
    assert last.missing == 1
    assert last.first_bad[0] == whole.first_bad[0]


def test_a_patient_with_very_many_events_is_a_batch_alone() -> None:
    low, many, high = (uuid.UUID(int=n) for n in (1, 2, 3))
    expected = {high: 1, many: 9_000, low: 1}
    assert list(reconciliation._batches(expected, None)) == [[low], [many], [high]]
    assert list(reconciliation._batches(expected, low)) == [[many], [high]]


def test_a_check_before_the_day_was_over_does_not_count(world: World) -> None:
    with time_machine.travel("2026-11-20T12:00:00+00:00"):
        reconciliation.reconcile(DAY)
    with time_machine.travel("2026-11-21T03:00:00+00:00"):
        assert runs.days_to_check() == [DAY]


@pytest.mark.parametrize("days", [0, 1])
def test_the_command_refuses_a_day_that_is_not_over(world: World, days: int) -> None:
    day = clock.today() + timedelta(days=days)
    with pytest.raises(CommandError, match="when it is over"):
        call_command("reconcile_log", "--day", day.isoformat())


def test_a_log_that_was_never_checked_is_warned_of(world: World) -> None:
    with rows_of(*world.patients.values()):
        begins = AccessEvent.objects.earliest("recorded_at").recorded_at
    with time_machine.travel(begins + runs.LATE_AFTER - timedelta(minutes=1)):
        assert runs.warnings() == []
    with time_machine.travel(begins + runs.LATE_AFTER + timedelta(minutes=1)):
        assert runs.warnings() == ["access-log-not-checked ever"]


def test_health_warns_and_stays_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health.PARTS, "worker", lambda: health.UP)
    assert "warnings" not in Client().get("/health/ready").json()
    lived(world)
    plant(monkeypatch, " AND e.action <> 'download'")
    reconciliation.reconcile(DAY)
    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert f"{ALARM}: 2026-11-20" in answer.json()["warnings"]
    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert len(runs.warnings()) == 2
