"""Pages of administrators: the systems and apps that may call, each with its history, and stopping
them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor, ActorKind
from common.typed import page_number
from fhirapi.smart.registering import NotRegistered
from fhirapi.systems import acting, presenters, selectors, services
from fhirapi.systems.carrying_out import Registered, TooLate
from fhirapi.systems.codes import Step
from fhirapi.systems.inputs import WhyInput

if TYPE_CHECKING:
    from fhirapi.models import Proposal
    from fhirapi.systems.services import Secret

PAGE_SIZE = 25
Presented = Callable[[Any], Any]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Systems, apps, or what waits for approval. No patient data."""
    actor = reader(request)
    shown = request.GET.get("vis", "")
    lists: dict[str, tuple[str, Any, Presented]] = {
        "": (_("Systems"), selectors.systems, presenters.system_row),
        "apper": (_("Apps"), selectors.apps, presenters.app_row),
        "venter": (_("Waits for approval"), selectors.waiting, presenters.wish),
    }
    shown = shown if shown in lists else ""
    _label, found, present = lists[shown]
    page = Paginator(found(), PAGE_SIZE).get_page(page_number(request.GET))
    page.object_list = [present(each) for each in page.object_list]
    values = {
        "page": page,
        "view": shown,
        "tabs": [
            {"label": label, "url": f"?vis={key}" if key else "?", "is_current": key == shown}
            for key, (label, _found, _present) in lists.items()
        ],
        "waiting_count": selectors.waiting().count(),
        "may_change": acting.may_change(actor),
    }
    return render(request, "systems/index.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def system(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    actor = reader(request)
    row = selectors.system(row_id)
    if row is None:
        raise Http404
    return _one(request, actor, row)


@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest, row_id: uuid.UUID) -> HttpResponse:
    actor = reader(request)
    row = selectors.app(row_id)
    if row is None:
        raise Http404
    return _one(request, actor, row)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """What would change; approving it, putting it away, and fetching the secret that came of it."""
    actor = reader(request)
    row = selectors.proposal(proposal_id)
    if row is None:
        raise Http404
    is_late = False
    if request.method == "POST":
        try:
            return _decided(request, actor, row.id)
        except acting.NotYours:
            raise Http404 from None
        except (TooLate, NotRegistered):
            is_late = True
            row.refresh_from_db()
    is_waiting = not row.outcome
    values = {
        "wish": presenters.wish(row),
        "is_waiting": is_waiting,
        "is_own": row.proposed_by_id == actor.person_id,
        "may_change": acting.may_change(actor),
        "is_late": is_late,
    }
    return render(request, "systems/proposal.html", values, status=409 if is_late else 200)


def reader(request: HttpRequest) -> Actor:
    """Who administrates or answers for privacy; to everybody else the page is not there."""
    hat = request.hat  # type: ignore[attr-defined]  # set by people.signin.middleware
    if hat is None or hat.kind != ActorKind.ADMINISTRATOR:
        raise Http404
    actor = Actor.from_request(request)
    if actor.role is None or actor.role.code not in acting.READERS:
        raise Http404
    return actor


def administrator(request: HttpRequest) -> Actor:
    """Who administrates; to everybody else the page is not there."""
    actor = reader(request)
    if not acting.may_change(actor):
        raise Http404
    return actor


def _show_secret(request: HttpRequest, made: Secret) -> HttpResponse:
    """The only page with the secret on it: nothing keeps it, and no address leads back to it."""
    values = {"app": made.app, "secret": made.text, "url": url_of(made.app)}
    return render(request, "systems/secret.html", values)


def url_of(row: Registered) -> str:
    name = "systems:app" if selectors.is_app(row) else "systems:system"
    return reverse(name, args=[row.pk])


def _one(request: HttpRequest, actor: Actor, row: Registered) -> HttpResponse:
    """A system or an app, with what can be done to it at once."""
    do = request.POST.get("do", "")
    form = WhyInput(request.POST if request.method == "POST" else None)
    is_late = False
    if request.method == "POST":
        if do not in _DOING or not acting.may_change(actor):
            raise Http404
        if form.is_valid():
            try:
                return _DOING[do](request, actor, row, form.cleaned_data["words"])
            except (TooLate, NotRegistered):
                is_late = True
    is_app = selectors.is_app(row)
    facts = presenters.app_facts(row) if selectors.is_app(row) else presenters.system_facts(row)
    values = {
        "row": row,
        "is_app": is_app,
        "facts": facts,
        "form": form,
        "do": do,
        "is_late": is_late,
        "history": [presenters.past(each) for each in selectors.history(row.pk)],
        "waiting": [presenters.wish(each) for each in selectors.waiting_about(row.pk)],
        "to_fetch": [presenters.wish(each) for each in selectors.to_fetch(subject_id=row.pk)],
        "may_change": acting.may_change(actor),
        "has_secret": selectors.known_by(row) == "secret",
        "change_url": reverse(f"systems:change-{'app' if is_app else 'system'}", args=[row.pk]),
    }
    status = 409 if is_late else (422 if form.is_bound else 200)
    return render(request, "systems/one.html", values, status=status)


def _suspend(request: HttpRequest, actor: Actor, row: Registered, words: str) -> HttpResponse:
    services.suspend(actor, row, words)
    messages.success(request, _("It is stopped. Its next request is refused."))
    return redirect(url_of(row))


def _resume(request: HttpRequest, actor: Actor, row: Registered, words: str) -> HttpResponse:
    made = services.propose_resuming(actor, row, words)
    messages.success(request, _("The proposal waits for another administrator."))
    return redirect("systems:proposal", made.id)


def _renew(request: HttpRequest, actor: Actor, row: Registered, words: str) -> HttpResponse:
    if not selectors.is_app(row):
        raise Http404
    made = services.propose_secret(actor, row, words)
    messages.success(request, _("The proposal waits for another administrator."))
    return redirect("systems:proposal", made.id)


_DOING = {"suspend": _suspend, "resume": _resume, "new-secret": _renew}


def _decided(request: HttpRequest, actor: Actor, proposal_id: uuid.UUID) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "put-away":
        services.put_away(actor, proposal_id)
        messages.success(request, _("The proposal is put away."))
        return redirect("systems:proposal", proposal_id)
    if do == "fetch":
        return _show_secret(request, services.fetch_secret(actor, proposal_id))
    if do != "approve":
        raise Http404
    found = services.approve(actor, proposal_id)
    row = selectors.proposal(proposal_id)
    if row is not None and services.gives_a_secret(row):
        messages.success(request, _("The proposal is approved. The secret waits for who asked."))
        return redirect("systems:proposal", proposal_id)
    messages.success(request, _("The proposal is approved, and holds from now on."))
    return redirect(_page_of(row, found))


def _page_of(row: Proposal | None, found: Registered) -> str:
    """Where what was approved is seen."""
    is_address = row is not None and row.step == Step.ADDRESS
    return reverse("subscriptions:places", args=[found.pk]) if is_address else url_of(found)
