"""Results for who treats: the table over all laboratories, a series, and reports."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import answers, gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from common.timeline import RESULTS
from labresults import inputs, selectors, services, versions, visibility
from labresults import tables as reading
from labresults.codes import CATEGORY_OF, OTHERS
from labresults.measured import showing
from labresults.presenters import curves, reports, tables
from labresults.presenters import values as presenters
from labresults.presenters.names import versions_url

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport, Observation

# Columns of a page of the table, reports of a list, rows beside a picture.
COLUMNS, REPORTS, ROWS = 7, 30, 50
# More points than this no picture tells apart.
MOST_POINTS = 1000


def banner(grant: Grant) -> dict[str, Any]:
    withheld = selectors.withheld(grant)
    values = pages.banner(grant, withheld=withheld.total)
    return {**values, "withheld": withheld}


@require_safe
@pages.answers_refusals
def table(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.LIST) as grant:
        facets = reading.facets(grant)
        chosen = inputs.filters(request.GET, facets)
        paginator = Paginator(reading.columns(grant, chosen), COLUMNS)
        page = paginator.get_page(inputs.page_number(request.GET))
        columns = list(page.object_list)
        found = reading.cells(grant, chosen, columns)
        points = reading.curves(grant, found)
        grant.note(selectors.noted(grant, found))
        values = {
            **banner(grant),
            **around(grant, patient_id, actor),
            "page": page,
            "columns": columns,
            "groups": tables.table(found, columns, points, patient_id),
            "filters": inputs.choices(request.GET, chosen, facets),
            "is_filtered": chosen.is_set,
            "total": facets.total,
        }
    return render(request, "labresults/record_table.html", values)


def around(grant: Grant, patient_id: uuid.UUID, actor: Actor) -> dict[str, Any]:
    """The other pages of results, with how much each holds."""
    return {
        "orders": showing.beside(grant, actor, selectors.waiting_orders(grant)),
        "reports_count": selectors.in_words(grant).count(),
        "table_url": reverse("labresults:record-table", args=[patient_id]),
        "reports_url": reverse("labresults:record-reports", args=[patient_id]),
        "check_url": reverse("measured:check", args=[patient_id]),
    }


@require_safe
@pages.answers_refusals
def reports_list(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.LIST) as grant:
        is_all = request.GET.get("vis") == "alle"
        found = selectors.reports(grant) if is_all else selectors.in_words(grant)
        page = Paginator(found, REPORTS).get_page(inputs.page_number(request.GET))
        rows = list(page.object_list)
        grant.note(selectors.noted(grant, rows))
        values = {
            **banner(grant),
            **around(grant, patient_id, actor),
            "page": page,
            "lines": [reports.line(row, patient_id) for row in rows],
            "is_all": is_all,
            **documents(grant, actor, patient_id),
        }
    return render(request, "labresults/record_reports.html", values)


def documents(grant: Grant, actor: Actor, record_id: uuid.UUID | None) -> dict[str, Any]:
    """Answers that came as documents, and where all of them stand."""
    where = ("record-timeline", [record_id]) if record_id else ("own-timeline", [])
    return {
        "documents": answers.as_documents(grant, actor, record_id),
        "timeline_url": f"{reverse(f'portal:{where[0]}', args=where[1])}?hva={RESULTS}",
    }


@require_safe
@pages.answers_refusals
def trend(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    codes = inputs.series_codes(request.GET)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.READ) as grant:
        values = series_values(request, grant, codes)
        if values:
            values |= {**banner(grant), "measured": showing.of_series(grant, actor, codes)}
    if not values:
        raise Http404
    values["table_url"] = reverse("labresults:record-table", args=[patient_id])
    values["record_id"] = patient_id
    return render(request, "labresults/record_trend.html", values)


def series_values(
    request: HttpRequest, grant: Grant, codes: list[tuple[str, str]], rows: int = ROWS
) -> dict[str, Any]:
    """A series as picture and table; nothing where the reader sees none of it."""
    found = list(reading.series(grant, codes, inputs.since(request.GET))[:MOST_POINTS])
    newest = found[0] if found else reading.series(grant, codes).first()
    if newest is None:
        return {}
    known = presenters.analyte_of(newest)
    values = [presenters.value(row, tables.own_unit(newest)) for row in found]
    page = Paginator(values, rows).get_page(inputs.page_number(request.GET))
    grant.note(selectors.noted(grant, found))
    return {
        "name": presenters.name_of(newest),
        "unit": _unit(found),
        "page": page,
        "newest": values[0] if values else None,
        "row": newest,
        "picture": curves.picture([value for value in values if value.is_comparable]),
        "is_apart": any(not value.is_comparable for value in values),
        "is_cut": len(found) == MOST_POINTS,
        "period": inputs.periods(request.GET),
        "series_names": [(name, request.GET[name]) for name in "ask" if request.GET.get(name)],
        "is_known": known is not None,
        "converted": any(value.converted_from for value in values),
    }


def _unit(found: list[Observation]) -> str:
    return tables.said_unit(found, tables.own_unit(found[0])) if found else ""


@require_safe
@pages.answers_refusals
def report(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DiagnosticReport", report_id)
    with gate.open_record(actor, patient_id, Kind.RESULTS, item=item) as grant:
        values = report_values(grant, report_id, patient_id)
        if values:
            values |= {**banner(grant), **_seen(grant, values["row"]), "record_id": patient_id}
    if not values:
        raise Http404
    values["back_url"] = reverse("labresults:record-reports", args=[patient_id])
    return render(request, "labresults/record_report.html", values)


def _seen(grant: Grant, found: DiagnosticReport) -> dict[str, Any]:
    """Whether the patient sees it, for who treats; and the button that lets the patient see it."""
    rule = selectors.rules(grant)[CATEGORY_OF.get(found.group, OTHERS)]
    codes, now = found.security, grant.facts.now
    seen = visibility.seen(rule, now, found.answered_at, found.released_at, codes)
    may_release = not (seen.is_now or seen.is_never or found.is_mistake)
    return {"seen": seen, "may_release": may_release}


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    """Let the patient see a report now. Who comes to the address itself sees the report."""
    if request.method != "POST":
        return report(request, patient_id, report_id)
    return _release(request, patient_id, report_id)


@pages.answers_refusals
def _release(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.WRITE) as grant:
        is_there = services.release(grant, report_id)
    if not is_there:
        raise Http404
    messages.success(request, _("The patient sees the answer from now on."))
    return redirect("labresults:record-report", patient_id, report_id)


def report_values(
    grant: Grant, report_id: uuid.UUID, record_id: uuid.UUID | None
) -> dict[str, Any]:
    """A report with its results; nothing where the reader may not see it."""
    found = selectors.report(grant, report_id)
    if found is None:
        return {}
    results = selectors.results_of(grant, found)
    texts = selectors.texts(grant, [found, *results])
    grant.note(selectors.noted(grant, [found, *results]))
    values = {"report": reports.page(found, results, texts, record_id), "row": found}
    if record_id:
        values["version_count"] = versions.count(grant, found, results)
        values["versions_url"] = versions_url(record_id, found.id)
    return values
