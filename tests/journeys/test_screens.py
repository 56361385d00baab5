"""Small windows, large text and paper lose nothing, and long names find room."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, ViewportSize

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import HEIGHT, Arrivals, Visitor

# The window of 1280 px at 200 % zoom.
ZOOMED: ViewportSize = {"width": 640, "height": 450}
LONG_NAMES = [
    "Elle Márjá Čuoŋavárri",
    "Ráhkkel Guovžžamielli",
    "Anne-Katharina Elisabeth von der Lippe Bjørkeng-Kristoffersen",
]
# What is said and offered in the page; the menu has a journey of its own.
OFFERED = """() => [...document.querySelectorAll(
        "main :is(h1, h2, a, button, select, label, summary)"
    )].filter(each => each.checkVisibility())
    .map(each => each.innerText.trim().replace(/\\s+/g, " ")).filter(Boolean)"""


@pytest.mark.parametrize("address", ["/", "/hjem/", "/journal/", "/innsyn/", "/hjelp/"])
def test_citizens_lose_nothing_at_double_size(arrives: Arrivals, address: str) -> None:
    kari = arrives() if address == "/" else arrives("kari")
    given(kari).opens(address)
    _loses_nothing(kari)


def test_a_document_loses_nothing_at_double_size(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows("Svar på blod- og urinprøver")
    _loses_nothing(kari)


def test_clinicians_lose_nothing_at_double_size(arrives: Arrivals) -> None:
    berg = _at_the_list_of_the_unit(arrives)
    _loses_nothing(berg)
    when(berg).presses("Open the record", about="Kari Nordli")
    _loses_nothing(berg)
    when(berg).opens(f"/kliniker/pasient/{berg.portal.patient_id('kari')}/apne/")
    _loses_nothing(berg)


def _addresses(links: Locator) -> set[str]:
    return {each.get_attribute("href") or "" for each in links.all()}


def test_menu_at_double_size_leads_where_the_wide_one_does(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/hjem/")
    links = kari.page.locator(".dis-header .dis-nav a").filter(visible=True)
    wide = _addresses(links)
    kari.page.set_viewport_size(ZOOMED)
    kari.page.locator(".dis-menu--phone > summary").click()
    assert _addresses(links) == wide
    assert kari.page.locator(".dis-menu--phone button").filter(visible=True).count() == 4


@pytest.mark.parametrize("name", LONG_NAMES)
def test_long_names_find_room_on_a_phone(arrives: Arrivals, name: str) -> None:
    berg = _at_the_list_of_the_unit(arrives, width=320)
    then(berg).sees(name)
    when(berg).presses("Open the record", about=name)
    then(berg).sees(name, within=".dis-banner")
    when(berg).follows("Documents")
    then(berg).sees(name, within=".dis-banner")


def test_paper_holds_the_document_and_nothing_to_press(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    given(kari).follows("Svar på blod- og urinprøver")
    kari.page.emulate_media(media="print")
    then(kari).sees("NT-proBNP", within=".dis-document__text")
    then(kari).sees("Laboratoriemedisin")
    assert then(kari).count("nav, button, .ds-button, form, .dis-footer") == 0


def test_paper_says_whose_document_a_clinician_printed(arrives: Arrivals) -> None:
    berg = _at_the_list_of_the_unit(arrives)
    given(berg).presses("Open the record", about="Kari Nordli")
    given(berg).follows("Poliklinisk notat, høstkontroll")
    berg.page.emulate_media(media="print")
    then(berg).sees("Kari Nordli", within=".dis-banner")
    then(berg).sees("Venter på svar fra hud", within=".dis-document__text")
    assert then(berg).count("nav, button, .ds-button, form, .dis-reader__list, .dis-footer") == 0


def _at_the_list_of_the_unit(arrives: Arrivals, *, width: int = 1280) -> Visitor:
    berg = arrives("berg", "helseid", width=width)
    given(berg).opens("/rolle/")
    given(berg).wears("Hjertemedisinsk poliklinikk")
    given(berg).opens("/kliniker/enhet/")
    return berg


def _loses_nothing(visitor: Visitor) -> None:
    wide = visitor.page.evaluate(OFFERED)
    visitor.page.set_viewport_size(ZOOMED)
    zoomed = visitor.page.evaluate(OFFERED)
    too_wide = visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    visitor.page.set_viewport_size({"width": visitor.width, "height": HEIGHT})
    assert wide
    assert zoomed == wide
    assert not too_wide
