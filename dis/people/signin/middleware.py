"""The rules of a session on every request: time limits first, then which hat is on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from common import clock
from people.signin import hats, onward, sessions
from people.signin.sessions import Ended

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def is_background(request: HttpRequest) -> bool:
    """Whether the page asked by itself, so that nobody need be in front of it."""
    return request.headers.get("X-Background") == "1" or request.headers.get("HX-Polling") == "true"


class SessionLimits:
    """Ends a session that was idle or on for too long, and says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.sign_in = None  # type: ignore[attr-defined]  # ours
        if request.user.is_authenticated:
            now = clock.now()
            found = sessions.current(request)
            why = sessions.over(found, now) if found else Ended.ELSEWHERE
            if why is not None or found is None:
                return _ended(request, why or Ended.ELSEWHERE, found.provider if found else "")
            if not is_background(request):
                sessions.touch(found, now)
            found.user = request.user
            request.sign_in = found  # type: ignore[attr-defined]  # ours
        return self.get_response(request)


class Hats:
    """Sets `request.hats` (what the person may be today) and `request.hat` (what is on)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.sign_in  # type: ignore[attr-defined]  # set by SessionLimits
        own = hats.available(session) if session else []
        request.hats = own  # type: ignore[attr-defined]  # ours
        request.hat = hats.worn(request, own) if own else None  # type: ignore[attr-defined]  # ours
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """Whoever is signed in with no hat on chooses one first: nothing is opened as nobody."""
        is_closed = getattr(view, "login_required", True)
        match = request.resolver_match
        is_ours = match is not None and match.app_name == "signin"
        hat = request.hat  # type: ignore[attr-defined]  # ours
        if not request.user.is_authenticated or hat is not None or not is_closed or is_ours:
            return None
        place = onward.page_of(request)
        query = f"?{urlencode({'next': place})}" if place else ""
        return _leave_for(request, f"{reverse('signin:choose-hat')}{query}")


def _ended(request: HttpRequest, why: Ended, provider: str) -> HttpResponseBase:
    sessions.end(request)
    query = {"grunn": why.value, "hos": provider, "next": onward.page_of(request)}
    address = f"{reverse('signin:ended')}?{urlencode({k: v for k, v in query.items() if v})}"
    return _leave_for(request, address)


def _leave_for(request: HttpRequest, address: str) -> HttpResponseBase:
    if request.headers.get("HX-Request") or is_background(request):
        # A part of a page cannot show this; have htmx leave the page, so that nothing stays shown.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
