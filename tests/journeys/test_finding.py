"""Finding documents: by words, by year, by keys, and with filters of one's own."""

from __future__ import annotations

from playwright.sync_api import expect

from journal import reading_in
from tests.journeys.steps import given, then, when
from tests.journeys.visitor import Arrivals, Visitor

FIELD = "Search in the documents"
WORD = "ablasjon"
SUMMARY = "Epikrise, ablasjon"


def test_kari_finds_a_word_without_javascript_and_comes_back(arrives: Arrivals) -> None:
    kari = _with_words(arrives("kari", scripts=False))
    given(kari).opens("/journal/")
    when(kari).types(FIELD, WORD)
    when(kari).presses("Search")
    then(kari).is_at("/journal/\\?sok=")
    assert then(kari).count("mark") > 1
    hits = kari.page.url
    when(kari).follows(SUMMARY, within="[data-shortcut-list]")
    then(kari).sees_heading(SUMMARY)
    when(kari).follows("All documents")
    assert kari.page.url == hits
    then(kari).never_put_in_an_address(WORD)


def test_a_national_id_reaches_no_address(arrives: Arrivals) -> None:
    kari = arrives("kari")
    number = kari.portal.person("ola").national_id
    given(kari).opens("/journal/")
    when(kari).types(FIELD, number)
    when(kari).presses("Search", status=422)
    then(kari).sees(
        "You cannot search with a national identity number here."
        " It has been removed from the field and is not kept."
    )
    expect(kari.page.get_by_label(kari.say(FIELD), exact=True).last).to_have_value("")
    then(kari).never_put_in_an_address(number)


def test_kari_goes_through_the_years(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    when(kari).follows("Timeline", within="main")
    year = kari.page.locator(".dis-years a").nth(1).inner_text()
    when(kari).follows(year, within=".dis-years")
    then(kari).is_at(f"/journal/\\?visning=tidslinje&ar={year}")
    assert then(kari).count(".dis-month") > 0


def test_keys_move_and_can_be_switched_off(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    links = kari.page.locator("[data-shortcut-list] li a")
    for _press in range(2):
        kari.page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    kari.page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    kari.page.keyboard.press("/")
    expect(kari.page.locator("#search-words")).to_be_focused()
    kari.page.keyboard.press("j")
    expect(kari.page.locator("#search-words")).to_have_value("j")
    kari.page.locator("h1").click()
    kari.page.keyboard.press("?")
    expect(kari.page.locator("#shortcuts")).to_be_visible()
    kari.look_over()
    kari.page.locator("[data-shortcuts-on]").uncheck()
    kari.page.keyboard.press("Escape")
    when(kari).opens("/journal/")
    kari.page.keyboard.press("j")
    expect(links.nth(0)).not_to_be_focused()


def test_keys_lead_from_document_to_document_and_back(arrives: Arrivals) -> None:
    kari = arrives("kari")
    given(kari).opens("/journal/")
    first = kari.page.locator("[data-shortcut-list] li a").first
    with kari.page.expect_event("load"):
        first.click()
    opened = kari.page.url
    for key in "jk":
        with kari.page.expect_event("load"):
            kari.page.keyboard.press(key)
    assert kari.page.url == opened
    with kari.page.expect_event("load"):
        kari.page.keyboard.press("u")
    then(kari).is_at("/journal/$")
    expect(kari.page.locator(".dis-row--unread").first).to_be_visible()
    assert "dis-row--unread" not in (
        kari.page.locator("[data-shortcut-list] > li").first.get_attribute("class") or ""
    )


def test_berg_searches_the_unit_opens_a_hit_and_saves_a_filter(arrives: Arrivals) -> None:
    berg = _with_words(arrives("berg", "helseid"))
    given(berg).opens("/rolle/")
    given(berg).wears("Universitetssykehuset")
    when(berg).follows("Search")
    when(berg).types("Search for", WORD)
    when(berg).presses("Search", within="main")
    then(berg).sees("Kari Nordli", within="main h2")
    when(berg).follows(SUMMARY, within="[data-shortcut-list]")
    when(berg).presses("Open the record")
    record = f"/kliniker/pasient/{berg.portal.patient_id('kari')}/dokumenter/"
    when(berg).opens(f"{record}?type=A00-1")
    when(berg).unfolds("Saved filters")
    when(berg).types("Name of what you have chosen now", "Epikriser")
    when(berg).presses("Save the filter")
    when(berg).opens(record)
    when(berg).follows("Epikriser", within=".dis-reader__list")
    then(berg).is_at(f"{record}\\?type=A00-1")
    when(berg).opens("/kliniker/filtre/")
    when(berg).presses("Delete")
    then(berg).sees("You have saved no filter")


def _with_words(visitor: Visitor) -> Visitor:
    """As after a while with a worker running."""
    visitor.portal.ask(lambda: reading_in.drain(120))
    return visitor
