"""Reading one journal document and saving it, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages, vault
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from journal import selectors
from journal.presenters import contents, documents
from journal.presenters import rows as presenters
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
            _note_missing(grant, document_id)
            found, is_damaged, values = None, False, {}
        else:
            found, is_damaged = _bytes_of(grant, document)
            values = _reading_values(request, reader, grant, document, found)
    if document is None:
        raise Http404
    title = values["document"].title
    values["content"] = contents.damaged() if is_damaged else contents.content(title, found)
    return render(request, template, values)


def _reading_values(
    request: HttpRequest,
    reader: Reader,
    grant: Grant,
    document: DocumentReference,
    found: tuple[bytes, str] | None,
) -> dict[str, Any]:
    shelf = Shelf.of(request, grant)
    new = shelf.replaced.get(document.id)
    values = list_values(request, reader, grant, shelf) if reader.record_id else {}
    return values | {
        "document": documents.page(
            document,
            replaced_by_url=presenters.document_url(reader.record_id, new) if new else "",
            size=len(found[0]) if found else None,
            content_type=found[1] if found else document.content_type,
        ),
        "download_url": presenters.download_url(reader.record_id, document.id) if found else "",
        "back_url": presenters.list_url(reader.record_id) + query(request),
        "look_url": pages.log_url(request, document.id),
        **_neighbours(request, reader, grant, document, shelf),
    }


@pages.answers_refusals
def _download(request: HttpRequest, reader: Reader, document_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    item = ("DocumentReference", document_id)
    with gate.open_record(
        actor, reader.patient_id, Kind.JOURNAL, action=Action.DOWNLOAD, item=item
    ) as grant:
        document = selectors.document(grant, document_id)
        found, is_damaged = _bytes_of(grant, document) if document else (None, False)
        if found is None and not is_damaged:
            _note_missing(grant, document_id)
    if is_damaged:
        # The page of the document says in words what is wrong.
        return HttpResponseRedirect(presenters.document_url(reader.record_id, document_id))
    if document is None or found is None:
        raise Http404
    data, content_type = found
    name = documents.file_name(document, content_type)
    # Never shown in the page's own origin: whatever it is, the browser saves it.
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _bytes_of(grant: Grant, document: DocumentReference) -> tuple[tuple[bytes, str] | None, bool]:
    """The bytes with their type, if there are any; and whether they are damaged."""
    if selectors.opens_blocked(grant, document):
        grant.note([selectors.item(document, "unblocked")])
    try:
        return selectors.content(grant, document), False
    except vault.Damaged:
        grant.note([selectors.item(document, "damaged")])
        return None, True


def _neighbours(
    request: HttpRequest,
    reader: Reader,
    grant: Grant,
    document: DocumentReference,
    shelf: Shelf,
) -> dict[str, Any]:
    """The document's place in the list that the reader came from, and what is beside it."""
    found = selectors.documents(grant, shelf.chosen)
    ids = list(found.values_list("id", flat=True))
    if document.id not in ids:
        return {}
    place = ids.index(document.id)
    suffix = query(request)

    def url(at: int) -> str:
        return presenters.document_url(reader.record_id, ids[at]) + suffix

    return {
        "position": place + 1,
        "total": len(ids),
        "previous_url": url(place - 1) if place else "",
        "next_url": url(place + 1) if place + 1 < len(ids) else "",
    }


def _note_missing(grant: Grant, document_id: uuid.UUID) -> None:
    """The event named the document before it was read; say that nothing was shown."""
    grant.note([Item("DocumentReference", document_id, 0, grant.patient_id, "not-shown")])
