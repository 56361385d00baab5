"""The whole patient on one page, and the whole timeline: for who treats, and the patient's own."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from common.timeline import Stretch
from portal import filters, registry, timeline


@require_safe
@pages.answers_refusals
def record(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The overview of one patient's record over all organisations, made of declared parts."""
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        sections = registry.record_sections(request, grant)
        newest = timeline.page(grant, Stretch(timeline.NEWEST, patient_id))
        values = pages.banner(grant, withheld=timeline.withheld(grant))
    values |= {
        "sections": sections,
        "entries": newest.entries,
        "timeline_url": reverse("portal:record-timeline", args=[patient_id]),
    }
    return render(request, "portal/record.html", values)


@require_safe
@pages.answers_refusals
def record_timeline(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        values = _timeline(request, grant, patient_id)
        withheld = timeline.withheld(grant)
        values |= pages.banner(grant, withheld=withheld)
    return render(request, "portal/record_timeline.html", values)


@require_safe
@pages.answers_refusals
def own_health(request: HttpRequest) -> HttpResponse:
    """The patient's own version, in plain words."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        cards = registry.health_cards(request, grant)
        newest = timeline.page(grant, Stretch(timeline.NEWEST))
    values = {
        "cards": cards,
        "entries": newest.entries,
        "timeline_url": reverse("portal:own-timeline"),
    }
    return render(request, "portal/own_health.html", values)


@require_safe
@pages.answers_refusals
def own_timeline(request: HttpRequest) -> HttpResponse:
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        values = _timeline(request, grant, None)
    return render(request, "portal/own_timeline.html", values)


def _timeline(request: HttpRequest, grant: Any, record_id: uuid.UUID | None) -> dict[str, Any]:
    names = timeline.organisations(grant)
    chosen = filters.stretch(request.GET, names, record_id)
    found = timeline.page(grant, chosen)
    return {
        "entries": found.entries,
        "older": found.older,
        "is_later_page": chosen.after is not None,
        "filters": filters.choices(request.GET, chosen, names),
        "is_filtered": filters.is_set(chosen),
    }
