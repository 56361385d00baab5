"""Search in the documents of the unit's patients, for clinicians."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access import pages, unit
from access import selectors as access
from access.actor import Actor
from access.codes import Kind
from journal import inputs, selectors
from journal.presenters import rows as presenters
from journal.searching import Query
from journal.selectors import BEST, Filters
from journal.views import asked
from journal.views.asked import Refusal
from journal.views.lists import with_places

LEAST_LETTERS = 3
PAGE_SIZE = 50


@dataclass(frozen=True)
class Patient:
    """A patient of whom something was found, and what of it is on this page."""

    id: uuid.UUID
    name: str
    birth_date: Any
    rows: list[presenters.Row] = field(default_factory=list)


@sensitive_post_parameters(asked.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def unit_search(request: HttpRequest) -> HttpResponse:
    """The form; with words, what is found, by patient. Every patient shown is told of it."""
    actor = pages.practitioner(request)
    refusal = None
    if request.method == "POST":
        words = asked.asked(request, least_letters=LEAST_LETTERS)
        if isinstance(words, str) and words:
            key = asked.remember(request, words)
            return HttpResponseRedirect(f"{reverse('journal:unit-search')}?{asked.KEY}={key}")
        empty = Refusal(_("Write what you are looking for."))
        refusal = words if isinstance(words, Refusal) else empty
    values = {
        "unit_name": actor.role.workplace if actor.role else "",
        "refusal": refusal,
        "is_lost": asked.is_lost(request),
    }
    query = asked.recalled(request) if refusal is None else None
    if query is not None:
        values |= _found(request, actor, query)
    return render(request, "journal/unit_search.html", values, status=422 if refusal else 200)


def _found(request: HttpRequest, actor: Actor, query: Query) -> dict[str, Any]:
    suffix = f"?{asked.KEY}={request.GET[asked.KEY]}"
    chosen = Filters(query=query, sort=BEST)
    with unit.open_search(actor, Kind.JOURNAL) as grant:
        ids = list(selectors.documents(grant, chosen).values_list("id", flat=True))
        page: Page[Any] = Paginator(ids, PAGE_SIZE).get_page(inputs.page_number(request.GET))
        documents = selectors.in_order(grant, list(page.object_list))
        grant.note([selectors.listed(grant, document) for document in documents])
        rows = [
            presenters.row(
                document,
                url=presenters.document_url(document.patient_id, document.id) + suffix,
                replaced={},
            )
            for document in documents
        ]
        known = access.patients(grant)
        found: dict[uuid.UUID, Patient] = {}
        placed = with_places(grant, chosen, documents, rows)
        for document, row in zip(documents, placed, strict=True):
            patient = known[document.patient_id]
            made = Patient(patient.id, patient.name, patient.birth_date)
            found.setdefault(patient.id, made).rows.append(row)
        waiting = selectors.unsearchable_count(grant)
    return {
        "words": query.words,
        "is_too_common": not query.text,
        "page": page,
        "patients": list(found.values()),
        "unsearchable_count": waiting,
    }
