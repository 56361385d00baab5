"""What results put on a patient's timeline: reports, with the answers that are out of range."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.codes import Kind
from access.grant import Grant
from common.timeline import RESULTS, Entry, Stretch, Tag, TimelineSource
from labresults import selectors
from labresults.models import DiagnosticReport
from labresults.presenters import reports as presenters
from labresults.tables import NOT_SHOWN


def _load(grant: Grant, stretch: Stretch) -> Sequence[Entry]:
    rows = list(_rows(grant, stretch)[: stretch.most])
    noted = {item.resource_id: item for item in selectors.noted(grant, rows)}
    found = []
    for row in rows:
        line = presenters.line(row, stretch.record_id)
        found.append(
            Entry(
                id=row.id,
                at=line.at,
                kind=RESULTS,
                title=line.name,
                url=line.url,
                more=line.kind if line.kind != line.name else "",
                organisation=line.laboratory,
                tags=_tags(line, is_own=stretch.record_id is None),
                logged=noted[row.id],
            )
        )
    return found


def _rows(grant: Grant, stretch: Stretch) -> QuerySet[DiagnosticReport]:
    rows = DiagnosticReport.objects.under(grant).filter(**stretch.parts("sorted_at"))
    if stretch.organisation:
        rows = rows.filter(laboratory=stretch.organisation)
    if stretch.after:
        at, own_id = stretch.after
        rows = rows.filter(sorted_at__lte=at).exclude(sorted_at=at, id__gte=own_id)
    return rows.defer(*NOT_SHOWN).order_by("-sorted_at", "-id")


def _tags(line: presenters.Line, *, is_own: bool) -> Sequence[Tag]:
    tone = "neutral" if line.is_gone else "info" if line.is_final else "warning"
    told = (
        (bool(line.state), line.state, tone),
        (line.is_blocked and not is_own, _("blocked by the patient"), "warning"),
    )
    return [(words, color) for is_so, words, color in told if is_so]


def _organisations(grant: Grant) -> Collection[str]:
    rows = DiagnosticReport.objects.under(grant).exclude(laboratory="").order_by()
    return list(rows.values_list("laboratory", flat=True).distinct())


SOURCE = TimelineSource(
    20,
    {RESULTS: gettext_lazy("Results and examinations")},
    Kind.RESULTS,
    _load,
    _organisations,
    DiagnosticReport.objects.withheld_from,
)
