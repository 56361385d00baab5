"""A set of documents as one page to print: a cover, then each document on a new sheet.

The page fetches the documents one after another, since each may take seconds to open, and says how
far it has come. Without scripts it shows a few at a time. An address holds ids only.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import selectors
from journal.presenters import printing
from journal.presenters.printing import Place
from journal.views import opening
from journal.views.opening import Opened
from journal.views.shelf import Reader, Shelf, own

if TYPE_CHECKING:
    from journal.models import DocumentReference

MOST_DOCUMENTS = 50
# As many as one answer holds where no script fetches them one by one.
AT_ONCE = 10


@dataclass(frozen=True)
class Chosen:
    """The documents to print, the newest first; how many more were asked for, and are not there."""

    documents: Sequence[DocumentReference]
    too_many: int = 0
    missing: int = 0

    @property
    def ids(self) -> list[uuid.UUID]:
        return [document.id for document in self.documents]


@require_safe
def patient_print(request: HttpRequest) -> HttpResponse:
    return _print(request, own(request))


@require_safe
def record_print(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    return _print(request, Reader(patient_id, patient_id))


@pages.answers_refusals
def _print(request: HttpRequest, reader: Reader) -> HttpResponse:
    ids = _ids(request)
    place = Place.asked(request.GET)
    if request.headers.get("HX-Request") and place is not None:
        return _part(request, reader, ids, place)
    return _page(request, reader, ids, place)


def _page(
    request: HttpRequest, reader: Reader, ids: Sequence[uuid.UUID], place: Place | None
) -> HttpResponse:
    """The cover with the list of contents; and a few documents where they are asked for."""
    actor = Actor.from_request(request)
    is_choice = bool(ids) or "alle" in request.GET
    action = Action.PRINT if is_choice else Action.LIST
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, action=action) as grant:
        chosen = _chosen(request, grant, ids)
        if ids and not chosen.documents:
            for each in ids:
                opening.note_missing(grant, each)
        first = place.number if place else 1
        shown = _at_once(chosen, place)
        grant.note([selectors.listed(grant, document) for document in chosen.documents])
        grant.note([selectors.item(document, "shown") for document in shown])
        found = [_opened(grant, document) for document in shown]
        values = printing.cover(
            grant,
            chosen.documents,
            reader_name=request.hat.name,  # type: ignore[attr-defined]  # by people.signin
            role=actor.role,
            is_clinician=reader.record_id is not None,
        )
    if ids and not chosen.documents:
        raise Http404
    values |= printing.ways(reader.record_id, chosen.ids, first, len(shown), AT_ONCE)
    values |= {"too_many": chosen.too_many, "missing_count": chosen.missing}
    values["printed"] = [
        printing.printed(
            each,
            printing.content(each),
            Place(first + at),
            len(chosen.ids),
            is_citizen=reader.record_id is None,
        )
        for at, each in enumerate(found)
    ]
    return render(request, "journal/print.html", values)


def _part(
    request: HttpRequest, reader: Reader, ids: Sequence[uuid.UUID], place: Place
) -> HttpResponse:
    """One document, or some sheets of it, with the way to what comes after."""
    if not 0 < place.number <= len(ids):
        raise Http404
    actor = Actor.from_request(request)
    document_id = ids[place.number - 1]
    with gate.open_record(
        actor,
        reader.patient_id,
        Kind.JOURNAL,
        action=Action.PRINT,
        item=("DocumentReference", document_id),
    ) as grant:
        document = selectors.document(grant, document_id)
        if document is None:
            opening.note_missing(grant, document_id)
        else:
            found = _opened(grant, document)
        patient = pages.patient_values(grant)
    shown, after = None, place.next_document()
    if document is not None:
        content = printing.content(found, place)
        is_citizen = reader.record_id is None
        shown = printing.printed(found, content, place, len(ids), is_citizen=is_citizen)
        after = place.after(content)
    values = printing.step(reader.record_id, ids, place, after)
    return render(request, "journal/_print_part.html", values | {"each": shown, "patient": patient})


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    """The documents named in the address, each once; what is no id names nothing."""
    found = []
    for value in request.GET.getlist("d"):
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _chosen(request: HttpRequest, grant: Grant, ids: Sequence[uuid.UUID]) -> Chosen:
    if "alle" in request.GET:
        found = selectors.documents(grant, Shelf.of(request, grant).chosen)
        count = found.count()
        return Chosen(list(found[:MOST_DOCUMENTS]), too_many=max(0, count - MOST_DOCUMENTS))
    kept = ids[:MOST_DOCUMENTS]
    by_id = selectors.by_id(grant, kept)
    documents = sorted(by_id.values(), key=lambda each: (each.date, each.id), reverse=True)
    return Chosen(documents, len(ids) - len(kept), len(kept) - len(documents))


def _at_once(chosen: Chosen, place: Place | None) -> Sequence[DocumentReference]:
    """What the page itself holds: one document alone, or some of many where no script asks."""
    if place is not None:
        return chosen.documents[place.number - 1 : place.number - 1 + AT_ONCE]
    return chosen.documents if len(chosen.documents) == 1 else ()


def _opened(grant: Grant, document: DocumentReference) -> Opened:
    return opening.opened(grant, document, partial(selectors.content, grant, document))
