"""What a reader may say about which documents to list, and in which order."""

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from common import clock
from common.filter_bar import Choice, Filter, select
from journal.codes import CATEGORIES
from journal.searching import Query
from journal.selectors import BEST, NEWEST, OLDEST, PLACE, TITLE, Facets, Filters

_PERIODS = {"1": 365, "5": 5 * 365 + 1, "10": 10 * 365 + 2}
FLAGS = ("ulest", "utkast", "vedlegg")
# What an address of a list may hold, and what a saved filter keeps of it.
SAVED = ("type", "periode", "fra", "til", "sted", "rolle", *FLAGS, "sorter")
KEPT = (*SAVED, "ar", "visning", "sok", "page")


def filters(query: QueryDict, facets: Facets, words: Query | None) -> Filters:
    """The filters in an address, of those that are offered. Anything else narrows nothing."""
    since, until = _period(query)
    return Filters(
        category=_offered(query.get("type", ""), facets.categories),
        organization=_offered(query.get("sted", ""), facets.organizations),
        role=_offered(query.get("rolle", ""), facets.roles),
        since=since,
        until=until,
        is_unread=_is_on(query, "ulest"),
        is_draft=_is_on(query, "utkast"),
        has_attachments=_is_on(query, "vedlegg"),
        query=words,
        sort=_sort(query, words),
    )


def page_number(query: QueryDict) -> int:
    value = query.get("page", "1")
    is_number = value.isdecimal() and value.isascii() and len(value) < 10
    return max(int(value), 1) if is_number else 1


def year(query: QueryDict) -> int | None:
    """The year of the timeline."""
    value = query.get("ar", "")
    return int(value) if re.fullmatch(r"(1[89]|20)[0-9]{2}", value) else None


def is_timeline(query: QueryDict) -> bool:
    return query.get("visning") == "tidslinje"


def kept(query: QueryDict, names: Sequence[str] = KEPT) -> dict[str, str]:
    """What of an address leads back to the same list."""
    return {name: str(query[name]) for name in names if query.get(name)}


def year_period(number: int) -> tuple[datetime, datetime]:
    return _midnight(date(number, 1, 1)), _midnight(date(number + 1, 1, 1))


def choices(query: QueryDict, chosen: Filters, facets: Facets) -> list[Filter]:
    """The filter fields, with what this reader's documents offer."""
    periods = {
        "1": _("The last year"),
        "5": _("The last five years"),
        "10": _("The last ten years"),
    }
    kinds = {code: str(CATEGORIES.get(code, code)) for code in facets.categories}
    period = query.get("periode", "") if not _days(query) else ""
    found = [
        select("type", _("Type"), chosen.category, kinds.items(), facets.categories),
        select("periode", _("Period"), period, periods.items()),
        select(
            "sted",
            _("Organisation"),
            chosen.organization,
            _same(facets.organizations),
            facets.organizations,
        ),
    ]
    return [*found, *_more_choices(query, chosen, facets)]


def sorts(chosen: Filters) -> list[Choice]:
    """The orders that a list can have."""
    offered = {
        NEWEST: _("Newest first"),
        OLDEST: _("Oldest first"),
        TITLE: _("Title"),
        PLACE: _("Organisation"),
    }
    if chosen.query is not None:
        offered = {BEST: _("Best match first"), **offered}
    return [Choice(value, label, value == chosen.sort) for value, label in offered.items()]


def _more_choices(query: QueryDict, chosen: Filters, facets: Facets) -> list[Filter]:
    """Those that stand folded away until somebody wants them."""
    found = []
    if len(facets.roles) > 1:
        found.append(
            select("rolle", _("Written by"), chosen.role, _same(facets.roles), facets.roles)
        )
    since, until = (_day(query.get(name, "")) for name in ("fra", "til"))
    found += [_date("fra", _("From day"), since), _date("til", _("To day"), until)]
    found.append(_flag("ulest", _("Not read by you"), chosen.is_unread, None))
    if facets.attached:
        found.append(
            _flag("vedlegg", _("With attachments"), chosen.has_attachments, facets.attached)
        )
    if facets.drafts:
        found.append(_flag("utkast", _("Not signed yet"), chosen.is_draft, facets.drafts))
    number = year(query)
    if number:
        text = str(number)
        found.append(Filter("ar", _("Year"), [Choice(text, text, True)], "hidden", text))
    return found


def _same(counts: Mapping[str, int]) -> Iterable[tuple[str, str]]:
    return [(name, name) for name in counts]


def _flag(name: str, label: str, is_on: bool, count: int | None) -> Filter:
    return Filter(name, label, [Choice("1", label, is_on, count)], "flag")


def _date(name: str, label: str, day: date | None) -> Filter:
    value = day.isoformat() if day else ""
    shown = f"{day.day}.{day.month}.{day.year}" if day else ""
    return Filter(name, label, [Choice(value, shown, bool(day))], "date", value)


def _offered(value: str, offered: Mapping[str, int]) -> str:
    return value if value in offered else ""


def _is_on(query: QueryDict, name: str) -> bool:
    return query.get(name) == "1"


def _sort(query: QueryDict, words: Query | None) -> str:
    usual = NEWEST if words is None else BEST
    offered = {NEWEST, OLDEST, TITLE, PLACE, usual}
    wanted = query.get("sorter", usual)
    return wanted if wanted in offered else usual


def _period(query: QueryDict) -> tuple[datetime | None, datetime | None]:
    """A year, else days of one's own, else one of the offered periods."""
    number = year(query)
    if number:
        return year_period(number)
    if _days(query):
        since, until = (_day(query.get(name, "")) for name in ("fra", "til"))
        after = until + timedelta(days=1) if until else None
        return _midnight(since) if since else None, _midnight(after) if after else None
    days = _PERIODS.get(query.get("periode", ""))
    return (clock.now() - timedelta(days=days) if days else None), None


def _days(query: QueryDict) -> bool:
    return any(_day(query.get(name, "")) for name in ("fra", "til"))


def _day(value: str) -> date | None:
    """A day as a date field sends it, from a time that documents can be of."""
    if not re.fullmatch(r"(1[89]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.OSLO)


def version_after(query: QueryDict) -> uuid.UUID | None:
    """The version after which a list of former versions goes on; None for its beginning."""
    try:
        return uuid.UUID(query.get("etter", ""))
    except ValueError:
        return None
