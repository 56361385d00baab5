"""Openings and look-ups at once, for real: nobody slips past a limit. First with the lock off."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from access import gate
from access.alerts import lookups
from access.alerts.codes import Policy
from access.alerts.figures import KEY
from access.alerts.throttle import Throttle
from access.models import LookUpCount, ReadingAlert
from people.models import UnitSetting
from tests.access.alerting import patients_more
from tests.cast import DECLARED, World
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT, AT_ONCE = 4, 8


def openings(world: World) -> int:
    """Eight records, opened at once by one doctor in eight windows; gives how many opened."""
    actor = world.worker("berg")

    def opening(patient_id: uuid.UUID) -> Callable[[], object]:
        return lambda: gate.attest(replace(actor, identified=patient_id), patient_id, DECLARED)

    return all_at_once([opening(each) for each in patients_more(AT_ONCE)]).count("done")


def limited(world: World) -> None:
    UnitSetting.objects.create(
        organization_id=world.roles["berg"].legal_entity_id,
        key=KEY,
        value={"policy": Policy.STOP, "hour_always": LIMIT},
    )


@pytest.mark.attack(29)
def test_nobody_slips_past_the_limit(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(committed_world)
    monkeypatch.setattr(Throttle, "_count", held_until_all_have_read(Throttle._count, AT_ONCE))
    assert openings(committed_world) == LIMIT
    assert ReadingAlert.objects.count() == 1


def test_without_the_lock_some_would(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(committed_world)
    together = threading.Barrier(AT_ONCE)
    count = Throttle._count

    def at_once(self: Throttle) -> int:
        found = count(self)
        together.wait(timeout=20)
        return found

    monkeypatch.setattr(Throttle, "_lock", lambda _self: None)
    monkeypatch.setattr(Throttle, "_count", at_once)
    assert openings(committed_world) > LIMIT


@pytest.mark.attack(28)
def test_look_ups_at_once_are_all_counted(committed_world: World) -> None:
    person = committed_world.persons["berg"]
    all_at_once([lambda: lookups.is_allowed(person)] * AT_ONCE)
    assert sum(LookUpCount.objects.values_list("times", flat=True)) == AT_ONCE
