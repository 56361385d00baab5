"""A clinician's day: three clicks to a document, back to the list, to the next, to paper."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import HEIGHT, RULES, Arrivals, Visitor

UNIT = "Hjertemedisinsk poliklinikk"
SCREENS = [(1366, 768), (1024, 768), (768, 1024)]
# From the first page of the day to a chosen document of a patient of the unit: each step a click.
OVERVIEW = ("Show the patients", "Open the record", "Poliklinisk notat, høstkontroll")
DOCUMENTS = ("Show the patients", "Documents", "Svar på blod- og urinprøver")


def _at_work(arrives: Arrivals, *, scripts: bool = True, width: int = 1280) -> Visitor:
    berg = arrives("berg", "helseid", scripts=scripts, width=width)
    given(berg).opens("/rolle/")
    given(berg).wears(UNIT)
    return berg


@pytest.mark.parametrize("clicks", [OVERVIEW, DOCUMENTS], ids=["overview", "documents"])
def test_a_chosen_document_is_three_clicks_away(arrives: Arrivals, clicks: tuple[str, ...]) -> None:
    berg = _at_work(arrives)
    listed, opened, chosen = clicks
    then(berg).is_at("/kliniker/")
    when(berg).follows(listed)
    when(berg).presses(opened, about="Kari Nordli")
    berg.page.locator("main a").filter(has_text=chosen).first.click()
    then(berg).sees_heading(chosen)
    assert len(clicks) == 3


def test_berg_finds_in_the_list_and_comes_back_to_it(arrives: Arrivals) -> None:
    berg = _at_work(arrives)
    given(berg).opens("/kliniker/enhet/?vis=i-behandling&sorter=tid")
    when(berg).types("Part of the name", "nordl")
    when(berg).presses("Filter")
    when(berg).presses("Open the record", about="Kari Nordli")
    when(berg).follows("The list of patients", within=".dis-banner")
    then(berg).is_at("/kliniker/enhet/")
    expect(berg.page.get_by_label(berg.say("Part of the name"))).to_have_value("nordl")
    then(berg).never_put_in_an_address("nordl")


def test_berg_goes_from_one_patient_to_another_and_back(arrives: Arrivals) -> None:
    berg = _at_work(arrives)
    for name in ("Kari Nordli", "Gunnar"):
        given(berg).opens("/kliniker/enhet/")
        given(berg).presses("Open the record", about=name)
    when(berg).follows("Switch patient", within=".dis-banner")
    then(berg).sees_heading("Switch patient")
    when(berg).presses("Open the record", about="Kari Nordli")
    then(berg).sees("Kari Nordli", within=".dis-banner")
    when(berg).opens("/kliniker/enhet/?vis=apnet")
    then(berg).sees("Kari Nordli", within="main")


def test_berg_comes_back_to_the_very_document_after_signing_in_anew(arrives: Arrivals) -> None:
    berg = _at_work(arrives)
    given(berg).follows("Show the patients")
    given(berg).presses("Open the record", about="Kari Nordli")
    given(berg).follows("Poliklinisk notat, høstkontroll")
    document = berg.page.url.removeprefix(berg.portal.url)
    berg.context.clear_cookies()
    berg.bring_session(berg.portal.session_of("berg", "helseid"))
    when(berg).opens(document)
    when(berg).wears(UNIT)
    when(berg).presses("Open the record")
    then(berg).is_at(document)


def test_berg_finds_by_name_without_javascript(arrives: Arrivals) -> None:
    berg = _at_work(arrives, scripts=False)
    given(berg).opens("/kliniker/pasient/finn/")
    when(berg).types("Part of the name", "nordli")
    when(berg).presses("Search in the unit")
    when(berg).presses("Open the record", about="Kari Nordli")
    then(berg).sees_heading("Overview")


def test_berg_prints_some_of_the_documents(arrives: Arrivals) -> None:
    berg = _documents(arrives)
    when(berg).unfolds("Print several")
    boxes = berg.page.locator('input[name="d"]')
    for at in range(3):
        boxes.nth(at).check()
    when(berg).presses("Print the chosen")
    expect(berg.page.locator("[data-print]")).to_be_visible(timeout=60_000)
    assert then(berg).count("article.dis-print__document") >= 3
    berg.look_over()
    berg.page.emulate_media(media="print")
    then(berg).sees("Kari Nordli", within=".dis-print__cover")
    then(berg).sees("Ingrid Berg", within=".dis-print__cover")
    assert then(berg).count("nav, button, .ds-button, .dis-footer, .dis-print__state") == 0
    then(berg).sees_no_national_id()


def test_berg_prints_without_javascript(arrives: Arrivals) -> None:
    berg = _documents(arrives, scripts=False)
    given(berg).unfolds("Print several")
    boxes = berg.page.locator('input[name="d"]')
    for at in range(2):
        boxes.nth(at).check()
    when(berg).presses("Print the chosen")
    berg.page.locator("noscript a").click()
    assert then(berg).count("article.dis-print__document") == 2


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_the_first_screen_shows_what_matters(arrives: Arrivals, width: int, height: int) -> None:
    berg = _at_work(arrives, width=width)
    berg.page.set_viewport_size({"width": width, "height": height})
    seen = {
        "/kliniker/": ".dis-card .ds-button",
        "/kliniker/enhet/": "tbody tr:nth-child(3) .ds-button",
        "/kliniker/pasient/finn/": "#id_national_id",
    }
    for address, selector in seen.items():
        berg.page.goto(address)
        box = berg.page.locator(selector).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= height, f"{address} {box}"
        assert berg.page.evaluate("document.documentElement.scrollWidth") <= width
    berg.page.goto("/kliniker/enhet/")
    berg.page.locator("tr", has_text="Kari Nordli").locator("button").first.click()
    timeline = berg.page.locator(".dis-rows li").nth(1).bounding_box()
    assert timeline
    assert timeline["y"] < height
    berg.page.set_viewport_size({"width": berg.width, "height": HEIGHT})


def test_dark_pages_can_be_read(arrives: Arrivals) -> None:
    berg = _at_work(arrives)
    berg.page.emulate_media(color_scheme="dark")
    given(berg).follows("Show the patients")
    _can_be_read(berg)
    given(berg).presses("Documents", about="Kari Nordli")
    _can_be_read(berg)
    berg.page.locator("a.dis-pick").first.click()
    _can_be_read(berg)
    background = "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)"
    assert max(berg.page.evaluate(background)) < 60
    berg.page.emulate_media(media="print", color_scheme="dark")
    colour = "getComputedStyle(document.querySelector('h1')).color"
    assert berg.page.evaluate(colour) == "rgb(0, 0, 0)"


def _can_be_read(visitor: Visitor) -> None:
    found = Axe().run(visitor.page, options=RULES).response["violations"]
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found], visitor.page.url


def _documents(arrives: Arrivals, *, scripts: bool = True) -> Visitor:
    berg = _at_work(arrives, scripts=scripts)
    given(berg).follows("Show the patients")
    given(berg).presses("Documents", about="Kari Nordli")
    return berg
