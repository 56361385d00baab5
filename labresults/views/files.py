"""The files of a report, for the citizen and for who treats: shown in the page, or saved."""

from __future__ import annotations

import json
import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from common import clock, viewing
from labresults import files, selectors
from labresults.presenters import reports
from labresults.presenters.names import file_url
from labresults.views.record import banner

if TYPE_CHECKING:
    from labresults.models import DiagnosticReport

logger = logging.getLogger(__name__)


@require_safe
def own_file(request: HttpRequest, report_id: uuid.UUID, number: int) -> HttpResponse:
    return _file(request, pages.own_patient_id(request), None, report_id, number)


@require_safe
def own_download(request: HttpRequest, report_id: uuid.UUID, number: int) -> HttpResponse:
    return _download(request, pages.own_patient_id(request), None, report_id, number)


@require_safe
def record_file(
    request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID, number: int
) -> HttpResponse:
    return _file(request, patient_id, patient_id, report_id, number)


@require_safe
def record_download(
    request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID, number: int
) -> HttpResponse:
    return _download(request, patient_id, patient_id, report_id, number)


@dataclass(frozen=True)
class _Taken:
    """A file of a report that the reader may see; `found` is None where its bytes are not here."""

    row: DiagnosticReport
    file: files.File
    found: tuple[bytes, str] | None
    is_damaged: bool


@pages.answers_refusals
def _file(
    request: HttpRequest,
    patient_id: uuid.UUID,
    record_id: uuid.UUID | None,
    report_id: uuid.UUID,
    number: int,
) -> HttpResponse:
    values: dict[str, Any] = {}
    with _open(request, patient_id, report_id, Action.READ) as grant:
        taken = _taken(grant, report_id, number)
        if taken:
            shown = reports.file(taken.row, taken.file, record_id)
            has_bytes = taken.found is not None
            values = {
                **(banner(grant) if record_id else {}),
                "file": shown,
                "report": reports.line(taken.row, record_id),
                "download_url": shown.download_url if has_bytes else "",
            }
    if taken is None:
        raise Http404
    values["content"] = (
        viewing.damaged()
        if taken.is_damaged
        else viewing.content(values["file"].title, taken.found, request)
    )
    return render(request, "labresults/file.html", values)


@pages.answers_refusals
def _download(
    request: HttpRequest,
    patient_id: uuid.UUID,
    record_id: uuid.UUID | None,
    report_id: uuid.UUID,
    number: int,
) -> HttpResponse:
    with _open(request, patient_id, report_id, Action.DOWNLOAD) as grant:
        taken = _taken(grant, report_id, number)
    if taken is not None and taken.is_damaged:
        return HttpResponseRedirect(file_url(record_id, report_id, number))
    if taken is None or taken.found is None:
        raise Http404
    data, content_type = taken.found
    day = taken.row.sorted_at.astimezone(clock.OSLO)
    ending = viewing.extension(content_type)
    return viewing.saved(data, f"provesvar-{day:%Y-%m-%d}-fil-{number}.{ending}")


def _open(
    request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID, action: Action
) -> Grant:
    actor, item = Actor.from_request(request), ("DiagnosticReport", report_id)
    return gate.open_record(actor, patient_id, Kind.RESULTS, action=action, item=item)


def _taken(grant: Grant, report_id: uuid.UUID, number: int) -> _Taken | None:
    """The file of a report that its reader may see; None where there is none. The log is told what
    was shown, or that nothing was."""
    row = selectors.report(grant, report_id)
    resource = json.loads(selectors.texts(grant, [row])[row.id]) if row else {}
    known = files.files(resource)
    if row is None or not 0 < number <= len(known):
        grant.note([Item("DiagnosticReport", report_id, 0, grant.patient_id, "not-shown")])
        return None
    try:
        found, is_damaged = files.content(resource, number), False
    except files.Damaged as error:
        logger.error("A file of report %s: %s", row.id, error)
        found, is_damaged = None, True
    outcome = "unblocked" if selectors.opens_blocked(grant, row) else "shown"
    outcome = "damaged" if is_damaged else outcome
    grant.note([Item("DiagnosticReport", row.id, row.version, row.patient_id, outcome)])
    return _Taken(row, known[number - 1], found, is_damaged)
