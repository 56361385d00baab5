"""Kari meets documents in every turn of their life, and Dr Berg what she does not see yet."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

DRAFT = "Telefonsamtale om hjertebank"
LETTER, HOW_TO = "Innkalling til årskontroll", "Slik måler du blodtrykket hjemme"
MISTAKE, REASON = "Blodprøver (feilført)", "Prøven tilhører en annen pasient med nesten likt navn."
CHANGED, FORMER_WORDS = "Halvårskontroll", "Apixaban stoppes også da."
NOTE, ADDITION = "Poliklinisk notat, høstkontroll", "Tillegg til høstkontrollen"
DELAYED = "Gentest, arvelig nyresykdom"


def opens_document(visitor: Visitor, title: str) -> None:
    """From the list, where a mark for what is not read may come before the title."""
    given(visitor).opens("/journal/")
    with visitor.page.expect_event("load"):
        visitor.page.locator(".dis-row__title a", has_text=title).first.click()
    visitor.look_over()


def follows_address(visitor: Visitor, part: str) -> None:
    with visitor.page.expect_event("load"):
        visitor.page.locator(f'main a[href*="{part}"]').first.click()
    visitor.look_over()


def test_kari_sees_what_is_a_draft_and_what_was_a_mistake(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    then(kari).sees_nothing_of(DELAYED)
    opens_document(kari, DRAFT)
    then(kari).sees("This is a draft. Whoever writes it may still change it.")
    opens_document(kari, MISTAKE)
    then(kari).sees("This document was registered by mistake")
    then(kari).sees(REASON)
    then(kari).sees_nothing_of("LDL-kolesterol")


def test_kari_opens_an_attachment_and_what_was_added_later(arrives: Arrivals) -> None:
    kari = arrives("kari")
    opens_document(kari, LETTER)
    when(kari).follows(HOW_TO)
    then(kari).sees_heading(HOW_TO)
    when(kari).follows(LETTER)
    opens_document(kari, NOTE)
    when(kari).follows(ADDITION)
    then(kari).sees("Belongs to")
    when(kari).follows(NOTE)
    then(kari).sees_heading(NOTE)


def test_kari_reads_how_a_document_was_before(arrives: Arrivals) -> None:
    kari = arrives("kari")
    opens_document(kari, CHANGED)
    then(kari).sees_nothing_of(FORMER_WORDS)
    follows_address(kari, "/versjoner/")
    then(kari).sees_heading("Versions of the document")
    follows_address(kari, "/versjoner/")
    then(kari).sees(FORMER_WORDS)
    when(kari).follows("Read the version in force")
    then(kari).sees_nothing_of(FORMER_WORDS)
