"""The way of a request to the API, past what only pages need: sessions, languages, hats, forms."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from fhirapi.smart import origins
from fhirapi.views import METHODS

PREFIX = "/fhir/"


class ApiDoor:
    """Stands before the middleware of pages and takes what is for the API to its view at once.

    What stands before it still counts: https, the headers that everything has. Addresses of the API
    come from the same table as all others. Its view answers every fault by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match

        def answer() -> HttpResponseBase:
            found: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            return found

        return origins.answered(request, answer, METHODS)
