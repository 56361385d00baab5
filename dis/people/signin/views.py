"""The pages of signing in and out, of choosing a role, and of acting for another."""

import logging
import uuid
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from people.signin import accounts, hats, national, onward, protocol, sessions
from people.signin.errors import SignInError, StartAgain
from people.signin.national import PROVIDERS, National
from people.signin.sessions import Ended

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to ID-porten or HelseID."""
    chosen = _provider(provider)
    next_path = onward.safe(request, request.GET.get("next"))
    try:
        pending, address = protocol.begin(
            chosen,
            next_path=next_path,
            language=get_language() or "nb",
            force="ny" in request.GET,
        )
    except SignInError as stopped:
        return _stopped(request, chosen, stopped, next_path)
    sessions.remember_pending(request, pending.state, pending.as_dict())
    return redirect(address)


@login_not_required
@never_cache
@require_GET
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the browser back, check everything, and sign the person in."""
    chosen = _provider(provider)
    answer = {name: str(value) for name, value in request.GET.items()}
    found = sessions.take_pending(request, answer.get("state", ""))
    try:
        if found is None:
            raise StartAgain("state")
        pending = protocol.Pending.from_dict(found)
        identity = protocol.complete(chosen, pending, answer)
        accounts.sign_in(request, identity)
    except SignInError as stopped:
        return _stopped(request, chosen, stopped, (found or {}).get("next", ""))
    return redirect(pending.next or str(settings.LOGIN_REDIRECT_URL))


@login_not_required
@never_cache
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Say why a session is over, and lead back to where the person was."""
    try:
        why = Ended(request.GET.get("grunn", ""))
    except ValueError:
        why = Ended.ELSEWHERE
    provider = request.GET.get("hos", "")
    values = {
        "why": why.name,
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "most_minutes": settings.SESSION_ABSOLUTE_MINUTES,
        "providers": [PROVIDERS[provider]] if provider in PROVIDERS else list(PROVIDERS.values()),
        "next": onward.safe(request, request.GET.get("next")),
    }
    return render(request, "people/signin/ended.html", values)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, then at the provider, which tells the other services."""
    session = request.sign_in  # type: ignore[attr-defined]  # set by SessionLimits
    done = "/logg-ut/ferdig/"
    if session is None:
        return redirect(done)
    provider, id_token = PROVIDERS[session.provider], sessions.hint(session)
    sessions.end(request)
    address = id_token and protocol.logout_address(
        provider, id_token=id_token, back_to=f"{settings.BASE_URL}{done}"
    )
    return redirect(address or f"{done}?hos={provider.id}")


@login_not_required
@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    # `hos` is there when the provider could not be told: its own session may still be on.
    still_on = PROVIDERS.get(request.GET.get("hos", ""))
    return render(request, "people/signin/signed_out.html", {"still_on": still_on})


@login_not_required
@never_cache
@xframe_options_exempt
@require_GET
def front_channel_sign_out(request: HttpRequest) -> HttpResponseBase:
    """The provider's frame says that one of its sessions is over; asked twice, the same answer."""
    framed = csp_replace({"frame-ancestors": _provider_origins() or ["'none'"]})
    return framed(_end_at_provider)(request)


def _provider_origins() -> list[str]:
    issuers = {urlsplit(provider.issuer) for provider in PROVIDERS.values() if provider.issuer}
    return sorted(f"{issuer.scheme}://{issuer.netloc}" for issuer in issuers)


def _end_at_provider(request: HttpRequest) -> HttpResponse:
    issuer, sid = request.GET.get("iss", ""), request.GET.get("sid", "")
    if national.with_issuer(issuer) is None or not sid.isprintable():
        return HttpResponseBadRequest("iss\n", content_type="text/plain")
    count = sessions.end_at_provider(issuer, sid)
    logger.info("front-channel logout ended %d sessions", count)
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_hat(request: HttpRequest) -> HttpResponse:
    """Choose as what to act, where there is a choice."""
    next_path = onward.safe(request, request.POST.get("next") or request.GET.get("next"))
    is_wrong = False
    if request.method == "POST":
        if hats.put_on(request, request.POST.get("hat", "")):
            return redirect(next_path or str(settings.LOGIN_REDIRECT_URL))
        is_wrong = True
    values = {
        "hats": request.hats,  # type: ignore[attr-defined]  # set by Hats
        "worn": request.hat,  # type: ignore[attr-defined]  # set by Hats
        "has_ended": hats.SESSION_KEY in request.session and request.hat is None,  # type: ignore[attr-defined]  # set by Hats
        "is_wrong": is_wrong,
        "lacking": hats.lacking(request.sign_in),  # type: ignore[attr-defined]  # set by SessionLimits
        "grace_hours": settings.HPR_GRACE_HOURS,
        "next": next_path,
    }
    return render(request, "people/signin/choose_hat.html", values, status=422 if is_wrong else 200)


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for a child or a giver of power of attorney, or for oneself again."""
    wanted = request.POST.get("patient", "")
    try:
        patient_id = uuid.UUID(wanted) if wanted else None
    except ValueError:
        raise Http404 from None
    why_not = hats.act_for(request, patient_id)
    if why_not:
        messages.error(request, why_not)
    return redirect(
        onward.safe(request, request.POST.get("next")) or str(settings.LOGIN_REDIRECT_URL)
    )


def _provider(name: str) -> National:
    if name not in PROVIDERS:
        raise Http404
    return PROVIDERS[name]


def _stopped(
    request: HttpRequest, provider: National, stopped: SignInError, next_path: str
) -> HttpResponse:
    # The log says which check failed, never what a token or a person said.
    logger.warning("sign-in with %s stopped: %s", provider.id, stopped.reason)
    values = {"provider": provider, "next": next_path}
    template = f"people/signin/{stopped.page}.html"
    return render(request, template, values, status=stopped.status)
