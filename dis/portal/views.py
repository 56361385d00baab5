"""The pages of the frame itself: front page, the three home pages, language, help."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

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
    ways_in = {"citizen_url": "/logg-inn/idporten/", "clinician_url": "/logg-inn/helseid/"}
    return render(request, "portal/landing.html", ways_in)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a person lands after sign-in: the home page of the hat, or the choice of one."""
    hat = _hat(request)
    if hat is None:
        return redirect("/rolle/")
    return redirect(context.home_url(Audience(hat.kind)))


@require_safe
@_only_for(Audience.CITIZEN)
def citizen_home(request: HttpRequest) -> HttpResponse:
    values = {
        "cards": registry.home_cards(request, Audience.CITIZEN),
        "greeting_name": _hat(request).name.split(" ")[0],
    }
    return render(request, "portal/home_citizen.html", values)


@require_safe
@_only_for(Audience.PRACTITIONER)
def practitioner_home(request: HttpRequest) -> HttpResponse:
    values = {"cards": registry.home_cards(request, Audience.PRACTITIONER)}
    return render(request, "portal/home_practitioner.html", values)


@require_safe
@_only_for(Audience.ADMINISTRATOR)
def administrator_home(request: HttpRequest) -> HttpResponse:
    values = {
        "cards": registry.home_cards(request, Audience.ADMINISTRATOR),
        "entries": registry.admin_entries(),
    }
    return render(request, "portal/home_administrator.html", values)


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
    response = redirect(target if is_ours else str(settings.LOGOUT_REDIRECT_URL))
    language.choose(request, response, code)
    return response


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")
