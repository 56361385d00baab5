"""Owns the words of the journeys: given, when, then.

Names on the page are the msgids of the catalogue: a journey holds in every language, and a text
may be worded better without the journey noticing. After each step the page is looked over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.translation import ngettext
from playwright.sync_api import Download, Locator, expect

from tests.journeys.visitor import Visitor

HIGH = {"idporten": "idporten-loa-high", "helseid": "4"}
NATIONAL_ID = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")


class Doing:
    """What a visitor does. Each step ends on a page that has come to rest and is looked over."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def signs_in(self, provider: str, person: str, *, level: str = "", status: int = 200) -> None:
        """Through the front page and the real pages of the provider, and back."""
        way = {
            "idporten": "Sign in as a patient or relative",
            "helseid": "Sign in as health personnel",
        }
        self.opens("/")
        self.follows(way[provider])
        self.page.locator(f'input[name="person"][value="{person}"]').check()
        self.page.locator(f'input[name="level"][value="{level or HIGH[provider]}"]').check()
        with self._answer(status):
            self.page.locator('button[value="sign-in"]').click()

    def opens(self, address: str, *, status: int = 200) -> None:
        with self._answer(status):
            self.page.goto(address)

    def follows(self, name: str, *, within: str = "body", status: int = 200) -> None:
        with self._answer(status):
            self._visible("link", name, within).click()

    def presses(
        self, name: str, *, about: str = "", within: str = "body", status: int = 200
    ) -> None:
        """A button that sends a form; `about` tells it from others of the same name."""
        with self._answer(status):
            self._visible("button", name, within, about=about).click()

    def unfolds(self, name: str) -> None:
        self.page.locator("summary").filter(has_text=self.visitor.say(name)).first.click()
        self.visitor.look_over()

    def types(self, label: str, text: str) -> None:
        self._visible_of(self.page.get_by_label(self.visitor.say(label))).fill(text)

    def ticks(self, value: str, *, within: str) -> None:
        self.page.locator(f'{within} input[value="{value}"]').check()

    def chooses(self, label: str, option: str) -> None:
        """A choice in a list; where scripts run, the page follows it at once.

        The number of documents that a choice leads to may stand behind its words.
        """
        field = self.page.get_by_label(self.visitor.say(label), exact=True)
        option = field.locator("option").filter(has_text=option).first.inner_text()
        if not self.visitor.scripts:
            field.select_option(label=option)
            return
        with self.page.expect_response(lambda answer: "hx-request" in answer.request.headers):
            field.select_option(label=option)
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        self.visitor.look_over()

    def goes_back(self) -> None:
        with self._answer(None):
            self.page.go_back()

    def wears(self, workplace: str) -> None:
        """Choose the role at that workplace, where there is a choice."""
        with self._answer(200):
            self.page.locator('button[name="hat"]').filter(has_text=workplace).click()

    def downloads(self, name: str) -> Download:
        with self.page.expect_download() as coming:
            self._visible("link", name).click()
        return coming.value

    def switches_language(self, code: str) -> None:
        self.page.locator("details.dis-menu--wide > summary").click()
        with self._answer(200):
            self.page.locator(f'.dis-menu--wide button[name="language"][value="{code}"]').click()
        self.visitor.language = code

    def signs_out(self) -> None:
        """From the menu, by the provider that tells the other services, and back."""
        self.page.locator("details.dis-menu--wide > summary").click()
        self._visible("button", "Sign out", ".dis-menu--wide").click()
        self.page.wait_for_url(f"{self.visitor.portal.url}/logg-ut/ferdig/**")
        self.visitor.look_over()

    def _visible(self, role: str, name: str, within: str = "body", *, about: str = "") -> Locator:
        holds_name = "%(name)s" in name
        said = self.visitor.say(name, name=about) if holds_name else self.visitor.say(name)
        rest = "" if holds_name else f".*{re.escape(about)}"
        said_here = re.compile(rf"^\s*{re.escape(said)}{rest}", re.DOTALL)
        return self._visible_of(self.page.locator(within).get_by_role(role, name=said_here))  # type: ignore[arg-type]  # link or button

    def _visible_of(self, found: Locator) -> Locator:
        return found.filter(visible=True).first

    @contextmanager
    def _answer(self, status: int | None) -> Iterator[None]:
        with self.page.expect_event("load"):
            yield
        self.visitor.look_over()
        assert status in {None, self.visitor.status}, f"{self.visitor.status} {self.page.url}"


class Seeing:
    """What a visitor sees, once the page has come to rest."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def sees(self, text: str, *, within: str = "body", **values: object) -> None:
        said = self.visitor.say(text, **values)
        shown = self.page.locator(within).get_by_text(said).filter(visible=True)
        expect(shown.first).to_be_visible()

    def sees_nothing_of(self, *texts: str) -> None:
        shown = self.page.content()
        assert not [text for text in texts if text in shown]

    def is_at(self, address: str) -> None:
        expect(self.page).to_have_url(
            re.compile(rf"^{re.escape(self.visitor.portal.url)}{address}")
        )

    def sees_count(self, one: str, many: str, count: int, *, within: str = "body") -> None:
        with translation.override(self.visitor.language):
            said = ngettext(one, many, count) % {"count": count}
        expect(
            self.page.locator(within).get_by_text(said).filter(visible=True).first
        ).to_be_visible()

    def sees_heading(self, text: str) -> None:
        said = self.visitor.say(text)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(said)

    def sees_no_national_id(self) -> None:
        assert not NATIONAL_ID.findall(self.page.locator("body").inner_text())

    def never_put_in_an_address(self, text: str) -> None:
        assert not [address for address in self.visitor.addresses if text in address]

    def count(self, selector: str) -> int:
        return self.page.locator(selector).filter(visible=True).count()


def given(visitor: Visitor) -> Doing:
    return Doing(visitor)


def when(visitor: Visitor) -> Doing:
    return Doing(visitor)


def then(visitor: Visitor) -> Seeing:
    return Seeing(visitor)
