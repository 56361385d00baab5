"""Renders a scene to HTML, and serves it and the static files to a browser without any server."""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal import errors
from tests.portal.gallery.scenes import Scene

ORIGIN = "http://gallery.test"


def render(scene: Scene, language: str = "nb") -> str:
    request = RequestFactory().get(scene.path, scene.data)
    request.portal_frame = scene.frame  # type: ignore[attr-defined]  # what portal.context reads
    with translation.override(language):
        context = dict(scene.context)
        if status := context.pop("status", None):
            context["error"] = errors.page(request, status)
        return render_to_string(scene.template, context, request)


def answer(route: Any, html: str) -> None:
    """For Playwright's page.route: static files from the finders, everything else is the scene."""
    path = urlsplit(route.request.url).path
    if not path.startswith("/static/"):
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
        return
    found = finders.find(path.removeprefix("/static/"))
    if not found:
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    route.fulfill(body=Path(found).read_bytes(), content_type=kind)
