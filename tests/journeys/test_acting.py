"""Kari lets Ola read for her and takes it back; Lie and Moe change the table of ages."""

from __future__ import annotations

from common import clock
from demo.cast.persons import persons
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

STRIP = ".dis-strip--acting"


def test_kari_gives_ola_power_over_documents_and_takes_it_back(arrives: Arrivals) -> None:
    kari, ola = arrives("kari"), arrives("ola")
    given(kari).opens("/hjem/")
    when(kari).follows("Give power of attorney, or see who has it")
    when(kari).follows("Give power of attorney")
    when(kari).types("Name of the person", "Ola Nordli")
    when(kari).types("National identity number", persons(clock.today())["ola"].national_id)
    when(kari).ticks("journal", within="form")
    when(kari).presses("Give power of attorney")
    then(kari).sees("The power of attorney holds from now on.")
    then(kari).sees_no_national_id()

    given(ola).opens("/hjem/")
    when(ola).presses("Switch to %(name)s", about="Kari Nordli")
    then(ola).sees("Kari Nordli", within=STRIP)
    when(ola).follows("Documents")
    then(ola).sees_heading("Documents in the record")
    when(ola).opens("/innsyn/", status=403)
    when(ola).opens("/fullmakt/gi/", status=403)

    when(kari).presses("Take it back")
    then(kari).sees("It is taken back. It holds no longer.")
    when(ola).opens("/journal/", status=404)
    then(ola).sees("You can no longer act for the person whose pages you were on.", within=STRIP)
    when(ola).presses("Go back to your own pages")
    then(ola).sees("Good day, %(name)s", name="Ola")


def test_lie_proposes_and_moe_approves_another_table(arrives: Arrivals) -> None:
    lie, moe = arrives("lie"), arrives("moe")
    given(lie).opens("/administrasjon/representasjon/")
    when(lie).follows("Propose a change")
    when(lie).types("Why is it changed?", "Nothing changes; it is tried.")
    when(lie).presses("Send the proposal")
    then(lie).sees("You have proposed this. Another administrator must approve it.")
    given(moe).opens("/administrasjon/representasjon/2/")
    then(moe).sees("Nothing: the two say the same.")
    when(moe).presses("Approve")
    then(moe).sees("The table is approved.")
