"""Looks for unusual reading at once, for real: one alert, also where the lock is off."""

from __future__ import annotations

import pytest

from access.alerts import raising
from access.models import AlertPatient, ReadingAlert
from tests.access.alerting import look, reads, related
from tests.cast import World
from tests.log_reading import rows_of
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def found(world: World) -> int:
    with rows_of(*world.patients.values()):
        return AlertPatient.ungated.count()


def test_two_looks_at_once_raise_one_alert(committed_world: World) -> None:
    world = committed_world
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    assert all_at_once([look] * 4) == ["done"] * 4
    assert ReadingAlert.objects.count() == 1
    assert ReadingAlert.objects.get().version == 1
    assert found(world) == 1


def test_without_the_lock_the_constraint_is_the_last_guard(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    related(world, "astrid", world.persons["berg"])
    reads(world, "berg", world.patients["astrid"])
    monkeypatch.setattr(raising, "lock", lambda *_args: None)
    all_at_once([look] * 4)
    assert ReadingAlert.objects.count() == 1
    assert found(world) == 1
