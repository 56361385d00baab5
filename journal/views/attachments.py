"""Reading and saving what is attached to a document, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import attached, selectors
from journal.marking import Marker
from journal.presenters import life as lives
from journal.views import asked, opening
from journal.views.shelf import Reader, banner, own, query

if TYPE_CHECKING:
    from journal.models import DocumentReference


@require_safe
def patient_attachment(request: HttpRequest, document_id: uuid.UUID, number: int) -> HttpResponse:
    return _attachment(request, own(request), document_id, number)


@require_safe
def patient_download(request: HttpRequest, document_id: uuid.UUID, number: int) -> HttpResponse:
    return _download(request, own(request), document_id, number)


@require_safe
def record_attachment(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    return _attachment(request, Reader(patient_id, patient_id), document_id, number)


@require_safe
def record_download(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    return _download(request, Reader(patient_id, patient_id), document_id, number)


@pages.answers_refusals
def _attachment(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, number: int
) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    values = None
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, item=item) as grant:
        document = selectors.document(grant, document_id)
        found = _opened(grant, document, number) if document else None
        if document is None or found is None:
            opening.note_missing(grant, document_id)
        else:
            link, asked_for = lives.link(document, reader.record_id), asked.recalled(request)
            values = {
                **banner(reader, grant),
                "attachment": lives.attachments(document, reader.record_id)[number - 1],
                "document": replace(link, url=link.url + query(request)),
                "marker": Marker(asked_for) if asked_for else None,
                "download_url": ""
                if found.found is None
                else lives.attachment_download_url(reader.record_id, document_id, number),
            }
    if values is None or found is None:
        raise Http404
    values["content"] = found.content(values["attachment"].title, request)
    return render(request, "journal/attachment.html", values)


@pages.answers_refusals
def _download(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, number: int
) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    with gate.open_record(
        actor, reader.patient_id, Kind.JOURNAL, action=Action.DOWNLOAD, item=item
    ) as grant:
        document = selectors.document(grant, document_id)
        found = _opened(grant, document, number) if document else None
        if found is None or found.is_empty:
            opening.note_missing(grant, document_id)
    return opening.saved(
        found,
        part=f"vedlegg-{number}",
        page=lives.attachment_url(reader.record_id, document_id, number),
    )


def _opened(grant: Grant, document: DocumentReference, number: int) -> opening.Opened | None:
    """None where there is no such attachment, or its reader may not have it."""
    if attached.attachment(document, number) is None:
        return None
    found = opening.opened(grant, document, partial(attached.content, grant, document, number))
    return None if found.is_withheld else found
