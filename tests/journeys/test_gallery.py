"""Every page of the gallery in a browser: axe finds nothing, nothing is wider than the screen."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.portal.gallery import studio
from tests.portal.gallery.scenes import scenes

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = [scene.name for scene in scenes()]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Rendered before the browser starts: its event loop allows no look-ups."""
    return {scene.name: studio.render(scene) for scene in scenes()}


@pytest.fixture(scope="module")
def window(pages: dict[str, str]) -> Iterator[Page]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def show(window: Page, html: str, *, width: int) -> None:
    def answer(route: Any) -> None:
        studio.answer(route, html)

    window.set_viewport_size({"width": width, "height": 900})
    window.unroute_all()
    window.route("**/*", answer)
    window.goto(studio.ORIGIN)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_page_is_fit_for_everybody(
    window: Page, pages: dict[str, str], name: str, width: int
) -> None:
    show(window, pages[name], width=width)
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(window, options={"runOnly": RULES}).response["violations"]
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.parametrize("name", ["home-citizen", "clinician-reader", "open"])
def test_first_press_of_tab_leads_past_the_menu(
    window: Page, pages: dict[str, str], name: str
) -> None:
    show(window, pages[name], width=1280)
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.getAttribute('href')") == "#content"
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "content"


def test_menu_of_a_phone_opens_and_closes_by_keyboard(window: Page, pages: dict[str, str]) -> None:
    show(window, pages["home-citizen"], width=390)
    menu = window.locator(".dis-menu--phone")
    menu.locator("summary").focus()
    window.keyboard.press("Enter")
    assert menu.get_by_role("link", name="Journal").is_visible()
    window.keyboard.press("Escape")
    assert not menu.get_by_role("link", name="Journal").is_visible()


def test_error_summary_takes_the_focus(window: Page, pages: dict[str, str]) -> None:
    show(window, pages["find-error"], width=1280)
    assert "ds-error-summary" in window.evaluate("document.activeElement.className")


def test_paper_shows_the_document_and_nothing_to_press(window: Page, pages: dict[str, str]) -> None:
    show(window, pages["clinician-reader"], width=1280)
    window.emulate_media(media="print")
    assert window.locator(".dis-document__text").is_visible()
    assert window.locator(".dis-banner").is_visible()
    assert not window.locator(".dis-reader__list").is_visible()
    assert not window.locator(".dis-document .ds-button").first.is_visible()
    window.emulate_media(media="screen")
