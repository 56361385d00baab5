"""A system keeps to a limit of its own, if it has one, and it stands when it last called."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from common import clock
from fhirapi.models import ApiClient
from fhirapi.outcomes import Refusal
from tests.cast import World
from tests.fhirapi import asking_in, bearing
from tests.fhirapi.asking_in import tokens

pytestmark = pytest.mark.django_db


@pytest.mark.attack(88)
def test_a_system_has_a_limit_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row, token = bearing.let_in(world), bearing.systems(world)
    bearing.publish(monkeypatch)
    bearing.caller(token)
    ApiClient.objects.filter(id=row.id).update(rate=1)
    with time_machine.travel(clock.now(), tick=False):
        bearing.caller(token)
        with pytest.raises(Refusal) as found:
            bearing.caller(token)
    assert found.value.status == 429


def test_when_a_system_or_an_app_was_last_used_is_true_to_the_hour(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_row, app_row = bearing.let_in(world), asking_in.app()
    bearing.publish(monkeypatch)
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    used = []
    for minutes in (0, 30, 90):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            bearing.caller(bearing.systems(world))
        system_row.refresh_from_db()
        used.append(system_row.last_used_at)
    assert used == [start, start, start + timedelta(minutes=90)]
    tokens(world.sign_in("kari", as_citizen=True), world.patients["kari"])
    app_row.refresh_from_db()
    assert app_row.last_used_at
