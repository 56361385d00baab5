"""The page of what a patient is told without asking."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import gate, notices, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.settings import presenters
from common.typed import page_number

ON_PAGE = 30


@require_safe
@pages.answers_refusals
def notice_list(request: HttpRequest) -> HttpResponse:
    """The newest first; what is shown counts as read from then on."""
    patient_id = pages.own_patient_id(request)
    actor = Actor.from_request(request)
    with gate.open_record(actor, patient_id, Kind.LOG, action=Action.LIST) as grant:
        found = Paginator(notices.newest(grant), ON_PAGE)
        chosen = found.get_page(page_number(request.GET))
        rows = list(chosen.object_list)
        grant.note([notices.item(each) for each in rows])
        shown = [presenters.notice(grant, each) for each in rows]
        if request.method == "GET":
            notices.mark_read(grant, rows)
    page: Page[Any] = Page(shown, chosen.number, found)
    values = {
        "page": page,
        "log_url": reverse("access:who-looked"),
        "settings_url": reverse("access:own-settings"),
    }
    return render(request, "access/settings/notices.html", values)
