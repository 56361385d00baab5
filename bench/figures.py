"""Measuring: repeated runs, their median and 95th percentile, and the goal beside them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. Without a goal it is told for comparison only."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def passed(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def milliseconds(action: Callable[[], object], *, times: int, warm_up: int = 5) -> list[float]:
    """How long each of so many runs took, after some that do not count."""
    for _ in range(warm_up):
        action()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return found


def spread(
    name: str,
    samples: list[float],
    *,
    goal: float | None = None,
    p95_goal: float | None = None,
    note: str = "",
) -> list[Figure]:
    """Median and 95th percentile of samples in milliseconds."""
    ordered = sorted(samples)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    return [
        Figure(f"{name}, median", statistics.median(ordered), "ms", goal, note=note),
        Figure(f"{name}, 95th percentile", p95, "ms", p95_goal, note=f"{len(ordered)} runs"),
    ]
