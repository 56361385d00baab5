"""The table over all laboratories: analytes by day, the newest to the left."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from common.clock import OSLO
from common.sorting import norwegian
from labresults.analytes import ANALYTES
from labresults.groups import GROUPS
from labresults.naming import group_name
from labresults.presenters import curves
from labresults.presenters.values import Value, analyte_of, name_of, value
from labresults.units import factor

if TYPE_CHECKING:
    from labresults.models import Observation
    from labresults.tables import Column, Point

Key = tuple[str, str]


@dataclass(frozen=True)
class Head:
    day: date
    laboratory: str


@dataclass(frozen=True)
class Cell:
    """What one laboratory found that day, the last first; `others` are the earlier ones."""

    value: Value | None
    others: int = 0
    own_limits: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    limits: str
    url: str
    cells: Sequence[Cell]
    curve: curves.Small | None
    is_known: bool
    code: str


@dataclass(frozen=True)
class Group:
    name: str
    rows: Sequence[Row]


def series_key(row: Observation) -> str:
    """Results of one series have it in common: the analyte, else the code as sent."""
    known = analyte_of(row)
    return known.key if known else f"{row.code_system}|{row.code}"


def trend_url(record_id: uuid.UUID | None, row: Observation) -> str:
    known = analyte_of(row)
    named = {"a": known.key} if known else {"s": row.code_system, "k": row.code}
    if record_id:
        page = reverse("labresults:record-trend", args=[record_id])
    else:
        page = reverse("labresults:own-trend")
    return f"{page}?{urlencode(named)}"


def own_unit(row: Observation) -> str:
    """The unit of its series: that of the analyte where it can be converted to it."""
    known = analyte_of(row)
    if known and known.unit and factor(row.unit, known.unit) is not None:
        return known.unit
    return row.unit


def table(
    found: Sequence[Observation],
    columns: Sequence[Column],
    points: Sequence[Point],
    record_id: uuid.UUID,
) -> list[Group]:
    """The rows in groups, in the order of the page."""
    rows: dict[Key, list[Observation]] = {}
    for each in found:
        key = series_key(each)
        is_number = each.shown.get("n") is not None
        unit = own_unit(each) if is_number else _unit_of(rows, key)
        rows.setdefault((key, unit), []).append(each)
    known = courses(points)
    groups: dict[str, list[Row]] = {}
    for (key, unit), mine in rows.items():
        made = _row(mine, unit, columns, known.get((key, unit), []), record_id)
        groups.setdefault(mine[0].group, []).append(made)
    return [
        Group(group_name(name), sorted(groups[name], key=lambda row: norwegian(row.name)))
        for name in sorted(groups, key=_place)
    ]


def _place(group: str) -> int:
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def _unit_of(rows: Mapping[Key, Any], key: str) -> str:
    """Words stand in the row of the numbers that they stand in for."""
    return next((unit for other, unit in rows if other == key), "")


def courses(points: Sequence[Point]) -> dict[Key, list[Any]]:
    """The values of each series in its unit, the oldest first."""
    found: dict[Key, list[Any]] = {}
    for point in points:
        known = ANALYTES.get((point.code_system, point.code))
        key = known.key if known else f"{point.code_system}|{point.code}"
        by = factor(point.unit, known.unit) if known and known.unit else None
        unit, number = (
            (known.unit, point.number * by) if known and by else (point.unit, point.number)
        )
        found.setdefault((key, unit), []).append((point.at, number))
    return {key: sorted(course)[-24:] for key, course in found.items()}


def _row(
    mine: Sequence[Observation],
    unit: str,
    columns: Sequence[Column],
    course: Sequence[Any],
    record_id: uuid.UUID,
) -> Row:
    values: dict[tuple[date, str], list[Value]] = {}
    for each in mine:
        day = each.sorted_at.astimezone(OSLO).date()
        values.setdefault((day, each.laboratory), []).append(value(each, unit or None))
    newest = value(mine[0], unit or None)
    shown = [values.get((column.day, column.laboratory), []) for column in columns]
    return Row(
        name=name_of(mine[0]),
        unit=said_unit(mine, unit),
        limits=newest.limits,
        url=trend_url(record_id, mine[0]),
        cells=[_cell(each, newest.limits) for each in shown],
        curve=curves.small(course, newest.low, newest.high, is_out=bool(newest.flag)),
        is_known=analyte_of(mine[0]) is not None,
        code=mine[0].code,
    )


def said_unit(mine: Sequence[Observation], unit: str) -> str:
    """The unit as a laboratory writes it, where one uses it as it is."""
    for each in mine:
        if unit != "1" and each.unit == unit and each.shown.get("u"):
            return str(each.shown["u"])
    return "" if unit == "1" else unit


def _cell(found: Sequence[Value], limits: str) -> Cell:
    if not found:
        return Cell(None)
    own = found[0].limits if found[0].limits != limits else ""
    return Cell(found[0], len(found) - 1, own)
