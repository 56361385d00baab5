"""Kari finds out who has looked: by day, by person, why, in one document, and takes it home."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals

DOCUMENT = re.compile(r"/journal/[0-9a-f-]{36}/")


def test_kari_reads_the_log_and_takes_it_home(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/innsyn/?periode=alt")
    # Of a system there is less to say than of a person.
    row = kari.page.locator(".dis-look").filter(has_text="Ingrid Berg").first
    expect(row).to_be_visible()

    why = row.get_by_text(kari.say("Why is this person here?"))
    why.focus()
    kari.page.keyboard.press("Enter")
    opened = row.locator("details.dis-look__why[open] li")
    expect(opened.first).to_be_visible()
    assert opened.count() >= 3

    when(kari).follows("By person")
    heading = kari.page.locator("main section h2").first
    expect(heading).to_be_visible()
    names = kari.page.locator("main section h2").all_text_contents()
    assert len(names) == len(set(names))
    when(kari).follows("What the systems do")
    expect(kari.page.locator("main table")).to_be_visible()

    for ending in ("PDF", "CSV"):
        with kari.page.expect_download() as waiting:
            kari.page.get_by_role("link", name=ending, exact=True).click()
        assert waiting.value.suggested_filename.endswith(f".{ending.lower()}")
    assert not kari.complaints


def test_kari_chooses_and_takes_a_choice_away_again(arrives: Arrivals) -> None:
    kari = arrives("kari", scripts=False)
    given(kari).opens("/innsyn/?periode=alt")
    count = kari.page.locator(".dis-look").count()
    kari.page.locator("main details:has(form) > summary").click()
    kari.page.locator("#filter-gjort").select_option("lastet-ned")
    kari.page.locator("#filter-grunn").select_option("nod")
    with kari.page.expect_navigation():
        kari.page.locator("main form button").click()
    then(kari).sees("Nothing in the log fits your choice")
    kari.look_over()
    for _ in range(2):
        with kari.page.expect_navigation():
            kari.page.locator(".dis-chip--removable").first.click()
    assert kari.page.locator(".dis-look").count() == count


def test_a_document_leads_to_its_own_log_and_back(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    links = kari.page.locator("main a").evaluate_all("all => all.map(a => a.pathname)")
    document = next(each for each in links if DOCUMENT.fullmatch(each))
    when(kari).opens(document)
    kari.page.locator('a[href^="/innsyn/dokument/"]').click()
    then(kari).sees_heading("Who has read this document")
    kari.look_over()
    when(kari).follows("Show your own visits too")
    expect(kari.page.locator(".dis-look").first).to_be_visible()
    when(kari).follows("Back to the document")
    then(kari).is_at(document)
