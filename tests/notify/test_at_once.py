"""Two workers, or two schedulers, tell nobody twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine

from notify import services
from tests.cast import World
from tests.notify.gateway import Gateway
from tests.notify.steps import MOBILE, deliver, messages, noon, notice, number, uses_the_portal
from tests.together import all_at_once, held_until_all_have_read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("carriers")]


@pytest.mark.attack(67)
def test_two_at_once_send_one_message(
    committed_world: World,
    register: Callable[..., None],
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kari = committed_world.patients["kari"]
    with time_machine.travel(noon()):
        uses_the_portal(committed_world, "kari")
        register({})
        deliver()
        register({number("kari"): {"mobile": MOBILE}})
        notice(kari)
        with monkeypatch.context() as patch:
            held = held_until_all_have_read(services._make_messages, 2)
            patch.setattr(services, "_make_messages", held)
            assert all_at_once([deliver, deliver]) == ["done", "done"]
        deliver()
    assert len(gateway.times) == 1
    firsts = [row for row in messages(kari) if row.repetition == 0]
    assert len({row.notice_id for row in firsts}) == len(firsts)


@pytest.mark.attack(67)
def test_what_is_due_is_claimed_by_one(
    committed_world: World,
    register: Callable[..., None],
    gateway: Gateway,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kari: uuid.UUID = committed_world.patients["kari"]
    with time_machine.travel(noon().replace(hour=7)):
        uses_the_portal(committed_world, "kari")
        register({})
        notice(kari)
        deliver()  # Made, and not due before eight.
    register({number("kari"): {"mobile": MOBILE}})
    claimed, both = services._claimed, threading.Barrier(2)

    def together(*what: Any) -> Any:
        """Whoever has the row waits until the other has it too, if the other ever gets it."""
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=2)
        return claimed(*what)

    with time_machine.travel(noon()), monkeypatch.context() as patch:
        patch.setattr(services, "_claimed", together)
        assert all_at_once([deliver, deliver]) == ["done", "done"]
    assert len(gateway.times) == 1
