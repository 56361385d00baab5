"""Alerts go with the log that they are about, whose record it was first; and look-ups in a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from access import retention
from access.alerts.codes import AlertState
from access.models import (
    AccessEvent,
    AlertPatient,
    AlertStep,
    LookUpCount,
    ReadingAlert,
    ReadingCheck,
)
from access.retention_rules import log_age
from common import clock
from tests.access.alerting import NOON, look, patients_of, reads, related
from tests.cast import World
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def log_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.seals.erasing.months_before", lambda day: [])


@pytest.fixture
def alert(world: World) -> ReadingAlert:
    """Berg has read the records of two of the family, two days apart, and it was looked into."""
    for slug, at in (("astrid", NOON), ("ola", LATER)):
        related(world, slug, world.persons["berg"])
        reads(world, "berg", world.patients[slug], at)
    look()
    found = ReadingAlert.objects.get()
    AlertStep.objects.create(
        alert=found,
        version=2,
        state=AlertState.LOOKED_INTO,
        recorded_at=clock.now(),
        author_id=world.persons["vik"],
        author_name="Vik",
    )
    return found


def keep(at: datetime, time_machine: Any) -> dict[str, int]:
    time_machine.move_to(at)
    run = retention.keep(seconds=60, is_asked=True)
    assert run is not None
    assert run.faults == 0
    counts: dict[str, int] = run.counts
    return counts


def test_whose_record_it_was_goes_with_the_log_and_the_alert_last(
    world: World, alert: ReadingAlert, time_machine: Any
) -> None:
    day = timedelta(days=1)
    assert keep(NOON + log_age() - day, time_machine)["alerts"] == 0
    assert patients_of(world, alert) == {"astrid", "ola"}

    assert keep(NOON + log_age() + day, time_machine)["alerts"] == 1
    assert patients_of(world, alert) == {"ola"}
    assert AlertStep.objects.exists()
    with rows_of(world.patients["astrid"]):
        event = AccessEvent.objects.filter(recorded_at__gt=LATER).order_by("recorded_at").last()
    assert event is not None
    assert (event.actor_name, event.kind) == ("access.retention", "review")

    assert keep(LATER + log_age() + day, time_machine)["alerts"] == 2
    assert not ReadingAlert.objects.exists()
    assert not AlertStep.objects.exists()
    with rows_of(*world.patients.values()):
        assert not AlertPatient.ungated.exists()


def test_an_alert_that_still_names_somebody_stays(world: World, alert: ReadingAlert) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_delete_alerts(%s, 10)", [LATER + timedelta(days=9)])
        assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        AlertStep.objects.all().delete()


def test_look_ups_go_in_a_day_and_looks_in_two_months(world: World, time_machine: Any) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    LookUpCount.objects.create(person_id=world.persons["berg"], minute=now, times=3)
    look()
    counts = keep(now + timedelta(hours=23), time_machine)
    assert (counts["look-ups"], counts["looks"]) == (0, 0)
    counts = keep(now + timedelta(hours=25), time_machine)
    assert (counts["look-ups"], counts["looks"]) == (1, 0)
    assert keep(now + timedelta(days=61), time_machine)["looks"] == 1
    assert not ReadingCheck.objects.exists()
