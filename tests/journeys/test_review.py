"""Vik reviews an emergency of Dr Berg: what was said, what was read, a decision; Kari is told."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

WORKPLACE = "Hjertemedisinsk poliklinikk"
REASON = "Besvimte i resepsjonen, trenger medisinlista"
FINDING = "Var på jobb og hjalp henne"
EMERGENCY = 'form:has(input[name="basis"][value="emergency"])'


def test_an_emergency_is_reviewed_and_the_patient_is_told(arrives: Arrivals) -> None:
    _berg_opens_in_an_emergency(arrives)
    _vik_finds_it_in_order(arrives)
    kari = arrives("kari")
    when(kari).opens("/innsyn/")
    look = kari.page.locator(".dis-look").filter(has_text=kari.say("Checked: in order"))
    assert "Ingrid Berg" in look.first.inner_text()
    then(kari).sees_nothing_of(REASON, FINDING)
    then(kari).sees_no_national_id()


def _berg_opens_in_an_emergency(arrives: Arrivals) -> None:
    berg = arrives("berg", "helseid")
    given(berg).opens("/start/")
    given(berg).wears(WORKPLACE)
    given(berg).opens("/kliniker/enhet/")
    given(berg).presses("Open the record", about="Kari Nordli")
    when(berg).follows("Open with consent or in an emergency")
    when(berg).unfolds("It is an emergency")
    berg.page.locator(f"{EMERGENCY} textarea").fill(REASON)
    when(berg).presses("Open as an emergency")
    then(berg).sees("Emergency access", within=".dis-banner")


def _vik_finds_it_in_order(arrives: Arrivals) -> None:
    vik = arrives("vik", "helseid")
    given(vik).opens("/administrasjon/")
    when(vik).follows("Show the reviews")
    then(vik).sees_heading("Reviews of access")
    then(vik).sees_nothing_of("Kari Nordli", REASON)
    when(vik).chooses("Opened on", vik.say("Emergency"))
    vik.page.locator(".dis-row__title a").filter(has_text="Ingrid Berg").first.focus()
    with vik.page.expect_event("load"):
        vik.page.keyboard.press("Enter")
    vik.look_over()
    then(vik).sees("Kari Nordli")
    then(vik).sees(REASON)
    when(vik).presses("Save the decision", status=422)
    then(vik).sees("Choose what you find.")
    when(vik).ticks("in-order", within="form")
    when(vik).types("Why?", FINDING)
    when(vik).presses("Save the decision")
    then(vik).is_at("/gjennomgang/")


def test_the_reviews_are_read_without_javascript(arrives: Arrivals) -> None:
    vik = arrives("vik", "helseid", scripts=False)
    when(vik).opens("/gjennomgang/?vis=done")
    then(vik).sees_heading("Reviews of access")
    when(vik).opens("/gjennomgang/?frist=utlopt")
    then(vik).sees("No review fits what you have chosen")
