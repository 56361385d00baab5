"""Reads of results, all under a Grant."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.fields.json import KT
from django.db.models.functions import RowNumber, TruncDate

from access import closed, received, wires
from access.codes import Audience
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant, Item
from access.received import ReceivedRecord
from common.clock import OSLO
from common.sorting import norwegian
from labresults import visibility
from labresults.codes import CATEGORY_OF, OTHERS
from labresults.groups import REPORTS_ONLY
from labresults.models import DiagnosticReport, Observation, ReleaseRule, Result, ServiceRequest

MODELS: tuple[type[ReceivedRecord], ...] = (Observation, DiagnosticReport, ServiceRequest)
_NOT_SHOWN = ("wire", "digest", "search")
# So many values stand in the small curve of a row.
_IN_CURVE = 24
OPEN_ORDERS = ("active", "on-hold")
UNANSWERED = ("registered", "entered-in-error", "unknown")


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


@dataclass(frozen=True)
class Withheld:
    """How many are closed to the reader: reports, and results that stand in none."""

    reports: int = 0
    results: int = 0

    @property
    def total(self) -> int:
        return self.reports + self.results


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)


def withheld(grant: Grant) -> Withheld:
    loose = Observation.objects.withheld(grant).filter(report_id=None)
    return Withheld(DiagnosticReport.objects.withheld_from(grant), loose.count())


def _in_tables(grant: Grant) -> QuerySet[Observation]:
    """Results that a table shows: those of reports in words stand in these."""
    found: QuerySet[Observation] = Observation.objects.under(grant)
    return found.filter(~Q(group__in=REPORTS_ONLY) | Q(report_id=None))


def _narrowed(filters: Filters) -> Q:
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
        .filter(_narrowed(filters))
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
        _narrowed(filters), sorted_at__gte=start, sorted_at__lt=end, laboratory__in=names
    )
    wanted = set(shown)
    found = rows.defer(*_NOT_SHOWN).order_by("-sorted_at", "-id")
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


def curves(grant: Grant, codes: Sequence[tuple[str, str]]) -> list[Point]:
    """The newest final values of each code, the oldest first, for the small curves."""
    names = {code for _, code in codes}
    rows = (
        _in_tables(grant)
        .filter(code__in=names, shown__has_key="n", status__in=FINAL)
        .annotate(
            number=KT("shown__n"),
            place=Window(
                RowNumber(),
                partition_by=[F("code_system"), F("code")],
                order_by=F("sorted_at").desc(),
            ),
        )
        .filter(place__lte=_IN_CURVE)
        .order_by("sorted_at")
        .values_list("code_system", "code", "unit", "sorted_at", "number", "flag")
    )
    wanted = set(codes)
    return [
        Point(system, code, unit, at, float(number), flag)
        for system, code, unit, at, number, flag in rows
        if (system, code) in wanted
    ]


FINAL = ("final", "amended", "corrected", "appended")


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
    return found.defer(*_NOT_SHOWN).order_by("-sorted_at", "-id")


def reports(grant: Grant, filters: Filters | None = None) -> QuerySet[DiagnosticReport]:
    """Reports, the newest first; of a table's filters those that reports have too."""
    found: QuerySet[DiagnosticReport] = DiagnosticReport.objects.under(grant)
    if filters is not None:
        found = found.filter(_narrowed(_of_reports(filters)))
    return found.defer(*_NOT_SHOWN).order_by("-sorted_at", "-id")


def _of_reports(filters: Filters) -> Filters:
    return Filters(
        group=filters.group,
        laboratory=filters.laboratory,
        requester=filters.requester,
        since=filters.since,
        until=filters.until,
    )


def in_words(grant: Grant, filters: Filters | None = None) -> QuerySet[DiagnosticReport]:
    """Reports that are read as a whole, and those that hold no single result."""
    return reports(grant, filters).filter(Q(group__in=REPORTS_ONLY) | Q(results=[]))


def report(grant: Grant, report_id: uuid.UUID) -> DiagnosticReport | None:
    found: DiagnosticReport | None = (
        DiagnosticReport.objects.under(grant).filter(id=report_id).first()
    )
    return found


def results_of(grant: Grant, found: DiagnosticReport) -> list[Observation]:
    """The results that stand in a report, in its order; others that name it come after."""
    mine = Q(id__in=found.results) | Q(report_id=found.id)
    rows = Observation.objects.under(grant).filter(mine, patient_id=found.patient_id)
    places = {own_id: place for place, own_id in enumerate(found.results)}
    return sorted(
        rows.defer("digest", "search"), key=lambda row: (places.get(row.id, 10**6), row.id)
    )


def texts(grant: Grant, rows: Sequence[Any]) -> dict[uuid.UUID, str]:
    """The texts as received, as this reader may see them."""
    return {row.id: text for row, text in zip(rows, wires.shown(grant, rows), strict=True)}


def waiting_orders(grant: Grant) -> list[ServiceRequest]:
    """What was asked for and is not answered: no report, or none that says anything yet."""
    answered = (
        DiagnosticReport.objects.under(grant)
        .exclude(status__in=UNANSWERED)
        .exclude(request_id=None)
        .values("request_id")
    )
    found = ServiceRequest.objects.under(grant).filter(status__in=OPEN_ORDERS)
    found = found.exclude(shown__intent="proposal").exclude(id__in=answered)
    return list(found.defer(*_NOT_SHOWN).order_by("-sorted_at", "-id"))


def waiting_reports(grant: Grant) -> list[tuple[str, datetime]]:
    """Of what a citizen sees later: the category and when it was answered, the newest first."""
    rules = ReleaseRule.in_force(grant)
    rows = DiagnosticReport.objects.withheld(grant).filter(visibility.waiting(grant, rules))
    found = rows.order_by("-answered_at").values_list("group", "answered_at")
    return [(CATEGORY_OF.get(group, OTHERS), at) for group, at in found]


def rules(grant: Grant) -> visibility.Rules:
    return ReleaseRule.in_force(grant)


def opens_blocked(grant: Grant, row: Result) -> bool:
    """Whether showing it opens what the patient has blocked; the patient is told."""
    if BLOCKED_BY_PATIENT in row.security and grant.audience is Audience.CLINICIAN_ELEVATED:
        return True
    return closed.opens(grant, row.category, row.id)


def noted(grant: Grant, rows: Sequence[Result]) -> list[Item]:
    """What the log keeps of a table: reports, and the results that stand in none."""
    reported = {row.report_id for row in rows if isinstance(row, Observation)} - {None}
    known = DiagnosticReport.objects.under(grant).filter(id__in=reported) if reported else ()
    versions = {each.id: each.version for each in known.only("id", "version")} if reported else {}
    found: dict[uuid.UUID, Item] = {}
    for row in rows:
        own = getattr(row, "report_id", None)
        is_in_report = own in versions
        name, own_id = ("DiagnosticReport", own) if is_in_report else (type(row).__name__, row.id)
        outcome = "unblocked" if opens_blocked(grant, row) else "listed"
        if own_id not in found or outcome == "unblocked":
            version = versions[own] if is_in_report else row.version
            found[own_id] = Item(name, own_id, version, row.patient_id, outcome)
    return list(found.values())


def for_summary(grant: Grant, most: int) -> Mapping[str, Sequence[ReceivedRecord]]:
    """The newest Observations and DiagnosticReports, by type: for who picks a few of them."""
    return {
        model.__name__: list(
            model.objects.under(grant)
            .filter(is_mistake=False)
            .defer("search")
            .order_by("-sorted_at", "-id")[:most]
        )
        for model in (Observation, DiagnosticReport)
    }


def withheld_of_summary(grant: Grant) -> int:
    """How many of these are kept from a reader who may know of it."""
    return sum(received.told_withheld(model, grant) for model in (Observation, DiagnosticReport))
