"""Every main page by keyboard alone, with the place one is at always to be seen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

MOST_PRESSES = 120
PLACE = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const words = at.innerText || at.getAttribute("aria-label") || "";
    return {
        words: at === document.body ? "" : words.trim(),
        name: at.name || "",
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== "none",
        shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


def test_kari_reads_a_document_by_keyboard(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/hjem/")
    _skips_the_menu(kari)
    _goes_to(kari, "Documents")
    _presses_enter(kari)
    then(kari).is_at("/journal/")
    _goes_to(kari, "Filter the list")
    kari.page.keyboard.press("Enter")
    _goes_to(kari, "type")
    with kari.page.expect_response(lambda answer: "hx-request" in answer.request.headers):
        kari.page.keyboard.press("ArrowDown")
    expect(kari.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    _goes_to(kari, "Epikrise, ablasjon")
    _presses_enter(kari)
    then(kari).sees_heading("Epikrise, ablasjon")
    then(kari).sees("Eivind Strøm", within=".dis-sheet svg")


def test_kari_opens_her_menu_and_changes_language_by_keyboard(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/innsyn/")
    _goes_to(kari, "Everything")
    _presses_enter(kari)
    _goes_to(kari, "Kari Nordli", backwards=True)
    kari.page.keyboard.press("Enter")
    _goes_to(kari, "language")
    _presses_enter(kari)
    then(kari).sees_heading("Who has looked in my record")


def test_dahl_finds_and_opens_a_record_by_keyboard(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    given(dahl).opens("/kliniker/pasient/finn/")
    _skips_the_menu(dahl)
    _goes_to(dahl, "national_id")
    dahl.page.keyboard.type(dahl.portal.person("elle").national_id)
    _presses_enter(dahl)
    then(dahl).sees_heading("Why do you open the record?")
    _goes_to(dahl, "ground")
    dahl.page.keyboard.press("Space")
    dahl.page.keyboard.press("ArrowDown")
    _goes_to(dahl, "Open the record")
    _presses_enter(dahl)
    then(dahl).sees("Elle Márjá Čuoŋavárri", within=".dis-banner")
    _goes_to(dahl, "Documents")
    _presses_enter(dahl)
    _goes_to(dahl, "Poliklinisk notat, bilyd")
    _presses_enter(dahl)
    then(dahl).sees_heading("Poliklinisk notat, bilyd")


def test_berg_chooses_hat_and_patient_by_keyboard(arrives: Arrivals) -> None:
    berg = arrives("berg", "helseid")
    given(berg).opens("/rolle/")
    _goes_to(berg, "hat")
    _presses_enter(berg)
    then(berg).is_at("/kliniker/")
    _goes_to(berg, "Show the patients")
    _presses_enter(berg)
    _goes_to(berg, "Open the record")
    _presses_enter(berg)
    then(berg).sees_heading("Overview")


def test_what_is_wrong_is_said_where_the_keyboard_is(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    given(dahl).opens("/kliniker/pasient/finn/")
    when(dahl).types("National identity number", "12345678901")
    when(dahl).presses("Find")
    assert "ds-error-summary" in dahl.page.evaluate("document.activeElement.className")
    _goes_to(dahl, "This is not a valid number. It has 11 digits; check for a typing error.")
    dahl.page.keyboard.press("Enter")
    assert dahl.page.evaluate("document.activeElement.name") == "national_id"


def _skips_the_menu(visitor: Visitor) -> None:
    visitor.page.keyboard.press("Tab")
    _is_to_be_seen(visitor.page)
    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"


def _goes_to(visitor: Visitor, name: str, *, backwards: bool = False) -> None:
    """Tab by Tab to what is called that, or is the field of that name."""
    said = re.compile(re.escape(visitor.say(name)))
    for _press in range(MOST_PRESSES):
        visitor.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        place = _is_to_be_seen(visitor.page)
        if place["name"] == name or said.search(str(place["words"])):
            return
    raise AssertionError(f"{name} is out of reach of the keyboard on {visitor.page.url}")


def _is_to_be_seen(page: Page) -> dict[str, object]:
    place: dict[str, object] = page.evaluate(PLACE)
    is_past_the_end = page.evaluate("document.activeElement === document.body")
    assert is_past_the_end or (place["marked"] and place["shown"]), place
    return place


def _presses_enter(visitor: Visitor) -> None:
    with visitor.page.expect_event("load"):
        visitor.page.keyboard.press("Enter")
    visitor.look_over()
