"""How a report was before, for who treats: what was changed when, and each version as it was."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from labresults import selectors, versions
from labresults.presenters import reports
from labresults.presenters import versions as presenters
from labresults.presenters.names import versions_url
from labresults.views.record import banner


@require_safe
@pages.answers_refusals
def index(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    values: dict[str, Any] = {}
    with _open(request, patient_id, report_id) as grant:
        known = _known(grant, report_id)
        if known:
            values = {
                **banner(grant),
                "report": reports.line(known[0].report, patient_id),
                "versions": presenters.rows(known, patient_id),
            }
    if not values:
        raise Http404
    return render(request, "labresults/record_versions.html", values)


@require_safe
@pages.answers_refusals
def version(
    request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID, number: int
) -> HttpResponse:
    values: dict[str, Any] = {}
    with _open(request, patient_id, report_id) as grant:
        found = next((each for each in _known(grant, report_id) if each.number == number), None)
        if found:
            texts = selectors.texts(grant, [found.report, *found.results])
            values = {
                **banner(grant),
                "report": presenters.page(found, texts, patient_id),
                "version": found,
                "versions_url": versions_url(patient_id, report_id),
            }
    if not values:
        raise Http404
    return render(request, "labresults/record_version.html", values)


def _open(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> Grant:
    item = ("DiagnosticReport", report_id)
    return gate.open_record(Actor.from_request(request), patient_id, Kind.RESULTS, item=item)


def _known(grant: Grant, report_id: uuid.UUID) -> list[versions.Version]:
    """The versions of a report that the reader may see. The log is told which were shown."""
    row = selectors.report(grant, report_id)
    found = versions.versions(grant, row) if row else []
    grant.note(
        [
            Item("DiagnosticReport", report_id, each.report.version, grant.patient_id, "listed")
            for each in found
        ]
        or [Item("DiagnosticReport", report_id, 0, grant.patient_id, "not-shown")]
    )
    if row is not None and selectors.opens_blocked(grant, row):
        grant.note([Item("DiagnosticReport", row.id, row.version, row.patient_id, "unblocked")])
    return found
