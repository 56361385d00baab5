"""Kari shares her summary with a doctor abroad, sees who has opened it, and takes the link back."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.portal import Portal
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import HEIGHT, PHONE, RULES, Arrivals

LINKS, NEW = "/oppsummering/lenker/", "/oppsummering/lenker/ny/"
DOCTOR = "Dr. García, Hospital Clínic"


def test_kari_shares_her_summary_and_takes_the_link_back(
    arrives: Arrivals, browser: Browser, portal: Portal
) -> None:
    kari = arrives("kari")
    given(kari).opens("/oppsummering/")
    then(kari).sees("Health problems")
    when(kari).follows("Share with a QR code")
    then(kari).sees("There are no links")
    when(kari).follows("Make a new link")
    when(kari).presses("Make the link", status=422)
    then(kari).sees("Choose a passcode.")
    kari.page.locator("#id_label").fill("Legen i Alicante")
    kari.page.locator("#id_passcode").fill("blåbær7")
    kari.page.locator("#id_confirm").check()
    when(kari).presses("Make the link")
    then(kari).sees("The link is shown only now")
    link = kari.page.locator("#the-link").input_value()

    _doctor_opens(browser, link)

    when(kari).follows("I have saved the link")
    then(kari).sees("Opened by:")
    expect(kari.page.locator("main")).to_contain_text(DOCTOR)
    when(kari).presses("Take back", about="Legen i Alicante")
    then(kari).sees("The link is taken back. It opens nothing any more.")


def _doctor_opens(browser: Browser, link: str) -> None:
    context = browser.new_context()
    try:
        doctor = context.new_page()
        doctor.goto(link)
        _is_for_everybody(doctor)
        doctor.locator("#viewer-recipient").fill(DOCTOR)
        doctor.locator("#viewer-passcode").fill("feilkode")
        doctor.locator("#viewer-form button").click()
        expect(doctor.locator("#viewer-said")).to_contain_text("4")
        doctor.wait_for_timeout(1_100)  # The same link is tried once a second.
        doctor.locator("#viewer-passcode").fill("blåbær7")
        doctor.locator("#viewer-form button").click()
        expect(doctor.locator("#viewer-summary h2")).to_contain_text("Kari")
        expect(doctor.locator("#viewer-form")).to_be_hidden()
        _is_for_everybody(doctor)
    finally:
        context.close()


def _is_for_everybody(page: Page) -> None:
    """No fault that axe finds, and nothing wider than a phone."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_link_that_is_none_says_so(browser: Browser, portal: Portal) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{portal.url}/delt/#shlink:/e30")
        expect(page.locator("#viewer-said .ds-alert")).to_be_visible()
        expect(page.locator("#viewer-form")).to_be_hidden()
    finally:
        context.close()
