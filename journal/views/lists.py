"""Lists of journal documents, for the citizen and for the clinician: filtered, searched, sorted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import delays, inputs, selectors, services
from journal.marking import Marks
from journal.presenters import life as lives
from journal.presenters import rows as presenters
from journal.presenters import timelines
from journal.texts import PARTING
from journal.views import asked, saved
from journal.views.asked import Refusal
from journal.views.shelf import Reader, Shelf, banner, own, query

if TYPE_CHECKING:
    from journal.models import DocumentReference

PAGE_SIZE = 50
# From which letter on a text is looked through that has the words nowhere in its first piece.
_FAR = selectors.SHOWN_FROM - 100


@sensitive_post_parameters(asked.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
def patient_list(request: HttpRequest) -> HttpResponse:
    return _list(request, own(request), "journal/patient_list.html")


@sensitive_post_parameters(asked.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
def record_list(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    applied = saved.applied(request, patient_id)
    if applied is not None:
        return applied
    return _list(request, Reader(patient_id, patient_id), "journal/clinician_documents.html")


@pages.answers_refusals
def _list(request: HttpRequest, reader: Reader, template: str) -> HttpResponse:
    actor = Actor.from_request(request)
    is_search = request.method == "POST"
    action = Action.SEARCH if is_search else Action.LIST
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, action=action) as grant:
        typed = asked.asked(request) if is_search else ""
        if is_search and isinstance(typed, str):
            return HttpResponseRedirect(_results_url(request, reader, typed))
        values = list_values(request, reader, grant, Shelf.of(request, grant))
        values["delayed"] = delays.waiting(grant) if reader.record_id is None else ()
    values["refusal"] = typed if isinstance(typed, Refusal) else None
    return render(request, template, values, status=422 if values["refusal"] else 200)


def _results_url(request: HttpRequest, reader: Reader, words: str) -> str:
    """The list with its filters and the search, from the first page on."""
    kept = inputs.kept(request.GET)
    for name in ("page", "ar", asked.KEY):
        kept.pop(name, None)
    if words:
        kept[asked.KEY] = asked.remember(request, words)
    return presenters.list_url(reader.record_id, kept)


def list_values(request: HttpRequest, reader: Reader, grant: Grant, shelf: Shelf) -> dict[str, Any]:
    chosen, timeline = shelf.chosen, None
    if inputs.is_timeline(request.GET):
        timeline, chosen = _timeline(request, grant, chosen)
    total = None if chosen.is_set else shelf.facets.total
    page, documents = _page(grant, chosen, inputs.page_number(request.GET), total)
    grant.note([selectors.listed(grant, document) for document in documents])
    return {
        **banner(reader, grant),
        **_search_values(request, grant, chosen),
        "page": _with_rows(page, _rows(request, reader, grant, shelf, documents)),
        "filters": inputs.choices(request.GET, shelf.chosen, shelf.facets),
        "sorts": inputs.sorts(shelf.chosen),
        "is_filtered": shelf.chosen.is_set,
        "timeline": timeline,
        "kept": inputs.kept(request.GET),
        "saved": services.saved_filters(grant.reader_id)
        if reader.record_id and grant.reader_id
        else [],
    }


def _timeline(
    request: HttpRequest, grant: Grant, chosen: selectors.Filters
) -> tuple[timelines.Timeline, selectors.Filters]:
    """The years of the list without the choice of one, and the list of the year that is shown."""
    wanted = inputs.year(request.GET)
    every = replace(chosen, since=None, until=None) if wanted else chosen
    made = timelines.timeline(selectors.per_month(grant, every), wanted)
    is_by_date = chosen.sort in {selectors.NEWEST, selectors.OLDEST}
    chosen = chosen if is_by_date else replace(chosen, sort=selectors.NEWEST)
    if made.current is None or wanted == made.current:
        return made, chosen
    since, until = inputs.year_period(made.current)
    since = max(since, chosen.since) if chosen.since and not wanted else since
    until = min(until, chosen.until) if chosen.until and not wanted else until
    return made, replace(chosen, since=since, until=until)


def _page(
    grant: Grant, chosen: selectors.Filters, number: int, total: int | None
) -> tuple[Page[Any], Sequence[DocumentReference]]:
    """A page, and its documents. A search is made once: what it finds is counted in its ids.

    `total` is how many there are, where that is known already.
    """
    found = selectors.documents(grant, chosen)
    if chosen.query is None:
        paginator: Paginator[Any] = Paginator(selectors.with_read(grant, found), PAGE_SIZE)
        if total is not None:
            paginator.count = total
        page: Page[Any] = paginator.get_page(number)
        return page, list(page.object_list)
    page = Paginator(list(found.values_list("id", flat=True)), PAGE_SIZE).get_page(number)
    return page, selectors.in_order(grant, list(page.object_list))


def _rows(
    request: HttpRequest,
    reader: Reader,
    grant: Grant,
    shelf: Shelf,
    documents: Sequence[DocumentReference],
) -> list[presenters.Row]:
    urls = presenters.document_urls(reader.record_id, [each.id for each in documents])
    suffix = query(request)
    found = [
        presenters.row(
            document,
            url=urls[document.id] + suffix,
            replaced=shelf.replaced,
            is_citizen=reader.record_id is None,
        )
        for document in documents
    ]
    return with_places(grant, shelf.chosen, documents, found)


def with_places(
    grant: Grant,
    chosen: selectors.Filters,
    documents: Sequence[DocumentReference],
    found: list[presenters.Row],
) -> list[presenters.Row]:
    """The rows of a search with its words marked in titles, and the place where they stand."""
    if chosen.query is None or not found:
        return found
    texts = selectors.texts(grant, [row.id for row in found])
    about = [f"{row.title} {row.type_text}" for row in found]
    marks = Marks.of(chosen.query, [*about, *texts.values()])
    long = [own_id for own_id, text in texts.items() if len(text) == selectors.SHOWN_FROM]
    far = {own_id: texts[own_id] for own_id in long if not marks.are_in(texts[own_id])}
    if far:
        texts |= selectors.texts(grant, list(far), start=_FAR)
        marks = Marks.of(chosen.query, [*about, *texts.values()])
    shown = []
    for document, row in zip(documents, found, strict=True):
        place, number = marks.found_in(texts.get(row.id, ""))
        number += far.get(row.id, "")[: _FAR - 1].count(PARTING)
        shown.append(
            replace(
                row,
                marked_title=marks.in_text(row.title or row.type_text),
                place=place,
                place_in=lives.attachment_title(document, number) if place and number else "",
            )
        )
    return shown


def _search_values(request: HttpRequest, grant: Grant, chosen: selectors.Filters) -> dict[str, Any]:
    if chosen.query is None:
        return {"is_lost": asked.is_lost(request)}
    return {
        "words": chosen.query.words,
        "is_too_common": not chosen.query.text,
        "unsearchable_count": selectors.unsearchable_count(grant),
    }


def _with_rows(page: Page[Any], rows: list[presenters.Row]) -> Page[Any]:
    """The same page, holding what is shown instead of what was read."""
    return Page(rows, page.number, page.paginator)
