"""Results in plain words for the patient: the answer, the normal, what is waited for and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.clock import OSLO
from labresults.codes import CATEGORY_NAMES, Release
from labresults.presenters import curves, reports, tables
from labresults.presenters.names import plainly
from labresults.presenters.values import Value, name_of, value
from labresults.values import ABNORMAL, HIGH, LOW, VERY_HIGH, VERY_LOW

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport, Observation, ServiceRequest
    from labresults.tables import Point
    from labresults.visibility import Rules


@dataclass(frozen=True)
class Waiting:
    """Answers of a category that come later: how many, on which day at the latest, and why."""

    name: str
    count: int
    latest: date | None
    reason: str


@dataclass(frozen=True)
class Last:
    """The last value of what was measured."""

    name: str
    url: str
    value: Value
    words: str
    curve: curves.Small | None


@dataclass(frozen=True)
class Answer:
    """A report in the patient's list."""

    line: reports.Line
    words: str


@dataclass(frozen=True)
class Order:
    """What was asked for and has no answer that the patient sees; `is_answered` where there is one
    that only waits. Of what hides otherwise nothing is said, nor that there is no answer."""

    asked: str
    at: datetime
    requester: str
    is_answered: bool


@dataclass(frozen=True)
class Category:
    name: str
    url: str
    count: int


@dataclass(frozen=True)
class Place:
    """Where a value lies between limits, as a strip of 100: the normal part, and the value."""

    start: float
    width: float
    at: float


def reason(rules: Rules, category: str) -> str:
    """Why one waits: as an administrator has written it, or what is true of all."""
    rule = rules[category]
    is_nn = (get_language() or "").startswith("nn")
    own = (rule.reason_nn if is_nn else "") or rule.reason
    return own or _("The one who treats you looks at the answer first.")


def waiting(found: Sequence[tuple[str, datetime]], rules: Rules) -> list[Waiting]:
    """By category, the one that is shown first to begin with."""
    moments: dict[str, list[datetime]] = {}
    for category, at in found:
        moments.setdefault(category, []).append(at)
    made = []
    for category, answered in moments.items():
        latest = [rules[category].latest(at) for at in answered]
        known = [each.astimezone(OSLO).date() for each in latest if each is not None]
        last = max(known) if len(known) == len(latest) else None
        name = str(CATEGORY_NAMES[category])
        made.append(Waiting(name, len(answered), last, reason(rules, category)))
    return sorted(made, key=lambda each: each.latest or date.max)


def words(result: Value) -> str:
    """How the answer lies, as one says it."""
    said = {
        HIGH: _("Higher than what is usual"),
        VERY_HIGH: _("Much higher than what is usual"),
        LOW: _("Lower than what is usual"),
        VERY_LOW: _("Much lower than what is usual"),
        ABNORMAL: _("Differs from what is usual"),
    }
    if not result.is_final:
        return _("Preliminary: it may change")
    if result.flag:
        return said[result.flag]
    return _("Within what is usual") if result.limits and result.number is not None else ""


def last(rows: Sequence[Observation], points: Sequence[Point]) -> list[Last]:
    courses = tables.courses(points)
    found: dict[str, Last] = {}
    for row in rows:
        unit = tables.own_unit(row)
        made = value(row, unit or None)
        course = courses.get((tables.series_key(row), unit), [])
        curve = curves.small(course, made.low, made.high, is_out=bool(made.flag))
        each = Last(plainly(name_of(row)), tables.trend_url(None, row), made, words(made), curve)
        found.setdefault(tables.series_key(row), each)
    return list(found.values())


def answer(
    report: DiagnosticReport,
    counts: Mapping[Any, tuple[int, int]],
    result: Observation | None = None,
) -> Answer:
    """How the results of a report lie together; of a quick test, its one answer."""
    line = reports.line(report, None)
    if result is not None:
        return Answer(line, value(result).text)
    count, out = counts.get(report.id, (0, 0))
    if line.summary or not count or line.is_gone:
        return Answer(line, "")
    if out:
        text = ngettext(
            "%(out)d of %(count)d answer is outside what is usual",
            "%(out)d of %(count)d answers are outside what is usual",
            count,
        )
        return Answer(line, text % {"out": out, "count": count})
    text = ngettext(
        "%(count)d answer, within what is usual",
        "%(count)d answers, all within what is usual",
        count,
    )
    return Answer(line, text % {"count": count})


def orders(rows: Sequence[ServiceRequest], answered: Collection[Any]) -> list[Order]:
    return [
        Order(
            ", ".join(row.shown.get("asked") or ()) or row.title,
            row.sorted_at,
            row.requester,
            row.id in answered,
        )
        for row in rows
    ]


def categories(counts: Mapping[str, int]) -> list[Category]:
    return [
        Category(
            str(CATEGORY_NAMES[category]),
            reverse("labresults:own-category", args=[category]),
            count,
        )
        for category, count in counts.items()
    ]


def place(result: Value) -> Place | None:
    """Of a value with limits to both sides or to one."""
    low, high, number = result.low, result.high, result.number
    if number is None or (low is None and high is None):
        return None
    first = low if low is not None else 0.0
    last_ = high if high is not None else max(first * 2, first + 1, number * 1.1)
    span = (last_ - first) or 1.0
    bottom, top = (
        min(first - span / 2, number - span / 10),
        max(last_ + span / 2, number + span / 10),
    )
    bottom = max(bottom, 0.0) if min(first, number) >= 0 else bottom
    whole = (top - bottom) or 1.0

    def share(of: float) -> float:
        return round((of - bottom) / whole * 100, 1)

    start = share(first) if low is not None else 0.0
    end = share(last_) if high is not None else 100.0
    return Place(start, round(end - start, 1), share(number))


def when(rules: Rules, category: str) -> str:
    """When one sees such answers, said to everybody."""
    rule = rules[category]
    if rule.release == Release.AT_ONCE:
        return _("You see such answers here as soon as they are ready.")
    if rule.release == Release.AFTER_DAYS:
        text = ngettext(
            "You see such answers here %(days)d day after they are ready, or sooner.",
            "You see such answers here %(days)d days after they are ready, or sooner.",
            rule.days,
        )
        return text % {"days": rule.days}
    if rule.release == Release.MANUAL:
        return _("You see such answers here when the one who treats you has let you see them.")
    return _("Such answers are not shown here. Ask the one who treats you.")
