"""Kari closes, Dr Berg meets it, Kari opens again; the helpline does it for who calls."""

from __future__ import annotations

import pytest

from common import clock
from demo.cast.persons import persons
from tests.journeys.steps import given, then, when
from tests.journeys.test_berg import _at_the_record_of_kari
from tests.journeys.visitor import Arrivals

NOTE = "Poliklinisk notat, høstkontroll"
SETTINGS = "/personvern/innstillinger/"
HELPLINE = "/hjelpetelefon/innstillinger/"


@pytest.mark.parametrize("scripts", [True, False])
def test_kari_blocks_a_document_and_dr_berg_meets_it(arrives: Arrivals, scripts: bool) -> None:
    kari = arrives("kari", scripts=scripts)
    given(kari).opens("/journal/")
    link = kari.page.locator('.dis-row a[href^="/journal/"]').filter(has_text=NOTE).first
    address = link.get_attribute("href")
    assert address
    given(kari).opens(address)
    berg = _at_the_record_of_kari(arrives, scripts=scripts)
    when(berg).follows(NOTE)
    read = berg.page.url

    when(kari).follows("Block this document")
    when(kari).presses("Block the document")
    then(kari).sees("The document is blocked.")
    when(berg).opens(read, status=404)
    when(kari).presses("Open the document again")
    then(kari).sees("The document is open again.")
    when(berg).opens(read)

    when(kari).opens("/varsler/")
    then(kari).sees("A privacy setting was taken back")
    when(kari).opens(f"{SETTINGS}historikk/")
    then(kari).sees_heading("What has been decided")


def test_kari_shuts_somebody_out_and_lets_them_in_again(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens(SETTINGS)
    when(kari).follows("See and change who is shut out")
    when(kari).types("Name, HPR number, or the name of the place", "Dahl")
    when(kari).presses("Search")
    when(kari).presses("Shut out", about="Dahl")
    when(kari).presses("Shut out")
    then(kari).sees_heading("Shut somebody out")
    when(kari).presses("Let in again", about="Dahl")
    then(kari).sees("Nobody is shut out.")


def test_the_helpline_closes_the_access_of_who_calls_and_opens_it(arrives: Arrivals) -> None:
    number = persons(clock.today())["ola"].national_id
    strand, ola = arrives("strand", "helseid", scripts=False), arrives("ola", scripts=False)
    given(strand).opens("/hjelpetelefon/")
    when(strand).types("National identity number", number)
    when(strand).presses("Go to the settings", status=422)
    strand.page.locator("#id_confirmed").check()
    when(strand).presses("Go to the settings")
    then(strand).sees_no_national_id()
    when(strand).opens(f"{HELPLINE}egen-tilgang/")
    when(strand).presses("Close the digital access now", status=422)
    then(strand).sees("Tick that you have understood what this does.")
    strand.page.locator("#id_confirm").check()
    when(strand).presses("Close the digital access now")
    when(ola).opens("/journal/", status=403)
    when(strand).presses("Open the digital access again")
    when(ola).opens("/journal/")
