"""Reading one journal document and saving it, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import closed, gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import attached, related, selectors, versions
from journal.presenters import documents
from journal.presenters import life as lives
from journal.presenters import rows as presenters
from journal.views import beside, opening
from journal.views.lists import list_values
from journal.views.shelf import Reader, Shelf, own, query

if TYPE_CHECKING:
    from journal.models import DocumentReference


@require_safe
def patient_document(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _document(request, own(request), document_id, "journal/patient_document.html")


@require_safe
def patient_download(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    return _download(request, own(request), document_id)


@require_safe
def record_document(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponse:
    reader = Reader(patient_id, patient_id)
    return _document(request, reader, document_id, "journal/clinician_document.html")


@require_safe
def record_download(
    request: HttpRequest, patient_id: uuid.UUID, document_id: uuid.UUID
) -> HttpResponse:
    return _download(request, Reader(patient_id, patient_id), document_id)


@pages.answers_refusals
def _document(
    request: HttpRequest, reader: Reader, document_id: uuid.UUID, template: str
) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, item=item) as grant:
        document = selectors.document(grant, document_id)
        if document is None:
            opening.note_missing(grant, document_id)
        else:
            found = opening.opened(grant, document, partial(attached.first, grant, document))
            values = _reading_values(request, reader, grant, document, found)
    if document is None:
        raise Http404
    values["content"] = found.content(values["document"].title, request)
    return render(request, template, values)


def _reading_values(
    request: HttpRequest,
    reader: Reader,
    grant: Grant,
    document: DocumentReference,
    found: opening.Opened,
) -> dict[str, Any]:
    shelf = Shelf.of(request, grant)
    values = list_values(request, reader, grant, shelf) if reader.record_id else {}
    life = _life(reader, grant, document, found)
    return values | {
        "document": documents.page(
            document,
            replaced_by_url=life.newer.url if life.newer else "",
            size=found.size,
            content_type=found.found[1] if found.found else document.content_type,
            is_citizen=reader.record_id is None,
        ),
        "life": life,
        "download_url": presenters.download_url(reader.record_id, document.id)
        if found.found
        else "",
        "back_url": presenters.list_url(reader.record_id) + query(request),
        "look_url": pages.log_url(request, document.id),
        "is_closed": closed.parts(grant).holds(document.category, document.id)
        if reader.record_id is None
        else False,
        **beside.values(request, reader, grant, document, shelf),
    }


def _life(
    reader: Reader, grant: Grant, document: DocumentReference, found: opening.Opened
) -> lives.Life:
    known = versions.newest(grant, document)
    is_mistake = presenters.is_mistake(document)
    beside_it = related.related(grant, document)
    grant.note([selectors.listed(grant, each) for each in beside_it.all])
    return lives.life(
        document,
        record_id=reader.record_id,
        related=beside_it,
        withdrawn_at=versions.withdrawn_at(known.versions) if is_mistake else None,
        known=known,
        is_withheld=found.is_withheld,
    )


@pages.answers_refusals
def _download(request: HttpRequest, reader: Reader, document_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    with gate.open_record(
        actor, reader.patient_id, Kind.JOURNAL, action=Action.DOWNLOAD, item=item
    ) as grant:
        document = selectors.document(grant, document_id)
        found = None
        if document is not None:
            found = opening.opened(grant, document, partial(attached.first, grant, document))
        if found is None or found.is_empty:
            opening.note_missing(grant, document_id)
    return opening.saved(found, page=presenters.document_url(reader.record_id, document_id))
