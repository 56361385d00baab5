"""Reads of the table of results: what narrows it, its columns and cells, and one series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Func, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate

from access.grant import Grant
from common.clock import OSLO
from common.sorting import norwegian
from labresults.groups import REPORTS_ONLY
from labresults.models import Observation

NOT_SHOWN = ("wire", "digest", "search")
# So many values stand in the small curve of a row.
_IN_CURVE = 24
FINAL = ("final", "amended", "corrected", "appended")


@dataclass(frozen=True)
class Filters:
    """What narrows the table; empty means all. `until` is not in it."""

    group: str = ""
    laboratory: str = ""
    requester: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_abnormal: bool = False

    @property
    def is_set(self) -> bool:
        named = self.group or self.laboratory or self.requester
        return bool(named or self.since or self.until or self.is_abnormal)


@dataclass(frozen=True)
class Facets:
    """What the reader's results differ in, with how many there are of each."""

    groups: Mapping[str, int] = field(default_factory=dict)
    laboratories: Mapping[str, int] = field(default_factory=dict)
    requesters: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True)
class Column:
    """A day on which one laboratory measured something."""

    day: date
    laboratory: str


def _in_tables(grant: Grant) -> QuerySet[Observation]:
    """Results that a table shows: those of reports in words stand in these."""
    found: QuerySet[Observation] = Observation.objects.under(grant)
    return found.filter(~Q(group__in=REPORTS_ONLY) | Q(report_id=None))


def narrowed(filters: Filters) -> Q:
    named = {
        "group": filters.group,
        "laboratory": filters.laboratory,
        "requester": filters.requester,
        "sorted_at__gte": filters.since,
        "sorted_at__lt": filters.until,
    }
    found = Q(**{name: value for name, value in named.items() if value})
    return found & ~Q(flag="") if filters.is_abnormal else found


def facets(grant: Grant) -> Facets:
    rows = (
        _in_tables(grant)
        .order_by()
        .values_list("group", "laboratory", "requester")
        .annotate(count=Count("id"))
    )
    counts: tuple[dict[str, int], ...] = ({}, {}, {})
    total = 0
    for *names, count in rows:
        total += count
        for found, name in zip(counts, names, strict=True):
            found[name] = found.get(name, 0) + count
    groups, *others = counts
    laboratories, requesters = (
        {name: found[name] for name in sorted(found, key=norwegian) if name} for found in others
    )
    return Facets(groups, laboratories, requesters, total)


def columns(grant: Grant, filters: Filters) -> list[Column]:
    """Every day on which a laboratory measured something that fits, the newest first."""
    rows = (
        _in_tables(grant)
        .filter(narrowed(filters))
        .order_by()
        .annotate(day=TruncDate("sorted_at", tzinfo=OSLO))
        .values_list("day", "laboratory")
        .distinct()
    )
    found = [Column(day, laboratory) for day, laboratory in rows]
    return sorted(found, key=lambda each: (-each.day.toordinal(), norwegian(each.laboratory)))


def cells(grant: Grant, filters: Filters, shown: Sequence[Column]) -> list[Observation]:
    """The results of these columns, the newest first."""
    if not shown:
        return []
    days = [column.day for column in shown]
    start = datetime.combine(min(days), time(), OSLO)
    end = datetime.combine(max(days) + timedelta(days=1), time(), OSLO)
    names = {column.laboratory for column in shown}
    rows = _in_tables(grant).filter(
        narrowed(filters), sorted_at__gte=start, sorted_at__lt=end, laboratory__in=names
    )
    wanted = set(shown)
    found = rows.defer(*NOT_SHOWN).order_by("-sorted_at", "-id")
    return [row for row in found if Column(_day(row.sorted_at), row.laboratory) in wanted]


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


@dataclass(frozen=True)
class Point:
    code_system: str
    code: str
    unit: str
    at: datetime
    number: float
    flag: str


def curves(grant: Grant, shown: Sequence[Observation]) -> list[Point]:
    """The newest final values of each code that these have, the oldest first, for the small curves.
    Of each code they are found by themselves, however many there are of all."""
    one_of_each = {(row.code_system, row.code): row.id for row in shown}
    newest = (
        _in_tables(grant)
        .filter(code=OuterRef("code"), code_system=OuterRef("code_system"))
        .filter(shown__has_key="n", status__in=FINAL)
        .order_by("-sorted_at", "-id")
        .values("id")[:_IN_CURVE]
    )
    rows = Observation.objects.under(grant).filter(id__in=list(one_of_each.values()))
    ids = rows.annotate(newest=Func(ArraySubquery(newest), function="unnest")).values("newest")
    found = (
        Observation.objects.under(grant)
        .filter(id__in=ids)
        .annotate(number=KT("shown__n"))
        .order_by("sorted_at")
        .values_list("code_system", "code", "unit", "sorted_at", "number", "flag")
    )
    return [
        Point(system, code, unit, at, float(number), flag)
        for system, code, unit, at, number, flag in found
    ]


def series(
    grant: Grant, codes: Sequence[tuple[str, str]], since: datetime | None = None
) -> QuerySet[Observation]:
    """All results with one of these codes, the newest first."""
    wanted = Q(pk__in=[])
    for system, code in codes:
        wanted |= Q(code_system=system, code=code)
    found: QuerySet[Observation] = Observation.objects.under(grant).filter(wanted)
    if since is not None:
        found = found.filter(sorted_at__gte=since)
    return found.defer(*NOT_SHOWN).order_by("-sorted_at", "-id")
