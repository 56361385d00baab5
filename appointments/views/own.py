"""Pages on which patients see their appointments over all organisations."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from appointments import presenters, selectors
from appointments.views.lists import listed
from common import clock


@require_safe
@pages.answers_refusals
def appointments(request: HttpRequest) -> HttpResponse:
    """Those that are ahead, the next one first; and those that are over."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.APPOINTMENTS, action=Action.LIST) as grant:
        values = listed(request, grant, reverse("appointments:own"), is_own=True)
    return render(request, "appointments/own.html", values)


@require_safe
@pages.answers_refusals
def calendar(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """One that the patient is to come to, for the own calendar."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    item = ("Appointment", item_id)
    with gate.open_record(
        actor, patient_id, Kind.APPOINTMENTS, action=Action.DOWNLOAD, item=item
    ) as grant:
        found = selectors.one(grant, item_id)
        (row,) = presenters.rows(grant, [found], is_own=True) if found else (None,)
        if found and row and row.calendar_url:
            selectors.note(grant, [found], "downloaded")
    if row is None or not row.calendar_url:
        raise Http404
    address = request.build_absolute_uri(reverse("appointments:own"))
    text = presenters.calendar(row, address=address, made_at=clock.now())
    headers: dict[str, Any] = {"Content-Disposition": 'attachment; filename="timeavtale.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
