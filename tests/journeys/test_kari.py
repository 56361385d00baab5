"""Kari, a patient with ten years of record, reads it and sees who else has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

SUMMARY = "Epikrise, ablasjon"
NOTE = "Poliklinisk notat, høstkontroll"
PICTURE = "Foto av føflekk med dermatoskop"
SUMMARIES = "Epikriser og sammenfatninger"
FINNMARK = "Finnmarkssykehuset HF"


def test_kari_signs_in_and_reads_her_discharge_summary(arrives: Arrivals) -> None:
    kari = arrives()
    given(kari).signs_in("idporten", "kari")
    then(kari).is_at("/hjem/")
    then(kari).sees("Good day, %(name)s", name="Kari")
    when(kari).follows("Documents")
    then(kari).sees_heading("Documents in the record")
    when(kari).follows(SUMMARY)
    then(kari).sees_heading(SUMMARY)
    page = kari.page.locator(".dis-sheet img").first
    assert page.evaluate("image => image.complete && image.naturalWidth") > 500
    then(kari).sees("Eivind Strøm", within=".dis-sheet svg")
    then(kari).sees_no_national_id()


def test_kari_reads_plain_text_and_a_picture(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows(NOTE)
    then(kari).sees("Venter på svar fra hud om føflekken.", within=".dis-document__text")
    when(kari).follows("All documents")
    when(kari).follows(PICTURE)
    picture = kari.page.locator(".dis-sheet img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    assert picture.get_attribute("alt") == PICTURE


def test_numbers_of_a_table_stay_below_each_other(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows("Svar på blod- og urinprøver")
    table = kari.page.locator(".dis-document__text--table")
    assert "NT-proBNP" in table.inner_text()
    assert "monospace" in table.evaluate("table => getComputedStyle(table).fontFamily")


def test_kari_narrows_the_list_and_widens_it_again(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).unfolds("Filter the list")
    when(kari).chooses("Type", SUMMARIES)
    then(kari).sees(SUMMARY)
    then(kari).sees_nothing_of(NOTE, PICTURE)
    then(kari).is_at(r"/journal/\?type=A00-1")
    when(kari).chooses("Organisation", FINNMARK)
    then(kari).sees("No document fits what you have chosen")
    when(kari).follows("Show everything")
    then(kari).sees(NOTE)


def test_back_button_brings_the_former_list(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).unfolds("Filter the list")
    when(kari).chooses("Type", SUMMARIES)
    when(kari).follows(SUMMARY)
    when(kari).goes_back()
    then(kari).is_at(r"/journal/\?type=A00-1")
    then(kari).sees_nothing_of(NOTE)
    when(kari).goes_back()
    then(kari).sees(NOTE)
    chosen = kari.page.get_by_label(kari.say("Type"), exact=True)
    assert chosen.input_value() == ""


def test_kari_finds_and_reads_without_javascript(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens("/hjem/")
    when(kari).follows("Documents")
    when(kari).unfolds("Filter the list")
    when(kari).chooses("Type", SUMMARIES)
    when(kari).presses("Show", within=".dis-filter")
    then(kari).sees(SUMMARY)
    then(kari).sees_nothing_of(NOTE)
    when(kari).follows(SUMMARY)
    then(kari).sees("Eivind Strøm", within=".dis-sheet svg")
    when(kari).follows("All documents")
    then(kari).is_at(r"/journal/\?type=A00-1")
    when(kari).follows("Remove the filter")
    then(kari).sees(NOTE)
    when(kari).follows("Who has looked")
    then(kari).sees("Marit Sollid")


@pytest.mark.parametrize(
    ("title", "extension", "beginning"),
    [
        (SUMMARY, "pdf", b"%PDF-"),
        (NOTE, "txt", b"Stoppet bisoprolol"),
        (PICTURE, "jpg", b"\xff\xd8\xff"),
    ],
)
def test_kari_takes_a_document_home(
    arrives: Arrivals, title: str, extension: str, beginning: bytes
) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows(title)
    download = when(kari).downloads("Download")
    assert Path(download.path()).read_bytes().startswith(beginning)
    assert download.suggested_filename.endswith(f".{extension}")
    answer = kari.context.request.get(download.url)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_kari_sees_who_has_looked_where_and_why(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/hjem/")
    when(kari).follows("See who, when and why")
    then(kari).sees_heading("Who has looked in my record")
    doctor = kari.page.locator(".dis-look").filter(has_text="Marit Sollid")
    assert "Fløyfjell legesenter" in doctor.inner_text()
    assert "Poliklinisk epikrise, atrieflimmer" in doctor.inner_text()
    then(kari).sees_no_national_id()
    when(kari).follows("Everything")
    then(kari).sees("Torill Bakkejord")


def test_kari_reads_the_portal_in_three_languages(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    for code in ("nn", "en", "nb"):
        when(kari).switches_language(code)
        then(kari).is_at("/journal/")
        then(kari).sees_heading("Documents in the record")
        assert kari.page.locator("html").get_attribute("lang") == code
    then(kari).sees("Dokumenter i journalen")


def test_nothing_is_left_behind_after_sign_out(arrives: Arrivals) -> None:
    kari = arrives()
    given(kari).signs_in("idporten", "kari")
    when(kari).follows("Documents")
    when(kari).follows(NOTE)
    when(kari).signs_out()
    then(kari).sees_heading("You are signed out")
    for _step in range(4):
        when(kari).goes_back()
        then(kari).sees_nothing_of("Venter på svar fra hud", "Kari", NOTE)
    when(kari).opens("/journal/")
    then(kari).sees_nothing_of("Kari", NOTE)
