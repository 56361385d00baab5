"""Hints as pages and cards say them: what, when, by whom, and until when it counts."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.clock import OSLO
from common.sorting import norwegian
from labresults.analytes import BY_KEY
from labresults.groups import OF_ANALYTES
from labresults.measured.panels import PANELS
from labresults.naming import group_name
from labresults.presenters import tables, values

if TYPE_CHECKING:
    from labresults.measured.codes import Period
    from labresults.measured.finding import Hint


@dataclass(frozen=True)
class Newer:
    """An answer after that of the hint, which is not final."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One hint. `use_url` is there for who may use the result, and has not done so today."""

    key: str
    name: str
    value: values.Value
    ago: str
    until: date
    days: int
    source: str
    source_url: str
    url: str
    is_used: bool
    use_url: str
    newer: Newer | None = None


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    days: int
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    name: str
    choices: Sequence[Choice]


def line(
    hint: Hint,
    now: datetime,
    record_id: uuid.UUID,
    use_url: str = "",
    used: Collection[uuid.UUID] = (),
) -> Line:
    row, period = hint.row, hint.period
    is_used = row.id in used
    until = (row.sorted_at + timedelta(days=period.days)).astimezone(OSLO).date()
    return Line(
        key=hint.analyte.key,
        name=values.name_of(row),
        value=values.value(row, hint.analyte.unit or None),
        ago=ago(row.sorted_at, now),
        until=until,
        days=period.days,
        source=period.source,
        source_url=period.source_url,
        url=tables.trend_url(record_id, row),
        is_used=is_used,
        use_url="" if is_used else use_url,
        newer=_newer(hint),
    )


def _newer(hint: Hint) -> Newer | None:
    if hint.newer is None:
        return None
    found = values.value(hint.newer, hint.analyte.unit or None)
    return Newer(" ".join(part for part in (found.text, found.unit) if part), found.at)


def ago(at: datetime, now: datetime) -> str:
    """By the days of the calendar in Norway, as people count."""
    days = (now.astimezone(OSLO).date() - at.astimezone(OSLO).date()).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}


def choices(known: Mapping[str, Period], chosen: Collection[str]) -> list[Group]:
    """What can be asked for, in groups: every analyte that has a period, and before them panels,
    which tick what they cover."""
    found: dict[str, list[Choice]] = {}
    for key, analyte in BY_KEY.items():
        if known[key].days:
            each = Choice(key, name_of(key), known[key].days, key in chosen)
            found.setdefault(analyte.group, []).append(each)
    ordered = [name for name in OF_ANALYTES if name in found]
    rest = [name for name in found if name not in ordered]
    panels = [
        Choice(each.key, str(each.name), 0, is_chosen=False)
        for each in PANELS
        if any(known[key].days for key in each.keys)
    ]
    return [
        *([Group(_("Several at once"), panels)] if panels else []),
        *_groups(found, (*ordered, *rest)),
    ]


def _groups(found: Mapping[str, Sequence[Choice]], names: Iterable[str]) -> list[Group]:
    return [
        Group(group_name(name), sorted(found[name], key=lambda each: norwegian(each.name)))
        for name in names
    ]


def not_measured(known: Mapping[str, Period], keys: Iterable[str]) -> list[dict[str, Any]]:
    """Of what was asked for and has no hint: that nothing stands here that counts."""
    return [{"name": name_of(key), "days": known[key].days} for key in keys]


def name_of(key: str) -> str:
    """What an analyte is called; with its unit where another has the same name."""
    analyte = BY_KEY.get(key)
    if analyte is None:
        return key
    name = str(analyte.name)
    has_namesake = [str(each.name) for each in BY_KEY.values()].count(name) > 1
    return f"{name}, {analyte.unit}" if has_namesake else name
