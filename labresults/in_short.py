"""What results put on the page with the whole patient, and on the patient's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.codes import Kind
from access.grant import Grant
from common.declarations import RecordSection
from common.timeline import HealthCard
from labresults import on_timeline, parts, selectors
from labresults.groups import REPORTS_ONLY
from labresults.models import Observation
from labresults.presenters import tables, values
from labresults.tables import NOT_SHOWN

# So many of the newest results are looked at, and so many are shown: those out of range first.
MOST, SHOWN = 60, 6
_NO_ANSWER = ("cancelled", "entered-in-error", "registered")


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    value: values.Value


def _newest(grant: Grant) -> list[Observation]:
    """The newest of each series among the newest results: an earlier one says nothing of today."""
    rows = Observation.objects.under(grant).exclude(group__in=REPORTS_ONLY)
    rows = rows.exclude(status__in=_NO_ANSWER).defer(*NOT_SHOWN).order_by("-sorted_at", "-id")
    found: dict[str, Observation] = {}
    for row in rows[:MOST]:
        found.setdefault(tables.series_key(row), row)
    return list(found.values())


def _section(grant: Grant) -> Mapping[str, Any]:
    newest = _newest(grant)
    shown = sorted(newest, key=lambda row: not row.flag)[:SHOWN]
    grant.note(selectors.noted(grant, shown))
    return {
        "lines": _lines(shown, grant),
        "out_count": sum(1 for row in newest if row.flag),
        "results_withheld": selectors.withheld_alone(grant),
        "list_url": reverse("labresults:record-table", args=[grant.patient_id]),
    }


def _lines(rows: Sequence[Observation], grant: Grant) -> list[Line]:
    return [
        Line(values.name_of(row), tables.trend_url(grant.patient_id, row), values.value(row))
        for row in rows
    ]


PARTS = (
    RecordSection(30, "labresults/_newest.html", _section),
    HealthCard(40, "labresults/card_results.html", parts.latest_answers, Kind.RESULTS),
    on_timeline.SOURCE,
)
