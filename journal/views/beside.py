"""What stands around an open document: its place in the list, its search, and that it is read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import inputs, selectors, services
from journal.marking import Marker
from journal.presenters import rows as presenters
from journal.texts import PARTING
from journal.views.shelf import Reader, Shelf, own, query

if TYPE_CHECKING:
    from journal.models import DocumentReference


def values(
    request: HttpRequest, reader: Reader, grant: Grant, document: DocumentReference, shelf: Shelf
) -> dict[str, Any]:
    """For the page of a document that is shown now; from here on it is read."""
    asked = shelf.chosen.query
    neighbours = _neighbours(request, reader, grant, document, shelf)
    services.mark_read(grant, document)
    marker = Marker(asked) if asked else None
    return {
        "marker": marker,
        "found_in": _found_in(grant, document, marker) if marker else (),
        "suffix": query(request),
        "words": asked.words if asked else "",
        "unread_url": reverse("journal:unread", args=[document.id]) + query(request),
        "record_id": reader.record_id,
        **neighbours,
    }


def _found_in(grant: Grant, document: DocumentReference, marker: Marker) -> Sequence[int]:
    """The numbers of the attachments that hold words of the search."""
    if not document.attachments:
        return ()
    text = selectors.texts(grant, [document.id]).get(document.id, "")
    parts = enumerate(text.split(PARTING))
    return [number for number, part in parts if number and marker.finds(part)]


def _neighbours(
    request: HttpRequest, reader: Reader, grant: Grant, document: DocumentReference, shelf: Shelf
) -> dict[str, Any]:
    place = selectors.place(grant, shelf.chosen, document.id)
    if place is None:
        return {}
    suffix = query(request)

    def url(document_id: uuid.UUID | None) -> str:
        if document_id is None:
            return ""
        return presenters.document_url(reader.record_id, document_id) + suffix

    return {
        "position": place.position,
        "total": place.total,
        "previous_url": url(place.before),
        "next_url": url(place.after),
    }


@require_POST
@pages.answers_refusals
def unread(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """Have the document stand as unread for this reader, who comes back to the list."""
    actor, reader = Actor.from_request(request), _reader(request)
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, action=Action.LIST) as grant:
        is_there = selectors.document(grant, document_id) is not None
        if is_there:
            services.mark_unread(grant, document_id)
    if not is_there:
        raise Http404
    return HttpResponseRedirect(presenters.list_url(reader.record_id, inputs.kept(request.GET)))


def _reader(request: HttpRequest) -> Reader:
    """A clinician's form names the patient; a citizen's is about his own documents."""
    named = request.POST.get("pasient", "")
    if not named:
        return own(request)
    try:
        patient_id = uuid.UUID(named)
    except ValueError as error:
        raise Http404 from error
    return Reader(patient_id, patient_id)
