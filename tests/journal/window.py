"""Shows a document's content in Chromium, without a portal behind it, and sees all it asks for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, sync_playwright

from journal.presenters.contents import Content

HOST = "http://portal.test"
PAGE = Template(
    "{% extends 'base.html' %}{% block content %}<article class='dis-document'>"
    "<h1 id='document-title'>{{ document.title }}</h1>{% include 'journal/_content.html' %}"
    "</article>{% endblock %}"
)


@dataclass
class Window:
    """A page with a document in it; `complaints` of the browser, `leaks` out of the portal."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def show(self, found: Content, title: str = "Epikrise") -> None:
        html, headers = written(found, title), {"content-security-policy": _policy()}

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(HOST)
            file = finders.find(path[8:]) if path.startswith("/static/") else None
            if path == "/":
                route.fulfill(body=html, content_type="text/html", headers=headers)
            elif isinstance(file, str):
                kind = guess_type(file)[0] or "application/octet-stream"
                route.fulfill(body=Path(file).read_bytes(), content_type=kind)
            else:
                self.leaks.append(route.request.url)
                route.abort()

        self.page.context.route("**/*", answer)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(error.message))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.goto(HOST + "/", wait_until="networkidle")


def written(found: Content, title: str = "Epikrise") -> str:
    """The page as the portal writes it."""
    document = {"title": title, "type_text": title, "language": "nb"}
    values = {"document": document, "content": found, "request": RequestFactory().get("/")}
    return PAGE.render(Context({**values, "frame": {"size": "md"}, "LANGUAGE_CODE": "nb"}))


def _policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@contextmanager
def chromium() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
