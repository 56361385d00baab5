"""What is kept and for how long, and the pages of choices that no other journey comes to."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.test_keyboard import _goes_to, _presses_enter, _skips_the_menu
from tests.journeys.visitor import Arrivals

SETTINGS = "/personvern/innstillinger/"


def test_lie_reads_by_keyboard_how_long_things_are_kept(arrives: Arrivals) -> None:
    lie = arrives("lie")
    given(lie).opens("/administrasjon/")
    _skips_the_menu(lie)
    _goes_to(lie, "What is kept for how long")
    _presses_enter(lie)
    then(lie).sees_heading("What is kept for how long")
    then(lie).sees("The log of who has looked")
    _goes_to(lie, "Administration")
    _presses_enter(lie)
    then(lie).is_at("/administrasjon/")


def test_kari_must_say_that_she_understands_before_she_leaves_sharing(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens(f"{SETTINGS}samtykker/")
    then(kari).sees("Legevakta i Tromsø")
    given(kari).opens(f"{SETTINGS}reservasjon/")
    when(kari).presses("Leave the sharing of records", status=422)
    then(kari).sees("Tick that you have understood what this does.")


def test_the_family_doctor_sees_who_acts_for_astrid(arrives: Arrivals) -> None:
    doctor = arrives("fastlege")
    given(doctor).opens("/kliniker/enhet/")
    given(doctor).presses("Open the record", about="Astrid Marie Fjellvik")
    when(doctor).follows("Representatives")
    then(doctor).sees("Kari Nordli", within="main")
