"""Dr Berg and Kari look at the same test results: the table, a series, a report that waits."""

from __future__ import annotations

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

TISSUE = "Histologisk undersøkelse, tykktarm"


def test_kari_reads_her_results_in_plain_words(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/provesvar/")
    then(kari).sees("Answers that come later")
    then(kari).sees_nothing_of(TISSUE)
    when(kari).opens("/provesvar/verdi/?a=creatinine")
    then(kari).sees("The last answer")
    then(kari).sees("What is this?")
    when(kari).opens("/provesvar/type/quick/")
    then(kari).sees("The newest answer")
    kari.fits(390)


def test_without_scripts_and_on_a_phone_the_values_are_there(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False, width=390)
    given(kari).opens("/provesvar/")
    then(kari).sees("The last value of each")
    kari.fits(390)


def test_dr_berg_sees_all_laboratories_in_one_table(arrives: Arrivals) -> None:
    berg = arrives()
    given(berg).signs_in("helseid", "berg")
    when(berg).wears("Hjertemedisinsk poliklinikk")
    when(berg).follows("Show the patients")
    when(berg).presses("Open the record", about="Kari Nordli")
    when(berg).follows("Test results")
    then(berg).sees("preliminary")
    then(berg).sees("Requested and not answered")
    assert then(berg).count("table svg.dis-curve") > 5
    when(berg).follows("Haemoglobin")
    assert then(berg).count("svg[role=img] polygon, svg[role=img] circle") > 20
    when(berg).goes_back()
    when(berg).opens(f"{berg.page.url.split('provesvar')[0]}provesvar/rapporter/")
    when(berg).follows(TISSUE)
    then(berg).sees("What the patient sees")


def test_dr_berg_opens_a_file_and_sees_what_was_corrected(arrives: Arrivals) -> None:
    berg = arrives()
    given(berg).signs_in("helseid", "berg")
    when(berg).wears("Hjertemedisinsk poliklinikk")
    when(berg).follows("Show the patients")
    when(berg).presses("Open the record", about="Kari Nordli")
    when(berg).follows("Test results")
    reports = f"{berg.page.url.split('provesvar')[0]}provesvar/rapporter/?vis=alle"
    when(berg).opens(reports)
    when(berg).follows("Histologisk undersøkelse, hud")
    when(berg).follows("Svar fra patologen (PDF)")
    then(berg).sees("Download")
    assert then(berg).count(".dis-sheet img") == 1
    berg.fits(390)
    when(berg).opens(reports)
    when(berg).follows("Kalium, ny kontroll")
    when(berg).follows("2 utgaver av svaret: se hva som er endret")
    then(berg).sees("Changed from the version before")
    berg.fits(390)
    when(berg).follows("Utgave 1")
    then(berg).sees("Show the answer that is in force")


def test_kari_reads_the_file_of_an_answer(arrives: Arrivals) -> None:
    kari = arrives("kari", width=390)
    given(kari).opens("/provesvar/type/pathology/")
    when(kari).follows("Histologisk undersøkelse, hud")
    when(kari).follows("Svar fra patologen (PDF)")
    then(kari).sees("Download")
    assert then(kari).count(".dis-sheet img") == 1
    kari.fits(390)
