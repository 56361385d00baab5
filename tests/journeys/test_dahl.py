"""Dr Dahl has no relation to Kari: he finds her by number, says why, and Kari is told."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from demo.cast.numbers import synthetic_national_id
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

SUMMARY = "Epikrise, ablasjon"
NUMBER = "National identity number"
DECLARED = 'form:has(input[name="basis"][value="declared"])'
ADDED = "Ringte fra ambulansen om henne"
EMERGENCY = "Bevisstløs i mottaket, trenger medisinlista"


def test_dahl_finds_kari_by_number_says_why_and_reads(arrives: Arrivals) -> None:
    dahl = arrives()
    given(dahl).signs_in("helseid", "dahl")
    then(dahl).is_at("/kliniker/")
    when(dahl).types(NUMBER, dahl.portal.person("kari").national_id)
    when(dahl).presses("Find")
    then(dahl).sees_heading("Why do you open the record?")
    when(dahl).ticks("BEHANDLER", within=DECLARED)
    dahl.page.locator(f"{DECLARED} textarea").fill(ADDED)
    when(dahl).presses("Open the record", within=DECLARED)
    then(dahl).sees("Opened without a registered care relation", within=".dis-banner")
    when(dahl).opens(f"{dahl.page.url}dokumenter/?type=A00-1")
    when(dahl).follows(SUMMARY)
    then(dahl).sees_heading(SUMMARY)
    then(dahl).never_put_in_an_address(dahl.portal.person("kari").national_id)

    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows(SUMMARY)
    assert _pages_of(kari) == _pages_of(dahl)
    when(kari).opens("/innsyn/")
    look = kari.page.locator(".dis-look").filter(has_text="Jonas Dahl").filter(has_text=SUMMARY)
    assert "Nordlandssykehuset" in look.inner_text()
    assert kari.say("Stated the reason personally") in (look.inner_text())
    then(kari).sees_nothing_of(ADDED)


def test_dahl_types_a_wrong_number_and_one_that_nobody_has(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    kari = dahl.portal.person("kari").national_id
    wrong = kari[:-1] + str((int(kari[-1]) + 1) % 10)
    nobody = synthetic_national_id("nobody in the portal", date(1991, 7, 4), female=False)
    given(dahl).opens("/kliniker/pasient/finn/")
    when(dahl).types(NUMBER, wrong)
    when(dahl).presses("Find", status=200)
    then(dahl).sees("This is not a valid number. It has 11 digits; check for a typing error.")
    expect(dahl.page.get_by_label(dahl.say(NUMBER))).to_have_value(wrong)
    when(dahl).types(NUMBER, nobody)
    when(dahl).presses("Find")
    then(dahl).sees("We found nobody with this number")
    for number in (wrong, nobody):
        then(dahl).never_put_in_an_address(number)


def test_an_address_alone_opens_nothing(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    given(dahl).opens("/kliniker/")
    when(dahl).opens(f"/kliniker/pasient/{dahl.portal.patient_id('kari')}/", status=404)
    then(dahl).sees_nothing_of("Kari")


def test_dahl_opens_in_an_emergency_and_kari_is_told(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    given(dahl).opens("/kliniker/pasient/finn/")
    given(dahl).types(NUMBER, dahl.portal.person("kari").national_id)
    given(dahl).presses("Find")
    when(dahl).types("What is the emergency?", "Bevisstløs")
    when(dahl).presses("Open as an emergency", status=422)
    then(dahl).sees("Say what the emergency is, in at least 15 characters.")
    typed = dahl.page.get_by_label(dahl.say("What is the emergency?"))
    expect(typed).to_have_value("Bevisstløs")
    when(dahl).types("What is the emergency?", EMERGENCY)
    when(dahl).presses("Open as an emergency")
    then(dahl).sees("Emergency access", within=".dis-banner")

    kari = arrives("kari")
    when(kari).opens("/hjem/")
    then(kari).sees("Jonas Dahl")
    when(kari).follows("See who, when and why")
    emergency = (
        kari.page.locator(".dis-look")
        .filter(has=kari.page.get_by_text(kari.say("Emergency"), exact=True))
        .filter(has_text="Jonas Dahl")
    )
    assert kari.say("Emergency access is marked, so that it can be reviewed.") in (
        emergency.inner_text()
    )
    numbers = [kari.portal.person(slug).national_id for slug in ("kari", "dahl", "berg")]
    then(kari).sees_nothing_of(EMERGENCY, "Bevisstløs", *numbers)
    then(kari).sees_no_national_id()


def test_dahl_opens_in_an_emergency_without_javascript(arrives: Arrivals) -> None:
    dahl = arrives("dahl", scripts=False)
    given(dahl).opens("/kliniker/")
    when(dahl).types(NUMBER, dahl.portal.person("astrid").national_id)
    when(dahl).presses("Find")
    when(dahl).types("What is the emergency?", "Falt")
    when(dahl).presses("Open as an emergency", status=422)
    expect(dahl.page.get_by_label(dahl.say("What is the emergency?"))).to_have_value("Falt")
    when(dahl).types("What is the emergency?", EMERGENCY)
    when(dahl).presses("Open as an emergency")
    then(dahl).sees("Astrid Marie Fjellvik", within=".dis-banner")


def test_a_doctor_whom_the_patient_has_blocked_finds_nobody(arrives: Arrivals) -> None:
    dahl = arrives("dahl")
    given(dahl).opens("/kliniker/pasient/finn/")
    when(dahl).types(NUMBER, dahl.portal.person("tor-erik").national_id)
    when(dahl).presses("Find")
    then(dahl).sees("We found nobody with this number")
    then(dahl).sees_nothing_of("Lyngmo")


def _pages_of(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".dis-sheet .dis-document__text").all_text_contents()
