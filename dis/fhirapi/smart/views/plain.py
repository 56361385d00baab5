"""Turns requests away that no database could keep: the library hands on whatever it is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def without_nul(view: View) -> View:
    """400 for a value with a NUL in it, which PostgreSQL refuses."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for values in (*request.GET.lists(), *request.POST.lists()):
            if any("\0" in value for value in values[1]):
                return HttpResponseBadRequest("invalid_request\n", content_type="text/plain")
        return view(request, *args, **kwargs)

    return guarded
