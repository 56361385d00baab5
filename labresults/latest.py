"""Reads of what is newest: the last value of each analyte, how reports lie, texts for patients."""

import uuid
from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.translation import get_language

from access.grant import Grant
from labresults.codes import CATEGORY_OF, GROUPS_OF, OTHERS
from labresults.groups import REPORTS_ONLY
from labresults.models import DiagnosticReport, Observation, ReleaseRule, ResultText
from labresults.tables import NOT_SHOWN
from labresults.visibility import Rules

_MOST_OF_HISTORY = 100


def values(grant: Grant) -> list[Observation]:
    """The newest of each code that a table shows, the newest first. Not what was cancelled."""
    rows = Observation.objects.under(grant).exclude(group__in=REPORTS_ONLY)
    rows = rows.exclude(status__in=("cancelled", "entered-in-error", "registered"))
    newest = rows.order_by("code_system", "code", "-sorted_at", "-id")
    # By id first: whole rows, of which most are left out, would take long to sort.
    ids = newest.distinct("code_system", "code").values("id")
    found = Observation.objects.under(grant).filter(id__in=ids).defer(*NOT_SHOWN)
    found = found.order_by("code_system", "code")
    return sorted(found, key=lambda row: row.sorted_at, reverse=True)


def in_and_out(grant: Grant, reports: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Of each report, how many results have limits, and how many of them lie outside."""
    judged = ~Q(flag="") | Q(shown__has_any_keys=("lo", "hi"))
    rows = (
        Observation.objects.under(grant)
        .filter(judged, report_id__in=reports)
        .order_by()
        .values_list("report_id")
        .annotate(count=Count("id"), out=Count("id", filter=~Q(flag="")))
    )
    return {report_id: (count, out) for report_id, count, out in rows}


def first_results(
    grant: Grant, reports: Sequence[DiagnosticReport]
) -> dict[uuid.UUID, Observation]:
    """The first result of each report, for those that hold one answer."""
    wanted = {report.results[0]: report.id for report in reports if report.results}
    rows = Observation.objects.under(grant).filter(id__in=list(wanted)).defer(*NOT_SHOWN)
    return {wanted[row.id]: row for row in rows}


def of_categories(grant: Grant) -> dict[str, int]:
    """How many reports the reader sees of each category that has any."""
    rows = DiagnosticReport.objects.under(grant).order_by().values_list("group")
    found: dict[str, int] = {}
    for group, count in rows.annotate(count=Count("id")):
        category = CATEGORY_OF.get(group, OTHERS)
        found[category] = found.get(category, 0) + count
    return {category: found[category] for category in GROUPS_OF if category in found}


def text(key: str) -> ResultText | None:
    """What is told of it in the language of the page, else in Bokmål; the newest text holds."""
    language = (get_language() or "nb").split("-")[0]
    rows = ResultText.objects.filter(key=key, language__in=(language, "nb"))
    found = {row.language: row for row in rows.order_by("recorded_at")}
    return found.get(language) or found.get("nb")


def texts() -> list[ResultText]:
    """The text in force of each key and language."""
    rows = ResultText.objects.order_by("key", "language", "-recorded_at")
    return list(rows.distinct("key", "language"))


def texts_of(key: str) -> list[ResultText]:
    """Every text that there has been, the newest first."""
    return list(ResultText.objects.filter(key=key).order_by("-recorded_at"))


def rules() -> Rules:
    """When patients see results, by category, as is decided now."""
    return ReleaseRule.newest()


def rule_history() -> list[ReleaseRule]:
    return list(ReleaseRule.objects.order_by("-recorded_at")[:_MOST_OF_HISTORY])
