"""What a reader may say about which results to show."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from common import clock
from common.filter_bar import Filter, select
from labresults.analytes import BY_KEY
from labresults.groups import GROUPS
from labresults.naming import group_name
from labresults.tables import Facets, Filters

_PERIODS = {"1": 365, "3": 3 * 365 + 1, "5": 5 * 365 + 1, "10": 10 * 365 + 2}
KEPT = ("gruppe", "lab", "rekvirent", "periode", "fra", "til", "bare")


def filters(query: QueryDict, facets: Facets) -> Filters:
    """The filters in an address, of those that are offered. Anything else narrows nothing."""
    since, until = _period(query)
    return Filters(
        group=_offered(query.get("gruppe", ""), facets.groups),
        laboratory=_offered(query.get("lab", ""), facets.laboratories),
        requester=_offered(query.get("rekvirent", ""), facets.requesters),
        since=since,
        until=until,
        is_abnormal=query.get("bare") == "avvik",
    )


def choices(query: QueryDict, chosen: Filters, facets: Facets) -> list[Filter]:
    groups = sorted(
        ((name, group_name(name)) for name in facets.groups if name),
        key=lambda each: GROUPS.index(each[0]) if each[0] in GROUPS else len(GROUPS),
    )
    return [
        select("gruppe", _("Group"), chosen.group, groups),
        select("lab", _("Laboratory"), chosen.laboratory, _same(facets.laboratories)),
        select("rekvirent", _("Requested by"), chosen.requester, _same(facets.requesters)),
        select("periode", _("Period"), query.get("periode", ""), _periods()),
        Filter("fra", _("From"), (), "date", _shown(_day(query.get("fra", "")))),
        Filter("til", _("To"), (), "date", _shown(_day(query.get("til", "")))),
        select(
            "bare",
            _("Show"),
            "avvik" if chosen.is_abnormal else "",
            [("avvik", _("Only outside the limits"))],
        ),
    ]


def periods(query: QueryDict) -> Filter:
    return select("periode", _("Period"), query.get("periode", ""), _periods())


def since(query: QueryDict) -> datetime | None:
    days = _PERIODS.get(query.get("periode", ""))
    return _midnight(clock.today() - timedelta(days=days)) if days else None


def page_number(query: QueryDict) -> int:
    value = query.get("page", "1")
    is_number = value.isdecimal() and value.isascii() and len(value) < 10
    return max(int(value), 1) if is_number else 1


def series_codes(query: QueryDict) -> list[tuple[str, str]]:
    """The codes of the series that an address names: all of an analyte, or one as it was sent."""
    analyte = BY_KEY.get(query.get("a", ""))
    if analyte is not None:
        return analyte.codings
    code = query.get("k", "")[:60]
    return [(query.get("s", "")[:100], code)] if code else []


def _periods() -> list[tuple[str, str]]:
    return [
        ("1", _("The last year")),
        ("3", _("The last 3 years")),
        ("5", _("The last 5 years")),
        ("10", _("The last 10 years")),
    ]


def _same(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(name, name) for name in counts]


def _offered(value: str, offered: Mapping[str, int]) -> str:
    return value if value in offered else ""


def _period(query: QueryDict) -> tuple[datetime | None, datetime | None]:
    first, last = _day(query.get("fra", "")), _day(query.get("til", ""))
    start = _midnight(first) if first else since(query)
    return start, _midnight(last + timedelta(days=1)) if last else None


def _day(value: str) -> date | None:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if 1800 < found.year < 2200 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.OSLO)


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
