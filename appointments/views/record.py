"""The page of a patient's appointments for those who treat."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import gate, pages
from access.codes import Action, Kind
from appointments import selectors
from appointments.views.lists import listed


@require_safe
@pages.answers_refusals
def appointments(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Those of all organisations, with how many are withheld."""
    actor = pages.practitioner(request)
    address = reverse("appointments:record", args=[patient_id])
    with gate.open_record(actor, patient_id, Kind.APPOINTMENTS, action=Action.LIST) as grant:
        values = {
            **pages.banner(grant, withheld=selectors.withheld_count(grant)),
            **listed(request, grant, address, is_own=False),
        }
    return render(request, "appointments/record.html", values)
