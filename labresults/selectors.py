"""Reads of results, all under a Grant."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from access import closed, received, wires
from access.codes import Audience
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant, Item
from access.received import ReceivedRecord
from labresults import visibility
from labresults.codes import CATEGORY_OF, OTHERS
from labresults.groups import REPORTS_ONLY
from labresults.models import DiagnosticReport, Observation, ReleaseRule, Result, ServiceRequest
from labresults.tables import NOT_SHOWN, Filters, narrowed

MODELS: tuple[type[ReceivedRecord], ...] = (Observation, DiagnosticReport, ServiceRequest)
OPEN_ORDERS = ("active", "on-hold")
UNANSWERED = ("registered", "entered-in-error", "unknown")


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
    return Withheld(DiagnosticReport.objects.withheld_from(grant), withheld_alone(grant))


def withheld_alone(grant: Grant) -> int:
    """Of results that stand in no report."""
    return int(Observation.objects.withheld(grant).filter(report_id=None).count())


def reports(grant: Grant, filters: Filters | None = None) -> QuerySet[DiagnosticReport]:
    """Reports, the newest first; of a table's filters those that reports have too."""
    found: QuerySet[DiagnosticReport] = DiagnosticReport.objects.under(grant)
    if filters is not None:
        found = found.filter(narrowed(_of_reports(filters)))
    return found.defer(*NOT_SHOWN).order_by("-sorted_at", "-id")


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
    """What was asked for and is not answered here: no report that says anything to the reader."""
    answered = _answering(DiagnosticReport.objects.under(grant)).values("request_id")
    found = ServiceRequest.objects.under(grant).filter(status__in=OPEN_ORDERS)
    found = found.exclude(shown__intent="proposal").exclude(id__in=answered)
    return list(found.defer(*NOT_SHOWN).order_by("-sorted_at", "-id"))


def with_who_treats(grant: Grant) -> frozenset[uuid.UUID]:
    """The orders of which a citizen sees the answer later: only the wait hides it."""
    rules = ReleaseRule.in_force(grant)
    rows = DiagnosticReport.objects.withheld(grant).filter(visibility.waiting(grant, rules))
    found = _answering(rows).values_list("request_id", flat=True)
    return frozenset(own_id for own_id in found if own_id)


def _answering(rows: QuerySet[DiagnosticReport]) -> QuerySet[DiagnosticReport]:
    return rows.exclude(status__in=UNANSWERED).exclude(request_id=None)


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
    return closed.opens(
        grant, row.category, row.id, *(getattr(row, name) for name in row.closed_with)
    )


def noted(grant: Grant, rows: Sequence[Result]) -> list[Item]:
    """What the log keeps of a table: reports, and the results that stand in none."""
    reported = {row.report_id for row in rows if isinstance(row, Observation)} - {None}
    known = DiagnosticReport.objects.under(grant).filter(id__in=reported)
    versions: dict[Any, int] = dict(known.values_list("id", "version")) if reported else {}
    found: dict[uuid.UUID, Item] = {}
    for row in rows:
        own: Any = getattr(row, "report_id", None)
        is_in_report = own in versions
        name, own_id = ("DiagnosticReport", own) if is_in_report else (type(row).__name__, row.id)
        outcome = "unblocked" if opens_blocked(grant, row) else "listed"
        if own_id not in found or outcome == "unblocked":
            version = versions[own] if is_in_report else row.version
            found[own_id] = Item(name, own_id, version, row.patient_id, outcome)
    return list(found.values())


def for_summary(grant: Grant, most: int) -> Mapping[str, Sequence[Any]]:
    """The newest Observations and DiagnosticReports, by type: for who picks a few of them."""
    return {
        model.__name__: received.newest(model.objects.under(grant).filter(is_mistake=False), most)
        for model in (Observation, DiagnosticReport)
    }


def withheld_of_summary(grant: Grant) -> int:
    """How many of these are kept from a reader who may know of it."""
    return sum(received.told_withheld(model, grant) for model in (Observation, DiagnosticReport))
