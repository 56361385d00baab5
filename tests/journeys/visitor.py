"""Owns a person at a browser, and what must be true of every page that the person comes to."""

from __future__ import annotations

import re
from typing import Any, Protocol
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    ViewportSize,
)

from tests.journeys.portal import Portal

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "resultTypes": ["violations"],
}
HEIGHT, PHONE = 900, 320
_ONCE_ONLY = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|interaction/[\w-]+|datetime="[^"]+"|\d\d[.:]\d\d\b'
)
# Chromium's own words about an answer that is not 2xx; whether it should be, the journey says.
_ANSWER = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
_TELL_OF_POLICY = """addEventListener("securitypolicyviolation", event =>
    console.error("policy:", event.violatedDirective, event.blockedURI))"""
# What has been looked over need not be again: pages differ by content, not by who came to them.
_looked_over: set[tuple[int, str]] = set()
STANDS_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < 5000)
    .map(each => each.finished))"""


class Arrivals(Protocol):
    def __call__(
        self, slug: str = "", provider: str = "", *, scripts: bool = True, width: int = 1280
    ) -> Visitor: ...


class Visitor:
    """One browser window without a past. `complaints` is what went wrong in it by itself."""

    def __init__(self, browser: Browser, portal: Portal, *, scripts: bool, width: int) -> None:
        self.portal = portal
        self.scripts = scripts
        self.language = "nb"
        self.width = width
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        self.status = 0
        self._browser = browser
        self._twin: Page | None = None
        self.context = browser.new_context(
            base_url=portal.url,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            java_script_enabled=scripts,
            viewport={"width": width, "height": HEIGHT},
        )
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(_TELL_OF_POLICY)
        self.context.on("request", self._on_request)
        self.context.on("response", self._on_response)
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def bring_session(self, key: str) -> None:
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.portal.url}]
        )

    def leave(self) -> None:
        self.context.close()
        if self._twin is not None:
            self._twin.context.close()

    def say(self, msgid: str, **values: object) -> str:
        """What the portal calls this, in the visitor's language."""
        with translation.override(self.language):
            return gettext(msgid) % values if values else gettext(msgid)

    def look_over(self) -> None:
        """What must be true of every page: silent, from here only, accessible, not too wide."""
        assert not self.complaints, self.complaints
        content = self.page.content()
        looked_at = (hash(_ONCE_ONLY.sub("", content)), urlsplit(self.page.url).path)
        if looked_at in _looked_over:
            return
        if self.scripts:
            _find_no_violation(self.page)
        else:
            self._look_over_with_scripts(content)
        self.fits(PHONE)
        assert not self.complaints, self.complaints
        _looked_over.add(looked_at)

    def fits(self, width: int) -> None:
        """Nothing is wider than the window, and so nobody has to scroll sideways."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        found = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})
        assert found <= width, f"{self.page.url} is {found} px wide in a window of {width} px"

    def _look_over_with_scripts(self, content: str) -> None:
        """axe needs scripts: it gets the same page in a window that has them, but not ours."""
        size: ViewportSize = {"width": self.width, "height": HEIGHT}
        twin = self._twin = self._twin or self._browser.new_page(viewport=size)

        def answer(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(body=content, content_type="text/html; charset=utf-8")
            elif route.request.resource_type == "script":
                route.fulfill(body="", content_type="text/javascript")
            else:
                route.continue_()

        twin.route("**/*", answer)
        twin.goto(self.page.url)
        _find_no_violation(twin)
        twin.unroute_all()

    def _on_request(self, request: Request) -> None:
        self.addresses.append(request.url)
        address = urlsplit(request.url)
        if address.hostname != "127.0.0.1" and address.scheme not in {"data", "blob"}:
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.status = response.status

    def _on_console(self, message: ConsoleMessage) -> None:
        answer = _ANSWER.match(message.text)
        at: Any = message.location
        if answer and at["url"] == self.page.url and int(answer[1]) == self.status:
            return
        self.complaints.append(f"console {message.type}: {message.text} ({at['url']})")


def _find_no_violation(page: Page) -> None:
    # Half faded in, everything has too little contrast.
    page.evaluate(STANDS_STILL)
    found = Axe().run(page, options=RULES).response["violations"]
    told = [(each["id"], each["nodes"][0]["html"]) for each in found]
    assert not told, f"{page.url}: {told}"
