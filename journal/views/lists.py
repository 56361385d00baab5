"""Lists of journal documents, for the citizen and for the clinician."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from journal import inputs, selectors
from journal.presenters import rows as presenters
from journal.views.shelf import Reader, Shelf, banner, own, query

PAGE_SIZE = 50


@require_safe
def patient_list(request: HttpRequest) -> HttpResponse:
    return _list(request, own(request), "journal/patient_list.html")


@require_safe
def record_list(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    return _list(request, Reader(patient_id, patient_id), "journal/clinician_documents.html")


@pages.answers_refusals
def _list(request: HttpRequest, reader: Reader, template: str) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, reader.patient_id, Kind.JOURNAL, action=Action.LIST) as grant:
        values = list_values(request, reader, grant, Shelf.of(request, grant))
    return render(request, template, values)


def list_values(request: HttpRequest, reader: Reader, grant: Grant, shelf: Shelf) -> dict[str, Any]:
    found = selectors.documents(grant, shelf.chosen)
    page = Paginator(found, PAGE_SIZE).get_page(inputs.page_number(request.GET))
    rows = list(page.object_list)
    suffix = query(request)
    grant.note([selectors.listed(grant, document) for document in rows])
    return {
        **banner(reader, grant),
        "page": _with_rows(
            page,
            [
                presenters.row(
                    document,
                    url=presenters.document_url(reader.record_id, document.id) + suffix,
                    replaced=shelf.replaced,
                )
                for document in rows
            ],
        ),
        "filters": inputs.choices(request.GET, shelf.chosen, shelf.categories, shelf.organizations),
        "is_filtered": shelf.chosen.is_set,
    }


def _with_rows(page: Page[Any], rows: list[presenters.Row]) -> Page[Any]:
    """The same page, holding what is shown instead of what was read."""
    return Page(rows, page.number, page.paginator)
