"""The helpline writes down a power of attorney for who calls; Vik changes what raises an alert."""

from __future__ import annotations

from common import clock
from demo.cast.persons import persons
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

LIMITS = "/varsler-innsyn/grenser/"
WHY = "Akuttmottaket åpner flere journaler enn andre om natten."


def test_strand_writes_down_a_power_of_attorney_and_takes_it_back(arrives: Arrivals) -> None:
    numbers = {slug: persons(clock.today())[slug].national_id for slug in ("kari", "ola")}
    strand, kari = arrives("strand", "helseid", scripts=False), arrives("kari", scripts=False)
    given(strand).opens("/hjelpetelefon/")
    when(strand).types("National identity number", numbers["kari"])
    strand.page.locator("#id_confirmed").check()
    when(strand).presses("Go to the settings")
    when(strand).follows("Let somebody act for the patient, or take it back")
    when(strand).follows("Write down a power of attorney")
    when(strand).types("Name of the person", "Ola Nordli")
    when(strand).types("National identity number", numbers["ola"])
    when(strand).ticks("journal", within="form")
    when(strand).ticks("phone", within="form")
    when(strand).presses("Save the power of attorney", status=422)
    then(strand).sees("Make sure first who is on the phone, and tick it.")
    strand.page.locator("#id_is_identified").check()
    when(strand).presses("Save the power of attorney")
    then(strand).sees("The power of attorney holds from now on.")
    then(strand).sees_no_national_id()

    given(kari).opens("/fullmakt/")
    then(kari).sees("Done by the helpline, by phone.")
    when(strand).follows("Take it back")
    when(strand).ticks("paper", within="form")
    strand.page.locator("#id_signed_on").fill(clock.today().isoformat())
    when(strand).presses("Take it back")
    then(strand).sees("Nobody has power of attorney from the patient.")
    when(kari).opens("/varsler/")
    then(kari).sees("A privacy setting was taken back")


def test_vik_changes_the_limits_and_lie_is_told(arrives: Arrivals) -> None:
    vik, lie = arrives("vik", scripts=False), arrives("lie", scripts=False)
    given(vik).opens("/varsler-innsyn/")
    when(vik).follows("What raises an alert, and who has changed it")
    when(vik).unfolds("How do the points work?")
    when(vik).follows("Change the figures")
    vik.page.locator("#id_hour_always").fill("300")
    when(vik).types("Why do you change the figures?", "Natt")
    when(vik).presses("Put the figures in force", status=422)
    when(vik).types("Why do you change the figures?", WHY)
    when(vik).presses("Put the figures in force")
    then(vik).sees("The figures hold from the next opening on.")
    given(lie).opens("/administrasjon/")
    then(lie).sees(WHY)
    when(lie).follows("Show what raises an alert")
    then(lie).sees_heading("What raises an alert")
    then(lie).sees("Less is found")
    when(lie).opens(f"{LIMITS}endre/", status=404)
