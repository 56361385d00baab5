"""The pages for what went wrong: each says in plain words what happened and what to do next."""

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from common.declarations import Audience
from portal import context, dates

logger = logging.getLogger(__name__)
Step = tuple[str, str]


@dataclass(frozen=True)
class ErrorPage:
    title: str
    text: str
    steps: Sequence[Step]
    more: str = ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return _answer(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    words = ErrorPage(
        _("The page was open for too long"),
        _("We did not save what you sent, because we could not be sure that it came from you."),
        [(_("Open the page again"), request.path), _front()],
        _(
            "Open the page again and send once more. If it happens again, allow cookies for"
            " this site."
        ),
    )
    return render(request, "portal/error.html", {"error": words}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: they may be what failed."""
    failure = sys.exc_info()[1]
    status = 503 if isinstance(failure, OperationalError | InterfaceError) else 500
    try:
        values = {"error": page(request, status), **context.helpline(request)}
        content: str = render_to_string("portal/error.html", values)
    except Exception:
        logger.exception("the error page could not be rendered")
        content = _LAST_RESORT
    return HttpResponse(content, status=status)


def knows(status: int) -> bool:
    return status in _PAGES


def page(request: HttpRequest, status: int) -> ErrorPage:
    """What the page for a status says to this person."""
    return _PAGES[status](request)


def with_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same answer, with its headers, and the page for its status as content."""
    words = page(request, response.status_code)
    retry_after = response.headers.get("Retry-After", "")
    if response.status_code == 429 and retry_after.isdecimal():
        words = _too_many(request, minutes=-(-int(retry_after) // 60))
    response.content = render_to_string("portal/error.html", {"error": words}, request)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "portal/error.html", {"error": page(request, status)}, status=status)


def _front() -> Step:
    return (_("Go to the front page"), "/")


def _bad(request: HttpRequest) -> ErrorPage:
    return ErrorPage(
        _("We did not understand the address"),
        _("Something in the address or in what was sent is not as we expect."),
        [_front()],
        _(
            "If you followed a link, start from the front page. If you typed it, check the"
            " spelling."
        ),
    )


def _denied(request: HttpRequest) -> ErrorPage:
    return ErrorPage(
        _("This page is not for the role you have now"),
        _("You are signed in, but this page belongs to another role than the one you have on."),
        [_front(), (_("Change role"), "/rolle/")],
    )


def _missing(request: HttpRequest) -> ErrorPage:
    """The same words whether something is not there or not yours (issue 2, part 4)."""
    hat: Any = getattr(request, "hat", None)
    steps = [_front()]
    if hat is not None and hat.kind == Audience.PRACTITIONER:
        steps.insert(0, (_("Find a patient"), "/kliniker/pasient/finn/"))
    return ErrorPage(
        _("We cannot find the page"),
        _("It may have been moved or never been here, or you may not have access to it."),
        steps,
        _("Check the address, or start again from here."),
    )


def _method(request: HttpRequest) -> ErrorPage:
    return ErrorPage(
        _("This page cannot be opened like that"),
        _("It only takes what is sent from a form. Nothing has been changed."),
        [_front()],
        _("Go back to the page you came from and press the button there."),
    )


def _too_large(request: HttpRequest) -> ErrorPage:
    return ErrorPage(
        _("What you sent is too large"),
        _("We did not save it. One sending can hold up to 5 MB."),
        [_front()],
        _("Go back, make it smaller or send it in parts."),
    )


def _too_many(request: HttpRequest, minutes: int = 5) -> ErrorPage:
    wait = ngettext(
        "Wait %(count)d minute and try again.", "Wait %(count)d minutes and try again.", minutes
    )
    return ErrorPage(
        _("Too many tries in a short time"),
        _("We have paused this for a while, to protect those the information is about."),
        [(_("Try again"), request.path), _front()],
        wait % {"count": minutes},
    )


def _broken(request: HttpRequest) -> ErrorPage:
    said = _("If you call us, say that it happened %(time)s.")
    return ErrorPage(
        _("The fault is ours"),
        _(
            "Something failed on our side, and we have been told. What you just did may not be"
            " saved."
        ),
        [(_("Try again"), request.path), _front()],
        said % {"time": dates.moment(clock.now(), today=clock.today())},
    )


def _unavailable(request: HttpRequest) -> ErrorPage:
    return ErrorPage(
        _("The portal does not answer right now"),
        _("It is usually back within a few minutes. What you just did may not be saved."),
        [(_("Try again"), request.path), _front()],
        _("Health personnel: use your own record system and the telephone meanwhile."),
    )


_PAGES: dict[int, Callable[[HttpRequest], ErrorPage]] = {
    400: _bad,
    403: _denied,
    404: _missing,
    405: _method,
    413: _too_large,
    429: _too_many,
    500: _broken,
    503: _unavailable,
}
_LAST_RESORT = (
    '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Feilen er vår</title>'
    "<h1>Feilen er vår</h1><p>Noe sviktet hos oss. Prøv igjen om noen minutter.</p>"
    '<p><a href="/">Gå til forsiden</a></p><p>Ved fare for liv: ring 113.</p></html>'
)
