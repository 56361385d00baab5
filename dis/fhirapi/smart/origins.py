"""Apps that run in a browser at another address: whose pages may read what the API answers (CORS).

Only the origins that are registered with an app. Nothing here goes by a cookie, and no answer ever
allows one. What everybody may read without a token, every page may.
"""

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from fhirapi.models import App

logger = logging.getLogger(__name__)
Answering = Callable[[], HttpResponseBase]
View = Callable[..., HttpResponseBase]
_MINUTES = 10
_PORTS = {"http": 80, "https": 443}
_PUBLIC = ("/fhir/R4/metadata", "/fhir/R4/.well-known/smart-configuration", "/oauth/nokler/")
_TAKEN = (
    *("Accept", "Authorization", "Content-Type", "DPoP", "Prefer", "X-Request-Id"),
    *("If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist"),
)
_SHOWN = (
    *("ETag", "Location", "Content-Location", "Last-Modified", "Retry-After"),
    *("WWW-Authenticate", "X-Request-Id", "X-Correlation-Id"),
)


def of(address: str) -> str:
    """The origin of an address, as browsers name it."""
    place = urlsplit(address)
    scheme, host = place.scheme.lower(), (place.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    is_usual = place.port in {None, _PORTS.get(scheme)}
    return f"{scheme}://{host}" if is_usual else f"{scheme}://{host}:{place.port}"


def together(redirects: Iterable[str], others: Iterable[str]) -> str:
    """The origins of an app, as they are kept: where people come back to it, and what it adds."""
    return " ".join(sorted({of(each) for each in (*redirects, *others)}))


def allows(origin: str) -> bool:
    """Whether the origin is that of an app that is let in now."""
    try:
        kept = App.objects.filter(is_active=True, allowed_origins__contains=origin)
        found = list(kept.values_list("allowed_origins", flat=True))
    except (OperationalError, InterfaceError) as error:
        # The answer itself says that the database is away; no page elsewhere reads it.
        logger.warning("origins not asked: %s", type(error.__cause__ or error).__name__)
        return False
    return any(origin in each.split() for each in found)


def answered(request: HttpRequest, answer: Answering, methods: Iterable[str]) -> HttpResponseBase:
    """The answer, with what a browser goes by where the request comes from a page elsewhere."""
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return answer()
    is_public = request.path_info in _PUBLIC
    asked = request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META
    is_known = is_public or allows(origin)
    response = _preflight(methods, is_known=is_known) if asked else answer()
    patch_vary_headers(response, ["Origin"])
    if is_known:
        response.headers["Access-Control-Allow-Origin"] = "*" if is_public else origin
        response.headers["Access-Control-Expose-Headers"] = ", ".join(_SHOWN)
    return response


def cross_origin(view: View, methods: Iterable[str] = ("POST",)) -> View:
    """For what apps ask by themselves, outside the API."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answered(request, lambda: view(request, *args, **kwargs), methods)

    return wrapped


def _preflight(methods: Iterable[str], *, is_known: bool) -> HttpResponse:
    """What a browser asks before it sends: nothing is read and nobody is called for it."""
    if not is_known:
        return HttpResponse(
            "No app is registered here with this origin.\n", "text/plain; charset=utf-8", 403
        )
    response = HttpResponse(status=204)
    response.headers.pop("Content-Type")
    response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Headers"] = ", ".join(_TAKEN)
    response.headers["Access-Control-Max-Age"] = str(_MINUTES * 60)
    return response
