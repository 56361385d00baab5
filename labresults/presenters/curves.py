"""Curves as SVG: the small one in a row of the table, and the picture of a whole series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor, log10
from typing import Any

from common import clock
from labresults.presenters.values import Value, plain

WIDTH, HEIGHT = 120.0, 30.0
_PICTURE = (760.0, 300.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 16.0, 14.0, 34.0
# Each laboratory has a sign of its own, so that none is told by colour.
SIGNS = ("circle", "square", "triangle", "diamond")


@dataclass(frozen=True)
class Small:
    """Points as SVG takes them, the last value, and the height of the limits, if any."""

    line: str
    last_x: float
    last_y: float
    is_out: bool
    band_y: float | None = None
    band_height: float = 0.0


def small(
    points: Sequence[tuple[datetime, float]], low: float | None, high: float | None, *, is_out: bool
) -> Small | None:
    """The course of a row; of fewer than two values there is none."""
    if len(points) < 2:
        return None
    numbers = [number for _, number in points]
    bottom, top = min(numbers), max(numbers)
    margin = (top - bottom) * 0.12 or abs(top) * 0.1 or 1.0
    bottom, top = bottom - margin, top + margin
    first, last = points[0][0], points[-1][0]
    span = (last - first).total_seconds() or 1.0

    def x(at: datetime) -> float:
        return round(2 + (at - first).total_seconds() / span * (WIDTH - 8), 1)

    def y(number: float) -> float:
        share = (number - bottom) / (top - bottom)
        return round(HEIGHT - 2 - min(max(share, 0), 1) * (HEIGHT - 4), 1)

    line = " ".join(f"{x(at)},{y(number)}" for at, number in points)
    band, height = None, 0.0
    if low is not None or high is not None:
        band = y(high) if high is not None else 0.0
        height = round((y(low) if low is not None else HEIGHT) - band, 1)
    return Small(line, x(last), y(numbers[-1]), is_out, band, max(height, 0.0))


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    sign: str
    shape: str
    is_out: bool
    is_final: bool
    text: str


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Band:
    """The limits of a laboratory from one answer of it to the next."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Legend:
    sign: str
    shape: str
    laboratory: str


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    line: str
    points: Sequence[Point]
    bands: Sequence[Band]
    levels: Sequence[Tick]
    years: Sequence[Tick]
    legend: Sequence[Legend]


def picture(values: Sequence[Value]) -> Picture | None:
    """The series as a picture, the oldest to the left; None where fewer than two are numbers."""
    found = sorted(
        (v for v in values if v.number is not None and not v.is_gone), key=lambda v: v.at
    )
    if len(found) < 2:
        return None
    scale = _Scale.of(found)
    laboratories = list(dict.fromkeys(value.laboratory for value in found))
    signs = {name: SIGNS[n % len(SIGNS)] for n, name in enumerate(laboratories)}
    return Picture(
        *_PICTURE,
        left=_LEFT,
        right=_PICTURE[0] - _RIGHT,
        top=_TOP,
        bottom=_PICTURE[1] - _BOTTOM,
        line=" ".join(f"{scale.x(v.at)},{scale.y(v.number or 0.0)}" for v in found if v.is_final),
        points=[_point(value, scale, signs[value.laboratory]) for value in found],
        bands=_bands(found, scale),
        levels=[Tick(scale.y(level), plain(level)) for level in scale.levels],
        years=_years(scale),
        legend=[Legend(sign, _shape(sign, 9, 8), name) for name, sign in signs.items()],
    )


@dataclass(frozen=True)
class _Scale:
    start: datetime
    end: datetime
    levels: Sequence[float]

    @classmethod
    def of(cls, values: Sequence[Value]) -> "_Scale":
        numbers = [value.number or 0.0 for value in values]
        last = values[-1]
        numbers += [limit for limit in (last.low, last.high) if limit is not None]
        start, end = values[0].at, values[-1].at
        room = max((end - start) * 0.03, timedelta(days=2))
        return cls(start - room, end + room, _levels(min(numbers), max(numbers)))

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(_LEFT + min(max(share, 0), 1) * (_PICTURE[0] - _LEFT - _RIGHT), 1)

    def y(self, number: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        share = min(max((number - low) / (high - low), 0), 1)
        return round(_PICTURE[1] - _BOTTOM - share * (_PICTURE[1] - _TOP - _BOTTOM), 1)


def _levels(low: float, high: float) -> list[float]:
    """Round numbers that hold all of them between the first and the last."""
    span = (high - low) or abs(high) or 1.0
    step = 10 ** floor(log10(span / 4))
    step = next(step * times for times in (1, 2, 5, 10) if span / (step * times) <= 5)
    first, last = floor(low / step - 0.05), ceil(high / step + 0.05)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _point(value: Value, scale: _Scale, sign: str) -> Point:
    x, y = scale.x(value.at), scale.y(value.number or 0.0)
    day = value.at.astimezone(clock.OSLO).date()
    parts = [f"{day:%d.%m.%Y}", f"{value.text} {value.unit}".strip(), value.flag_text, value.state]
    text = " · ".join(part for part in (*parts, value.laboratory) if part)
    return Point(x, y, sign, _shape(sign, x, y), bool(value.flag), value.is_final, text)


def _shape(sign: str, x: float, y: float) -> str:
    """The corners of the sign around a place; of a circle there are none."""
    corners: dict[str, tuple[tuple[float, float], ...]] = {
        "square": ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
        "triangle": ((0, -6), (5.5, 4.5), (-5.5, 4.5)),
        "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
    }
    places = (
        f"{round(x + right, 1)},{round(y + down, 1)}" for right, down in corners.get(sign, ())
    )
    return " ".join(places)


def _bands(values: Sequence[Value], scale: _Scale) -> list[Band]:
    """The limits stand from the answer that brought them until others come."""
    found: list[Band] = []
    known: list[tuple[datetime, Any]] = []
    for value in values:
        limits = (value.low, value.high)
        if limits != (None, None) and (not known or known[-1][1] != limits):
            known.append((value.at, limits))
    for n, (start, (low, high)) in enumerate(known):
        end = known[n + 1][0] if n + 1 < len(known) else scale.end
        x = scale.x(scale.start) if n == 0 else scale.x(start)
        y = scale.y(high if high is not None else scale.levels[-1])
        bottom = scale.y(low if low is not None else scale.levels[0])
        found.append(Band(x, y, round(scale.x(end) - x, 1), round(bottom - y, 1)))
    return found


def _years(scale: _Scale) -> list[Tick]:
    """New Year's days, not too close; of a short series its first and last day."""
    years = range(scale.start.year + 1, scale.end.year + 1)
    every = max(1, ceil(len(years) / 8))
    found = [
        Tick(scale.x(datetime(year, 1, 1, tzinfo=UTC)), str(year))
        for year in years
        if year % every == 0
    ]
    if len(found) >= 2:
        return found
    ends = (scale.start, scale.end)
    return [
        Tick(scale.x(at) + (28 if at is ends[0] else -28), f"{at.astimezone(clock.OSLO):%d.%m.%Y}")
        for at in ends
    ]
