"""Pages of access for citizens: who has looked in the record."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from access import describing, gate, pages, presenters, selectors
from access.actor import Actor
from access.codes import Action, Audience, Kind
from access.grant import Grant
from access.presenters import Look
from common import clock

PAGE_SIZE = 50


@dataclass(frozen=True)
class Period:
    label: Any
    url: str
    is_current: bool


_PERIODS = {
    "30": (_("The last 30 days"), 30),
    "365": (_("The last year"), 365),
    "alt": (_("Everything"), None),
}


@require_safe
@pages.answers_refusals
def who_looked(request: HttpRequest) -> HttpResponse:
    patient_id = pages.own_patient_id(request)
    chosen = request.GET.get("periode", "30")
    chosen = chosen if chosen in _PERIODS else "30"
    days = _PERIODS[chosen][1]
    since = clock.now() - timedelta(days=days) if days else None
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.LIST) as grant:
        rows = looks(grant, since)
        wanted = request.GET.get("page", "1")
        page = Paginator(rows, PAGE_SIZE).get_page(wanted)
        named = with_names(grant, list(page.object_list))
    values = {
        "days": presenters.by_day(named),
        "page": Page(named, page.number, page.paginator),
        "periods": _periods(chosen),
        "is_filtered": since is not None,
    }
    return render(request, "access/who_looked.html", values)


def looks(grant: Grant, since: datetime | None) -> list[Look]:
    """Who has looked, newest first, without the reader's own visits."""
    events = selectors.events(grant, since=since)
    return presenters.looks(events, selectors.items(grant, since=since))


def with_names(grant: Grant, rows: Sequence[Look]) -> list[Look]:
    """The rows with names for what their reader may see: one question per resource type."""
    wanted: dict[str, list[uuid.UUID]] = {}
    for row in rows:
        for item_id, resource_type in row.seen.items():
            wanted.setdefault(resource_type, []).append(item_id)
    names: dict[uuid.UUID, str] = {}
    for resource_type, ids in wanted.items():
        found: Mapping[uuid.UUID, str] = describing.names(grant, resource_type, ids)
        names |= found
    # A parent must not learn that something is withheld from parents (9603, NORN_FORANS).
    counts_hidden = grant.audience is not Audience.PARENT
    return [presenters.named(row, names, counts_hidden=counts_hidden) for row in rows]


def _periods(chosen: str) -> list[Period]:
    address = reverse("access:who-looked")
    return [
        Period(label, f"{address}?periode={key}", key == chosen)
        for key, (label, _days) in _PERIODS.items()
    ]
