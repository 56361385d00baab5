"""Owns the doorbell of deliveries: rung once a second at most, and no task is told to wait."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery

from fhirapi.subscriptions import ringing
from tests.fhirapi.receiver import PATIENCE


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What was sent to the workers."""
    found: queue.SimpleQueue[Any] = queue.SimpleQueue()
    monkeypatch.setattr(Celery, "send_task", lambda _, *what, **more: found.put((what, more)))
    monkeypatch.setattr(ringing, "_rung_until", 0.0)
    yield found
    monkeypatch.setattr(ringing, "_rung_until", 0.0)


def test_no_task_is_told_to_wait(rung: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    ringing._ring_beside()
    ringing.later(2.0)
    assert [rung.get(timeout=PATIENCE) for _ in "ab"] == [((ringing.TASK,), {})] * 2
    assert sorted(slept) == [ringing.SECONDS, 2.0 + ringing.SECONDS]


def test_many_at_once_ring_once(rung: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    for _ in range(5):
        ringing._ring_beside()
    rung.get(timeout=PATIENCE)
    with pytest.raises(queue.Empty):
        rung.get(timeout=0.2)
