"""Pages of alerts, for the privacy officer of an organisation: the list, and one alert."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import pages, unit
from access import selectors as access_selectors
from access.actor import Actor
from access.alerts import checks, inputs, presenters, selectors, services, throttle
from access.alerts.codes import AlertState
from access.codes import Action, Kind
from common.typed import page_number, whole_number
from people.directory import Role

PAGE_SIZE, PATIENTS_SIZE = 50, 25


@require_safe
@pages.answers_refusals
def alert_list(request: HttpRequest) -> HttpResponse:
    """Who has read in an unusual way. No patient is named here."""
    actor = Actor.from_request(request)
    wanted = inputs.wanted(request.GET)
    with unit.open_queue(actor, Kind.REVIEW, lambda _owner: []) as grant:
        role = _role(actor)
        found = Paginator(wanted.narrow(selectors.alerts(grant, role)), PAGE_SIZE).get_page(
            page_number(request.GET)
        )
        rows = [presenters.row(each) for each in found.object_list]
        page: Page[Any] = Page(rows, found.number, found.paginator)
        withheld = selectors.withheld_count(grant, role)
        _open_count, late_count = selectors.counts(role)
    values = {
        "page": page,
        "tabs": presenters.tabs(wanted, late_count),
        "filters": presenters.filters(wanted),
        "view": wanted.view,
        "is_filtered": bool(wanted.rule),
        "owner_name": role.legal_entity_name,
        "withheld_count": withheld,
        "looked_at": checks.last_look(),
    }
    return render(request, "access/alerts.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.answers_refusals
def alert(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert, with the patients by name and what was done. Every press names the version that
    it saw; a stale one changes nothing."""
    actor = Actor.from_request(request)
    number = page_number(request.GET)
    if request.method == "POST":
        return _work(request, actor, alert_id, number)
    found, paged = _page(actor, alert_id, number, Action.READ)
    return _render(request, found, paged, {}, status=200)


@require_POST
def confirm_many(request: HttpRequest) -> HttpResponse:
    """A practitioner says that very many records are needed, and goes back to the one that was to
    be opened. What is told of it stands in the alert."""
    actor = pages.practitioner(request)
    if actor.role is None or actor.person_id is None:
        raise Http404
    throttle.confirm(actor.role, actor.person_id)
    messages.info(request, _("Noted. You can open records for an hour more."))
    try:
        patient_id = uuid.UUID(request.POST.get("patient", ""))
    except ValueError:
        return redirect("access:find-patient")
    return redirect("access:open-record", patient_id)


Values = dict[str, Any]
_Paged = Page[Any] | None


def _work(request: HttpRequest, actor: Actor, alert_id: uuid.UUID, number: int) -> HttpResponse:
    is_decision = request.POST.get("do") == "decide"
    form = inputs.DecideInput(request.POST) if is_decision else None
    is_valid = form.is_valid() if form else request.POST.get("do") == "look-into"
    fault = _do(request, actor, alert_id, form) if is_valid else ""
    if is_valid and not fault:
        messages.success(
            request, _("The decision is saved.") if form else _("You are looking into the alert.")
        )
        return redirect("access:alerts") if form else redirect("access:alert", alert_id)
    found, paged = _page(actor, alert_id, number, Action.READ)
    values: Values = {"fault": fault, "form": form}
    return _render(request, found, paged, values, status=409 if fault else 422)


def _do(
    request: HttpRequest, actor: Actor, alert_id: uuid.UUID, form: inputs.DecideInput | None
) -> str:
    """Do what was pressed; why nothing was done, or nothing."""
    role = _role(actor)
    version = whole_number(request.POST.get("version"))
    with unit.open_queue(actor, Kind.REVIEW, lambda _owner: [], action=Action.WRITE) as grant:
        found = selectors.alert(grant, role, alert_id)
        if found is None or actor.person_id is None:
            raise Http404
        officer = services.Officer(actor.person_id, role)
        try:
            if form is None:
                services.look_into(grant, officer, found, version=version)
            else:
                services.decide(
                    grant,
                    officer,
                    found,
                    state=AlertState(form.cleaned_data["result"]),
                    version=version,
                    words=form.cleaned_data["words"],
                )
        except services.Stale:
            return _("The alert has changed since you opened the page. Read it again first.")
        except services.AnotherIsOpen:
            return _("There is a newer alert about the same person. Handle both there.")
    return ""


def _page(
    actor: Actor, alert_id: uuid.UUID, number: int, action: Action
) -> tuple[presenters.AlertPage | None, _Paged]:
    """The alert with one page of its patients; each of them is in the log as looked at."""
    patients = selectors.PatientsOf(
        alert_id, actor.role, first=(number - 1) * PATIENTS_SIZE, most=PATIENTS_SIZE
    )
    with unit.open_queue(actor, Kind.REVIEW, patients.page, action=action) as grant:
        found = selectors.alert(grant, _role(actor), alert_id)
        if found is None:
            return None, None
        shown = selectors.patients(grant, found)
        grant.note([selectors.item(found, each.patient_id) for each in shown])
        made = presenters.page(
            found,
            shown,
            access_selectors.patients(grant),
            selectors.timeline(grant, found),
            selectors.history(found),
        )
    paginator: Paginator[Any] = Paginator(range(patients.total), PATIENTS_SIZE)
    return made, Page(made.patients, min(number, paginator.num_pages), paginator)


def _render(
    request: HttpRequest,
    found: presenters.AlertPage | None,
    paged: _Paged,
    values: Values,
    *,
    status: int,
) -> HttpResponse:
    if found is None:
        raise Http404
    form = values.get("form") or inputs.DecideInput()
    return render(
        request,
        "access/alert.html",
        {**values, "alert": found, "page": paged, "form": form},
        status=status,
    )


def _role(actor: Actor) -> Role:
    """The role in which the actor stands before a door that has let him in."""
    if actor.role is None:
        raise Http404
    return actor.role
