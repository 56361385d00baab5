"""A set of documents as one page to print: a cover, then each document on a new sheet.

The page fetches the documents one after another, since each may take seconds to open, and says how
far it has come. Without scripts it shows a few at a time. An address holds ids only.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from journal.presenters import printing
from journal.presenters.printing import Place, Printed
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
        grant.note([selectors.listed(grant, document) for document in chosen.documents])
        start = place or (Place(1) if len(chosen.documents) == 1 else None)
        found = _few(grant, chosen.documents, start) if start else []
        values = printing.cover(
            grant,
            chosen.documents,
            reader_name=request.hat.name,  # type: ignore[attr-defined]  # by people.signin
            role=actor.role,
            is_clinician=reader.record_id is not None,
        )
    if ids and not chosen.documents:
        raise Http404
    shown, after = _until_more(reader, found, start or Place(1), len(chosen.ids))
    values |= printing.ways(reader.record_id, chosen.ids, after, is_begun=bool(shown))
    values |= {"too_many": chosen.too_many, "missing_count": chosen.missing, "printed": shown}
    return render(request, "journal/print.html", values)


@dataclass(frozen=True)
class _Part:
    """A document or something attached to it, opened; so many are attached to it."""

    place: Place
    opened: Opened
    attached: int


def _few(grant: Grant, chosen: Sequence[DocumentReference], start: Place) -> list[_Part]:
    """So much from a place on as one answer holds where no script asks for one by one."""
    found: list[_Part] = []
    for number, document in enumerate(chosen[start.number - 1 :], start.number):
        count = printing.attached(grant, document)
        for at in range(start.attached if number == start.number else 0, count + 1):
            if len(found) == AT_ONCE:
                return found
            place = Place(number, at) if found else start
            is_noted = bool(found) and found[-1].place.number == number
            taken = _opened(grant, document, at, is_noted=is_noted)
            found.append(_Part(place, taken, count))
    return found


def _until_more(
    reader: Reader, found: Sequence[_Part], start: Place, total: int
) -> tuple[list[Printed], Place]:
    """What was opened, as far as the first of which there is more; and what comes after it."""
    shown, after = list[Printed](), start
    for each in found:
        place = replace(each.place, sheets=after.sheets)
        made, is_citizen = printing.content(each.opened, place), reader.record_id is None
        shown.append(
            printing.printed(
                each.opened, made, place, total, attached=each.attached, is_citizen=is_citizen
            )
        )
        after = place.after(made, each.attached)
        if made.more_count and made.pages:
            break
    return shown, after


def _part(
    request: HttpRequest, reader: Reader, ids: Sequence[uuid.UUID], place: Place
) -> HttpResponse:
    """One document or attachment, or some sheets of it, with the way to what comes after."""
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
        count = printing.attached(grant, document) if document else 0
        if document is None or place.attached > count:
            opening.note_missing(grant, document_id)
            found = []
        else:
            found = [_Part(place, _opened(grant, document, place.attached), count)]
        patient = pages.patient_values(grant)
    shown, after = _until_more(reader, found, place, len(ids))
    values = printing.step(reader.record_id, ids, place, after if shown else place.next_document())
    values |= {"each": shown[0] if shown else None, "patient": patient}
    return render(request, "journal/_print_part.html", values)


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


def _opened(
    grant: Grant, document: DocumentReference, number: int, *, is_noted: bool = False
) -> Opened:
    """The document, or what is attached to it by number from 1."""
    read = partial(attached.first, grant, document)
    if number:
        read = partial(attached.content, grant, document, number)
    return opening.opened(grant, document, read, is_noted=is_noted)
