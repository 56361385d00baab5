"""Pages on which patients see their critical information, and ask to have it corrected."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant
from access.writing_here import SOURCE
from common import clock
from summary import selectors
from summary.critical import listing
from summary.critical.listing import Listed
from summary.presenters import critical as presenters
from summary.views.clinician import note
from worklist import owners
from worklist import pages as asking
from worklist.codes import TaskCode

_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@pages.answers_refusals
def own_critical(request: HttpRequest) -> HttpResponse:
    """What those who treat the patient see first, in plain words."""
    patient_id, actor = pages.own_patient_id(request), Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.SUMMARY, action=Action.LIST) as grant:
        found = _shown(grant)
        note(grant, found)
        rows = presenters.rows(found, None)
        values = {
            "standing": [each for each in rows if each.applies],
            "past": [each for each in rows if not each.applies],
        }
    return render(request, "summary/own_critical.html", values)


@require_http_methods(_METHODS)
@pages.answers_refusals
def ask_correction(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """About one piece that the reader may see; any other is not there."""
    patient_id, code = pages.own_patient_id(request), TaskCode.CORRECTION
    kept = asking.kept(request, patient_id, code)
    if kept is not None:
        return kept
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
        pages.need(grant, Kind.SUMMARY)
        pages.need(grant, Kind.TASK)
        one = next((each for each in _shown(grant) if each.kept.id == item_id), None)
        if one is not None:
            note(grant, [one])
            taken = asking.asked(grant, code, item_id)
    if one is None:
        raise Http404
    number = _number(one)
    owner = owners.by_number(number)
    subject = asking.Subject(
        code=code,
        focus_type=one.kept.resource_type,
        focus_id=item_id,
        focus_text=presenters.summary_text(one.entry),
        place=one.entry.said.place or (owner.name if owner else ""),
        owner=owner,
        back_url=reverse("summary:own-critical"),
        back_label=_("Critical information"),
        asked=taken,
    )
    return asking.ask(request, patient_id, subject)


def _shown(grant: Grant) -> list[Listed]:
    return listing.listed(selectors.critical(grant), clock.today())


def _number(one: Listed) -> str:
    """Whose it is: of who has written it here, or of who has sent it."""
    sender = "" if one.kept.source == SOURCE else presenters.number_of(one.kept.source)
    return sender or one.entry.said.number
