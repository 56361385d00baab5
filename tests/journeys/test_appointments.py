"""Kari sees her appointments and puts one in her calendar; Dr Berg sees them beside her record."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.test_critical import at_the_record
from tests.journeys.visitor import Arrivals


def test_kari_finds_her_next_appointment_and_what_is_over(arrives: Arrivals) -> None:
    kari = arrives("kari", width=390)
    given(kari).opens("/start/")
    when(kari).follows("Show all appointments")
    then(kari).sees("Coming appointments")
    then(kari).sees("Blodprøver")
    then(kari).sees("Møt fastende: ikke spis etter midnatt.")
    with kari.page.expect_download() as loading:
        kari.page.locator('a[href$="/kalender/"]').first.click()
    assert loading.value.suggested_filename == "timeavtale.ics"
    when(kari).opens("/timeavtaler/?vis=tidligere")
    then(kari).sees("Earlier appointments")


def test_berg_sees_appointments_of_all_organisations(arrives: Arrivals) -> None:
    berg, record = at_the_record(arrives)
    when(berg).opens(f"{record}timeavtaler/")
    then(berg).sees("Hjertepoliklinikken")
    then(berg).sees("Tromsdalen legesenter")
