"""The pages of the frame itself: front page, the three home pages, language, help."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from access import gate, pages
from access.actor import Actor
from access.codes import Action, Kind
from access.decision import QUEUE_ROLES
from access.representation import in_short
from common.declarations import Audience
from portal import context, language, registry

View = Callable[[HttpRequest], HttpResponse]


def _hat(request: HttpRequest) -> Any:
    return getattr(request, "hat", None)


def _only_for(audience: Audience) -> Callable[[View], View]:
    """The page of one kind of user; who has another hat on is told so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            hat = _hat(request)
            if hat is None or hat.kind != audience:
                raise PermissionDenied
            return view(request)

        return guarded

    return decorate


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    if _hat(request) is not None:
        return redirect("portal:home")
    # Where somebody was stopped on the way; sign-in checks that it is a page of ours.
    onward = f"?{urlencode({'next': request.GET['next']})}" if request.GET.get("next") else ""
    ways_in = {
        "citizen_url": reverse("signin:begin", args=["idporten"]) + onward,
        "clinician_url": reverse("signin:begin", args=["helseid"]) + onward,
    }
    return render(request, "portal/landing.html", ways_in)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a person lands after sign-in: the home page of the hat, or the choice of one."""
    hat = _hat(request)
    if hat is None:
        return redirect("signin:choose-hat")
    return redirect(context.home_url(Audience(hat.kind)))


@require_safe
@_only_for(Audience.CITIZEN)
def citizen_home(request: HttpRequest) -> HttpResponse:
    """What concerns the patient one reads about, under one Grant; and what one does for others."""
    cards: list[registry.Card] = []
    refusal = ""
    try:
        patient_id = pages.own_patient_id(request)
        actor = Actor.from_request(request)
        with gate.open_record(actor, patient_id, Kind.RECORD, action=Action.LIST) as grant:
            cards += registry.patient_cards(request, grant)
            # So that no card asks the database anew what is true of the same two persons.
            request.patient_facts = grant.facts  # type: ignore[attr-defined]
    except Http404:
        pass  # A parent or proxy who is no patient here has only the cards about others.
    except gate.Refused as refused:
        refusal = pages.words_for(refused.reason)
    cards += registry.home_cards(request, Audience.CITIZEN)
    values = {
        "cards": _in_order(cards),
        "refusal": refusal,
        "greeting_name": _hat(request).name.split(" ")[0],
    }
    return render(request, "portal/home_citizen.html", values)


@require_safe
@_only_for(Audience.PRACTITIONER)
def practitioner_home(request: HttpRequest) -> HttpResponse:
    values = {"cards": _in_order(registry.home_cards(request, Audience.PRACTITIONER))}
    return render(request, "portal/home_practitioner.html", values)


@require_safe
@_only_for(Audience.ADMINISTRATOR)
def administrator_home(request: HttpRequest) -> HttpResponse:
    role = _hat(request).role
    values = {
        "cards": _in_order(registry.home_cards(request, Audience.ADMINISTRATOR)),
        "entries": registry.admin_entries(),
        "reads_requests": role is not None and role.code in QUEUE_ROLES,
    }
    return render(request, "portal/home_administrator.html", values)


def _in_order(cards: list[registry.Card]) -> list[SafeString]:
    return [html for _, html in sorted(cards, key=lambda card: card[0])]


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    if code not in language.codes():
        return HttpResponseBadRequest()
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    is_path = is_ours and target.startswith("/")
    response = HttpResponseRedirect(target if is_path else str(settings.LOGOUT_REDIRECT_URL))
    language.choose(request, response, code)
    return response


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    values = {"ages": in_short.sentences()}
    return render(request, "portal/privacy.html", values)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")
