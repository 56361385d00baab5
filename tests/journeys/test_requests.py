"""Kari asks for a correction, the hospital answers, and Kari reads the answer."""

from __future__ import annotations

import pytest

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

NOTE = "Poliklinisk notat, høstkontroll"
LETTER = "Brev om neste kontroll"
CHECK_UP = "Kontroll tre måneder etter mandeloperasjon"
WRONG = "Det står feil medisin. Jeg bruker apixaban."
ANSWER = "Takk for at du sa fra. Vi har rettet det."


def open_document(kari: Visitor, title: str) -> None:
    """From the list, whatever marks stand before the title there."""
    given(kari).opens("/journal/")
    link = kari.page.locator('.dis-row a[href^="/journal/"]').filter(has_text=title).first
    address = link.get_attribute("href")
    assert address
    given(kari).opens(address)


@pytest.mark.parametrize(
    ("document", "slug", "scripts"), [(LETTER, "sekretar", True), (NOTE, "vik", False)]
)
def test_kari_asks_for_something_and_reads_the_answer(
    arrives: Arrivals, document: str, slug: str, scripts: bool
) -> None:
    kari = arrives("kari", scripts=scripts)
    open_document(kari, document)
    when(kari).follows("Ask to have it deleted")
    then(kari).sees_heading("Ask for deletion")
    when(kari).presses("Send the request", status=422)
    then(kari).sees("Write what you want deleted, and why.")
    when(kari).types("What do you want deleted, and why?", WRONG)
    when(kari).presses("Send the request")
    then(kari).sees("Your request is sent. You get the answer on this page.")
    then(kari).sees(WRONG)
    address = kari.page.url

    staff = arrives(slug, scripts=scripts)
    given(staff).opens("/start/")
    when(staff).follows("Show the requests")
    then(staff).sees("Kari Nordli")
    when(staff).opens(address.replace("henvendelser", "oppgaver"))
    then(staff).sees(WRONG)
    when(staff).presses("Take the request")
    when(staff).presses("Send the answer and close", status=422)
    then(staff).sees("Choose how the request ends.")
    when(staff).ticks("complete", within="#answer_result")
    when(staff).types("Your answer to the patient", ANSWER)
    when(staff).presses("Send the answer and close")
    then(staff).sees("The answer is sent. The patient sees it now.")

    when(kari).opens("/hjem/")
    then(kari).sees("New answer")
    when(kari).opens(address)
    then(kari).sees(ANSWER)
    then(kari).sees_no_national_id()


def test_kari_changes_her_mind_before_anybody_has_begun(arrives: Arrivals) -> None:
    kari = arrives("kari")
    open_document(kari, LETTER)
    when(kari).follows("Ask to have it corrected")
    when(kari).types("What is wrong, and what is right?", WRONG)
    when(kari).presses("Send the request")
    when(kari).unfolds("I no longer want an answer")
    when(kari).presses("Withdraw the request")
    then(kari).sees("The request is withdrawn.")


def test_kari_asks_for_what_is_not_shown_and_why_somebody_looked(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens("/henvendelser/")
    when(kari).follows("Ask for documents that are not shown here")
    then(kari).sees_heading("Ask for documents that are not shown here")
    then(kari).sees("Those who do not take requests here")
    when(kari).opens("/innsyn/")
    when(kari).page.locator('a[href^="/innsyn/spor/"]').first.click()
    then(kari).sees_heading("Ask why this person was in the record")


def test_the_keyboard_alone_takes_a_request(arrives: Arrivals) -> None:
    kari = arrives("kari")
    open_document(kari, "Svar på blod- og urinprøver")
    given(kari).follows("Ask to have it corrected")
    field = kari.page.get_by_label(kari.say("What is wrong, and what is right?"))
    field.focus()
    kari.page.keyboard.type(WRONG)
    kari.page.keyboard.press("Tab")
    with kari.page.expect_event("load"):
        kari.page.keyboard.press("Enter")
    then(kari).sees("Your request is sent. You get the answer on this page.")


def test_kari_sends_what_she_wrote_after_she_changed_person_in_another_tab(
    arrives: Arrivals,
) -> None:
    kari = arrives("kari")
    given(kari).opens("/hjem/")
    when(kari).presses("Switch to %(name)s", about="Lise Nordli")
    open_document(kari, CHECK_UP)
    when(kari).follows("Ask to have it corrected")
    when(kari).types("What is wrong, and what is right?", WRONG)
    other = kari.context.new_page()
    other.goto(f"{kari.portal.url}/hjem/")
    other.locator('aside form[action="/handle-for/"] button').click()
    other.wait_for_load_state("load")

    when(kari).presses("Send the request", status=409)
    then(kari).sees("Nothing was sent")
    then(kari).sees_nothing_of(CHECK_UP)
    kari.look_over()
    assert then(kari).count("form[target=_blank] button") == 1
    # What the button opens in a new tab, done in the one that is open.
    other.locator("form[action='/handle-for/'] button").filter(has_text="Lise").click()
    other.wait_for_load_state("load")
    when(kari).presses("Send again")
    then(kari).sees("Your request is sent. You get the answer on this page.")
    then(kari).sees(WRONG)
