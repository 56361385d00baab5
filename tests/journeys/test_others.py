"""The secretary sees what her work needs, the administrator no health data, a stranger nothing."""

from __future__ import annotations

import pytest

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

OPEN_PAGES = ["/", "/hjelp/", "/personvern/", "/tilgjengelighet/", "/logg-inn/utlopt/"]


def test_the_secretary_reads_the_letter_she_sent(arrives: Arrivals) -> None:
    secretary = arrives()
    given(secretary).signs_in("helseid", "sekretar")
    when(secretary).follows("Show the patients")
    when(secretary).presses("Open the record", about="Kari Nordli")
    when(secretary).follows("Brev om neste kontroll")
    then(secretary).sees_heading("Brev om neste kontroll")


def test_the_administrator_sees_no_health_data(arrives: Arrivals) -> None:
    lie = arrives()
    given(lie).signs_in("helseid", "lie")
    then(lie).is_at("/administrasjon/")
    then(lie).sees("As an administrator you do not see health information about anybody.")
    kari = lie.portal.patient_id("kari")
    for address in ("/journal/", "/innsyn/", f"/kliniker/pasient/{kari}/", "/kliniker/enhet/"):
        when(lie).opens(address, status=404)
        then(lie).sees_nothing_of("Kari", "Nordli", "Epikrise")
    for address in ("/hjem/", "/kliniker/"):
        when(lie).opens(address, status=403)
        then(lie).sees("This page is not for the role you have now")


@pytest.mark.parametrize(
    ("provider", "person", "level"),
    [("idporten", "kari", "idporten-loa-substantial"), ("helseid", "berg", "3")],
)
def test_a_sign_in_below_the_highest_level_is_refused_in_words(
    arrives: Arrivals, provider: str, person: str, level: str
) -> None:
    visitor = arrives()
    when(visitor).signs_in(provider, person, level=level, status=403)
    then(visitor).sees_heading("You need a safer way to sign in")
    when(visitor).opens("/start/")
    then(visitor).sees("Sign in as a patient or relative")


def test_who_stops_on_the_way_in_is_told_that_nothing_happened(arrives: Arrivals) -> None:
    visitor = arrives()
    given(visitor).opens("/")
    given(visitor).follows("Sign in as a patient or relative")
    when(visitor).page.locator('button[value="cancel"]').click()
    then(visitor).sees_heading("You stopped the sign-in")


@pytest.mark.parametrize("address", OPEN_PAGES)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_open_pages_are_fit_for_everybody(
    arrives: Arrivals, address: str, language: str
) -> None:
    visitor = arrives()
    given(visitor).opens("/")
    with visitor.page.expect_event("load"):
        visitor.page.locator(f'button[name="language"][value="{language}"]').click()
    when(visitor).opens(address)
    assert visitor.page.locator("html").get_attribute("lang") == language


def test_a_page_that_is_not_there_says_what_to_do(arrives: Arrivals) -> None:
    kari = arrives("kari")
    when(kari).opens("/journal/finnes-ikke/", status=404)
    then(kari).sees_heading("We cannot find the page")
    when(kari).follows("Go to the front page")
    then(kari).is_at("/hjem/")
