"""What of the log somebody asks for, as it stands in the address: periods, filters, and chips."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import deeds
from access.codes import Action, Kind
from access.looking import Choice
from common import clock
from common.filter_bar import Filter, select

PERIODS: Mapping[str, tuple[Any, int | None]] = {
    "30": (gettext_lazy("The last 30 days"), 30),
    "365": (gettext_lazy("The last year"), 365),
    "alt": (gettext_lazy("Everything"), None),
}
GROUPINGS: Mapping[str, Any] = {
    "dag": gettext_lazy("By day"),
    "person": gettext_lazy("By person"),
    "system": gettext_lazy("What the systems do"),
}
_REASONS: Mapping[str, tuple[str, Any]] = {
    "nod": ("emergency", gettext_lazy("Emergency")),
    "uten-relasjon": ("declared", gettext_lazy("Without a registered care relation")),
    "sperret": ("blocked", gettext_lazy("Opened something you have blocked")),
    "sok": ("search", gettext_lazy("Searches")),
    "administrasjon": ("administration", gettext_lazy("Administration")),
}
_DONE: Mapping[str, str] = {
    "lest": Action.READ.value,
    "lastet-ned": Action.DOWNLOAD.value,
    "skrevet-ut": Action.PRINT.value,
    "liste": Action.LIST.value,
    "apnet": Action.OPEN.value,
    "sok": Action.SEARCH.value,
    "navn": Action.IDENTIFY.value,
    "registrert": Action.WRITE.value,
    "henvendelse": Kind.TASK.value,
    "logg": Kind.LOG.value,
    "valg": Kind.SETTINGS.value,
}
Names = Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class Asked:
    """The address, understood. What it says wrongly counts as not said, and is kept to be mended.

    `has_wrong_day` is true where one of the days that were typed is none.
    """

    query: QueryDict
    choice: Choice
    period: str
    grouping: str
    first: str = ""
    last: str = ""
    has_wrong_day: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the period leaves rows out."""
        choice = replace(self.choice, since=None, until=None, with_own=False)
        return choice != Choice()

    def url(self, name: str, **changes: str) -> str:
        """The address of a page of the log with this choice, and with these changes to it."""
        query = self.query.copy()
        query.pop("page", None)
        for key, value in changes.items():
            if value:
                query[key] = value
            else:
                query.pop(key, None)
        return f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)


def asked(query: QueryDict) -> Asked:
    """Never refuses: an address may have been written by hand."""
    first, is_first_wrong = _day(query.get("fra", ""))
    last, is_last_wrong = _day(query.get("til", ""))
    if first and last and first > last:
        first, last = last, first
    period = query.get("periode", "30")
    period = period if period in PERIODS else "30"
    if first or last:
        period = ""
    choice = Choice(
        since=_begin(first) if first else _since(period),
        until=_begin(last + timedelta(days=1)) if last else None,
        organization_id=_uuid(query.get("virksomhet", "")),
        person_id=_uuid(query.get("person", "")),
        reason=_REASONS.get(query.get("grunn", ""), ("", ""))[0],
        done=_DONE.get(query.get("gjort", ""), ""),
        with_own=query.get("egne") == "1",
    )
    grouping = query.get("gruppe", "dag")
    return Asked(
        query=query,
        choice=choice,
        period=period,
        grouping=grouping if grouping in GROUPINGS else "dag",
        first=query.get("fra", "") if is_first_wrong else _typed(first),
        last=query.get("til", "") if is_last_wrong else _typed(last),
        has_wrong_day=is_first_wrong or is_last_wrong,
    )


def periods(asked: Asked) -> list[Mapping[str, Any]]:
    return [
        {
            "label": label,
            "url": asked.url("access:who-looked", periode=key, fra="", til=""),
            "is_current": key == asked.period,
        }
        for key, (label, _days) in PERIODS.items()
    ]


def groupings(asked: Asked) -> list[Mapping[str, Any]]:
    return [
        {
            "label": label,
            "url": asked.url("access:who-looked", gruppe="" if key == "dag" else key),
            "is_current": key == asked.grouping,
        }
        for key, label in GROUPINGS.items()
    ]


def selects(asked: Asked, organizations: Names, persons: Names) -> list[Filter]:
    """The choices of the filter."""
    choice = asked.choice
    reasons = {key: words for key, (_code, words) in _REASONS.items()}
    done = {key: deeds.in_filter(code) for key, code in _DONE.items()}
    chosen_reason = next((k for k, (code, _w) in _REASONS.items() if code == choice.reason), "")
    chosen_done = next((key for key, code in _DONE.items() if code == choice.done), "")
    return [
        select(
            "virksomhet", _("Organisation"), str(choice.organization_id or ""), _all(organizations)
        ),
        select("person", _("Person"), str(choice.person_id or ""), _all(persons)),
        select("grunn", _("Why"), chosen_reason, reasons.items()),
        select("gjort", _("What was done"), chosen_done, done.items()),
    ]


def in_force(filters: Sequence[Filter]) -> list[Filter]:
    """The filters with what was chosen alone: there may be very many persons to choose from."""
    return [replace(each, choices=[c for c in each.choices if c.selected]) for each in filters]


def in_words(asked: Asked, filters: Sequence[Filter]) -> list[str]:
    """What was chosen, for the head of an export."""
    if asked.period:
        words = [str(PERIODS[asked.period][0])]
    else:
        since, until = asked.choice.since, asked.choice.until
        last = until - timedelta(days=1) if until else None
        days = {"first": _shown(since), "last": _shown(last)}
        words = [_("From %(first)s to %(last)s") % days]
    for each in in_force(filters):
        words += [f"{each.label}: {choice.label}" for choice in each.choices if choice.value]
    if asked.choice.with_own:
        words.append(_("Your own visits too"))
    return words


def _shown(midnight: datetime | None) -> str:
    return f"{midnight:%d.%m.%Y}" if midnight else "…"


def _all(names: Names) -> list[tuple[str, str]]:
    return [(str(key), name or _("Name unknown")) for key, name in names.items()]


def since_days_ago(days: int) -> datetime:
    """From a whole day on, so that what is gathered by day is never cut in two."""
    return _begin(clock.today() - timedelta(days=days))


def _since(period: str) -> datetime | None:
    days = PERIODS[period][1] if period else None
    return since_days_ago(days) if days else None


def _begin(day: date) -> datetime:
    """When the day begins in Norway."""
    return datetime.combine(day, time.min, clock.OSLO)


def _day(text: str) -> tuple[date | None, bool]:
    """The day, and whether what was typed is none. As browsers send it, or as people write it."""
    text = text.strip()
    if not text:
        return None, False
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).replace(tzinfo=clock.OSLO).date()
        except ValueError:
            continue
        # Beyond these the database has no instants, and nobody has a log.
        return (day, False) if 1900 <= day.year <= 2200 else (None, True)
    return None, True


def _typed(day: date | None) -> str:
    return day.isoformat() if day else ""


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
