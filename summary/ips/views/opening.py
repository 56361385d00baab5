"""Where links are opened: the manifest of the guide, its file, and a page for people."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Unacceptable
from summary.ips.shl import inputs, opening
from summary.ips.shl.guarding import Gone, TooFast
from summary.ips.shl.links import Secret
from summary.ips.shl.opening import WrongPasscode

_OPEN = {
    "Cache-Control": "no-store",
    # Programs of whoever has the link may run in any page; no cookie of ours counts here.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Expose-Headers": "Retry-After",
    "Referrer-Policy": "no-referrer",
}


@csrf_exempt  # Nothing here goes by a cookie: who asks brings link and passcode.
@login_not_required
@require_http_methods(["POST", "OPTIONS"])
def manifest(request: HttpRequest, secret: str) -> HttpResponse:
    """POST as the guide says: who asks, the passcode, and how long an answer may be."""
    if request.method == "OPTIONS":
        return _answer(HttpResponse(status=204))

    def answer() -> HttpResponse:
        found = Secret.read(secret)
        recipient, passcode, longest = inputs.asked(request)
        if found is None:
            raise Gone
        told = opening.manifest(found, recipient=recipient, passcode=passcode, longest=longest)
        return JsonResponse(told)

    return _answered(answer)


@login_not_required
@require_safe
def file(request: HttpRequest, secret: str, ticket: str) -> HttpResponse:
    """The file of a manifest that had no room for it, for some minutes."""

    def answer() -> HttpResponse:
        found = Secret.read(secret)
        if found is None:
            raise Gone
        return HttpResponse(opening.fetched(found, ticket), content_type="application/jose")

    return _answered(answer)


@login_not_required
@require_safe
def viewer(request: HttpRequest) -> HttpResponse:
    """A page that opens a link in the browser: what comes after # never reaches us."""
    return _answer(render(request, "summary/ips/viewer.html"), is_page=True)


def _answered(answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return _answer(answer())
    except Unacceptable as error:
        return _answer(JsonResponse({"error": str(error)}, status=400))
    except WrongPasscode as wrong:
        return _answer(JsonResponse({"remainingAttempts": wrong.left}, status=401))
    except TooFast:
        response = JsonResponse({"error": "Wait a moment."}, status=429)
        response["Retry-After"] = "1"
        return _answer(response)
    except Gone:
        return _answer(JsonResponse({"error": "This link opens nothing."}, status=404))


def _answer(response: Any, *, is_page: bool = False) -> HttpResponse:
    for name, value in _OPEN.items():
        if not (is_page and name.startswith("Access-Control")):
            response[name] = value
    found: HttpResponse = response
    return found
