"""What every page has: headers, a language, and words where a view answers an error without any."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from portal import errors, language

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_HEADERS = {
    # Nothing of a record may stay in a browser's or a proxy's store (security.md part 2).
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
_MACHINES = ("/fhir/", "/health/")


class PageHeaders:
    """Outermost of ours, so that error pages have the headers too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Language:
    """Each request speaks the language its person has chosen."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = language.chosen(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or code)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class ErrorWords:
    """An error without words gets the page that says what to do next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(_MACHINES) or not errors.knows(response.status_code):
            return response
        if isinstance(response, HttpResponse) and not response.content:
            return errors.with_words(request, response)
        return response
