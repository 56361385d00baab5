"""The limit of the API's figures: a Django view that returns one stored row, and nothing else.

No sign-in, no gate, no log, no middleware; the same server, pool and database.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import path

ROW = "SELECT text FROM bench_bare WHERE id = %s"
TABLE = "CREATE TABLE bench_bare (id integer PRIMARY KEY, text text NOT NULL)"


def one_row(request: HttpRequest, number: int) -> HttpResponse:
    """The stored text."""
    with connections["default"].cursor() as cursor:
        cursor.execute(ROW, [number])
        (text,) = cursor.fetchone()
    return HttpResponse(text, content_type="application/fhir+json")


urlpatterns = [path("bare/<int:number>", one_row)]


def application(environ: Any, start_response: Any) -> Any:
    """The WSGI application: the portal's settings, with these addresses and no middleware."""
    return _handler()(environ, start_response)


@cache
def _handler() -> WSGIHandler:
    """One for the process: it reads its middleware when it is made."""
    django.setup(set_prefix=False)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    return WSGIHandler()
