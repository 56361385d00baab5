"""Messages at the same time, or cut off in the middle: each is stored once, and nothing is half."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from common.messages import Fate, Told
from labresults.intake import formats, storing, waiting
from labresults.intake.models import ReportState, ResultMessage, WaitingMessage, WaitingStep
from labresults.models import DiagnosticReport, Observation
from tests.cast import World
from tests.labresults.kith import LAST, LATER, item, message, take
from tests.labresults.test_waiting import becomes_known, unknown
from tests.log_reading import rows_of
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*messages: bytes) -> list[Told]:
    found: list[Any] = [None] * len(messages)

    def one(at: int) -> Callable[[], None]:
        def deed() -> None:
            (found[at],) = take(messages[at])

        return deed

    assert all_at_once([one(at) for at in range(len(messages))]) == ["done"] * len(messages)
    return found


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has seen how far a report has come goes on when the other has too, or waits for it."""
    monkeypatch.setattr(storing, "_standing", held_until_all_have_read(storing._standing, 2))


def standing(world: World) -> tuple[int, int, int]:
    """Results, those that the report names, and messages."""
    with rows_of(world.patients["kari"]):
        (report,) = DiagnosticReport._base_manager.all()
        return (
            Observation._base_manager.count(),
            len(json.loads(report.wire)["result"]),
            ResultMessage._base_manager.count(),
        )


@pytest.mark.attack(64)
def test_of_two_who_send_the_same_one_is_stored(committed_world: World, held: None) -> None:
    told = at_once(message(), message())
    assert sorted(each.fate for each in told) == [Fate.STORED, Fate.UNCHANGED]
    assert standing(committed_world) == (1, 1, 1)


@pytest.mark.attack(64)
def test_two_who_each_tell_a_part_lose_nothing(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(message())
    monkeypatch.setattr(storing, "_standing", held_until_all_have_read(storing._standing, 2))
    told = at_once(
        message("kari", item("2", code="NPU19748"), made=LATER, service="A"),
        message("kari", item("3", code="NPU02593"), made=LAST, service="A"),
    )
    assert {each.fate for each in told} <= {Fate.STORED, Fate.OLDER}
    assert standing(committed_world) == (3, 3, 3)


def test_what_waits_is_taken_in_once_by_two(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(unknown())
    known = becomes_known()
    monkeypatch.setattr(waiting, "content", held_until_all_have_read(waiting.content, 2))
    assert all_at_once([formats.take_waiting, formats.take_waiting]) == ["done", "done"]
    assert WaitingStep.objects.count() == 1
    assert not WaitingMessage.objects.filter(settled_at=None).exists()
    with rows_of(known):
        assert Observation._base_manager.count() == 1


@pytest.mark.attack(64)
def test_who_is_killed_in_the_middle_leaves_nothing_half(committed_world: World) -> None:
    """Everything is written, and the process ends before it commits."""

    def die(*args: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    child = multiprocessing.get_context("fork").Process(target=_taken_until, args=(die,))
    child.start()
    child.join(timeout=60)
    assert child.exitcode == -signal.SIGKILL
    with rows_of(committed_world.patients["kari"]):
        for model in (Observation, DiagnosticReport, ReportState, ResultMessage):
            assert not model._base_manager.exists()
    (told,) = take(message())
    assert told.fate is Fate.STORED


def _taken_until(die: Callable[..., None]) -> None:
    """In a process of its own: its connections are not those of the tests."""
    from django.db import connections  # noqa: PLC0415  # of the child

    for each in connections.all(initialized_only=True):
        each.connection = None
    keep = storing._keep

    def kept(*args: Any) -> None:
        keep(*args)
        die()

    storing._keep = kept  # type: ignore[assignment]  # for as long as this process lives
    take(message())
