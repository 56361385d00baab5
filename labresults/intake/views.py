"""Pages of administrators about results that wait and codes without a name; and the message that a
report came in, for who treats."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import gate, pages
from access.actor import Actor, ActorKind
from access.codes import Action, Kind
from access.grant import Item
from common.typed import page_number
from labresults.intake import formats, presenters, selectors, services
from labresults.intake.codes import Step
from labresults.intake.inputs import SettleInput, WhyInput
from labresults.intake.waiting import TooLate

PAGE_SIZE, CODES_SIZE = 25, 50


@require_safe
def waiting_list(request: HttpRequest) -> HttpResponse:
    """What waits, or what has waited. No patient data."""
    _reader(request)
    shown = "avsluttet" if request.GET.get("vis") == "avsluttet" else ""
    found = selectors.settled() if shown else selectors.waiting()
    page: Any = Paginator(found, PAGE_SIZE).get_page(page_number(request.GET))
    page.object_list = [presenters.row(each) for each in page.object_list]
    values = {"page": page, "view": shown, "tabs": _tabs(shown)}
    return render(request, "intake/waiting.html", values)


@require_safe
def unknown_codes(request: HttpRequest) -> HttpResponse:
    _reader(request)
    page = Paginator(selectors.unknown_codes(), CODES_SIZE).get_page(page_number(request.GET))
    return render(request, "intake/codes.html", {"page": page, "tabs": _tabs("koder")})


def _tabs(shown: str) -> list[dict[str, Any]]:
    waiting = reverse("intake:waiting")
    tabs = (
        ("", _("Waits"), waiting),
        ("avsluttet", _("Settled"), f"{waiting}?vis=avsluttet"),
        ("koder", _("Codes without a name"), reverse("intake:codes")),
    )
    return [{"label": label, "url": url, "is_current": key == shown} for key, label, url in tabs]


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, waiting_id: uuid.UUID) -> HttpResponse:
    """A message that waits, or has waited: who has sent it, and what was done with it."""
    actor = _reader(request)
    row = selectors.one(waiting_id)
    if row is None:
        raise Http404
    may_settle = presenters.can_be_settled(row)
    data = request.POST if request.method == "POST" else None
    form = SettleInput(data) if may_settle else WhyInput(data)
    is_late = False
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, actor, waiting_id, form)
        except TooLate:
            is_late = True
            row = selectors.one(waiting_id) or row
    state, tone = presenters.state_of(row)
    values = {
        "title": row.laboratory or row.sender or row.source,
        "facts": presenters.facts(row),
        "state": state,
        "tone": tone,
        "history": presenters.past(selectors.steps(waiting_id)),
        "form": form,
        "is_late": is_late,
        "may_settle": presenters.can_be_settled(row),
        "may_reopen": presenters.can_be_reopened(row),
    }
    status = 409 if is_late else (422 if form.is_bound else 200)
    return render(request, "intake/one.html", values, status=status)


def _done(
    request: HttpRequest, actor: Actor, waiting_id: uuid.UUID, form: WhyInput
) -> HttpResponse:
    words = form.cleaned_data["words"]
    if "step" in form.cleaned_data:
        services.settle(actor, waiting_id, Step(form.cleaned_data["step"]), words)
        messages.success(request, _("It does not wait any more."))
    else:
        services.reopen(actor, waiting_id, words)
        messages.success(request, _("It waits again."))
    return redirect("intake:one", waiting_id)


@require_safe
@pages.answers_refusals
def original(request: HttpRequest, patient_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    """The message of a report as it came, as a file."""
    actor = Actor.from_request(request)
    item = ("DiagnosticReport", report_id)
    action = Action.DOWNLOAD
    with gate.open_record(actor, patient_id, Kind.RESULTS, action=action, item=item) as grant:
        found = formats.original(grant, report_id)
        if found is None:
            raise Http404
        grant.note([Item("DiagnosticReport", report_id, 0, patient_id, "downloaded")])
    data, encoding, kind = found
    suffix = "json" if kind == formats.FHIR else "xml"
    response = HttpResponse(data, content_type=f"application/{suffix}; charset={encoding}")
    response["Content-Disposition"] = f'attachment; filename="melding.{suffix}"'
    return response


def _reader(request: HttpRequest) -> Actor:
    """Who administrates; to everybody else the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.ADMINISTRATOR:
        raise Http404
    actor = Actor.from_request(request)
    if not services.may_see(actor):
        raise Http404
    return actor
