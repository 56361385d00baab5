"""Counts the work of child processes in seconds of processor time, however busy the machine is."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What the children do that end meanwhile."""
    before = _worked()
    yield
    assert _worked() - before < seconds


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
