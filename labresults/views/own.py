"""A patient's own results: what is new, one value in plain words, a report, a category."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import closed, gate, pages
from access.actor import Actor
from access.codes import Action, Audience, Kind
from access.grant import Grant
from labresults import inputs, latest, selectors
from labresults import tables as reading
from labresults.codes import CATEGORY_NAMES, GROUPS_OF
from labresults.presenters import patients, tables
from labresults.presenters.names import plainly
from labresults.views.record import documents, report_values, series_values

ANSWERS, ROWS = 15, 20


@require_safe
@pages.answers_refusals
def index(request: HttpRequest) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.LIST) as grant:
        newest = latest.values(grant)
        grant.note(selectors.noted(grant, newest))
        values = {
            **_answers(request, grant, ()),
            "waiting": patients.waiting(selectors.waiting_reports(grant), selectors.rules(grant)),
            "last": patients.last(newest, reading.curves(grant, newest)),
            "categories": patients.categories(latest.of_categories(grant)),
            "orders": patients.orders(
                selectors.waiting_orders(grant), selectors.with_who_treats(grant)
            ),
            **documents(grant, actor, None),
        }
    return render(request, "labresults/own_results.html", values)


@require_safe
@pages.answers_refusals
def category(request: HttpRequest, category: str) -> HttpResponse:
    if category not in GROUPS_OF:
        raise Http404
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.LIST) as grant:
        rules = selectors.rules(grant)
        waits = [each for each in selectors.waiting_reports(grant) if each[0] == category]
        values = {
            **_answers(request, grant, GROUPS_OF[category]),
            "name": CATEGORY_NAMES[category],
            "is_quick": category == "quick",
            "when": patients.when(rules, category),
            "waiting": patients.waiting(waits, rules),
        }
    return render(request, "labresults/own_category.html", values)


def _answers(request: HttpRequest, grant: Grant, groups: tuple[str, ...]) -> dict[str, Any]:
    """Reports of these groups, or all."""
    found = selectors.reports(grant)
    found = found.filter(group__in=groups) if groups else found
    page = Paginator(found, ANSWERS).get_page(inputs.page_number(request.GET))
    rows = list(page.object_list)
    counts = latest.in_and_out(grant, [row.id for row in rows])
    grant.note(selectors.noted(grant, rows))
    results = latest.first_results(grant, rows) if groups == GROUPS_OF["quick"] else {}
    return {
        "page": page,
        "answers": [patients.answer(row, counts, results.get(row.id)) for row in rows],
        "list_url": reverse("labresults:own-results"),
    }


@require_safe
@pages.answers_refusals
def trend(request: HttpRequest) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    codes = inputs.series_codes(request.GET)
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=Action.READ) as grant:
        values = series_values(request, grant, codes, ROWS)
    if not values:
        raise Http404
    newest = values["newest"]
    values |= {
        "name": plainly(values["name"]),
        "words": patients.words(newest) if newest else "",
        "place": patients.place(newest) if newest else None,
        "told": latest.text(tables.series_key(values["row"])),
        "list_url": reverse("labresults:own-results"),
    }
    return render(request, "labresults/own_trend.html", values)


@require_safe
@pages.answers_refusals
def report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    item = ("DiagnosticReport", report_id)
    with gate.open_record(actor, patient_id, Kind.RESULTS, item=item) as grant:
        values = report_values(grant, report_id, None)
        if values:
            row = values["row"]
            values["is_closed"] = closed.parts(grant).holds(row.category, row.id)
            values["may_block"] = grant.audience is not Audience.PROXY
    if not values:
        raise Http404
    values["list_url"] = reverse("labresults:own-results")
    return render(request, "labresults/own_report.html", values)
