"""Documents in a real browser: nothing runs, nothing is asked for, all can be read.

Rows 36, 37 and 38 of the attack list, and what people with keyboards, phones and large letters see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from journal.presenters.contents import content
from tests.journal import files, messages
from tests.journal.hostile import CORPUS
from tests.journal.test_formats_hostile import FORMATS, in_cda, in_kith
from tests.journal.window import HOST, Window, chromium

Opens = Callable[..., Window]
WIDE = (
    "<table><caption>Prøver</caption><thead><tr>"
    + "".join(f"<th>Kolonne {n}</th>" for n in range(12))
    + "</tr></thead><tbody><tr>"
    + "<td>Verdi</td>" * 12
    + "</tr></tbody></table>"
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    pages: list[Page] = []

    def open_(data: bytes, kind: str, *, width: int = 1366, scripts: bool = True) -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": 768}, java_script_enabled=scripts
        )
        pages.append(context.new_page())
        window = Window(pages[-1])
        window.show(content("Epikrise", (data, kind)))
        return window

    yield open_
    for page in pages:
        page.context.close()


def hostile_message(kind: str) -> bytes:
    """Every word of the corpus in one document."""
    if kind == "cda":
        together = "".join(in_cda(hostile).decode() for hostile in CORPUS.values())
        parts = together.split("<structuredBody>")[1:]
        return messages.cda(*(part.partition("</structuredBody>")[0] for part in parts))
    texts = (in_kith(hostile).decode() for hostile in CORPUS.values())
    parts = [text.split("</MsgInfo>")[1].removesuffix("</MsgHead>") for text in texts]
    return messages.enveloped(more="".join(parts))


@pytest.mark.attack(36)
@pytest.mark.attack(37)
@pytest.mark.attack(38)
@pytest.mark.parametrize("kind", ["cda", "kith"])
def test_in_a_browser_nothing_hostile_runs_or_asks_for_anything(kind: str, opens: Opens) -> None:
    window = opens(hostile_message(kind), "text/xml")

    body = window.page.frame_locator("iframe").locator("body")
    assert "alert(1)" in body.inner_text()
    assert (window.complaints, window.leaks) == ([], [])
    assert window.page.evaluate("location.href") == HOST + "/"


@pytest.mark.attack(37)
@pytest.mark.parametrize("kind", ["rtf", "pdf", "text"])
def test_in_a_browser_hostile_letters_are_letters(kind: str, opens: Opens) -> None:
    content_type, made = FORMATS[kind]
    window = opens(made(" ".join(CORPUS.values())), content_type)

    assert (window.complaints, window.leaks) == ([], [])


def test_a_frame_runs_nothing_even_if_a_script_were_in_it(opens: Opens) -> None:
    window = opens(messages.cda(messages.section("Hei")), "text/xml")
    frame = window.page.locator("iframe")

    assert frame.get_attribute("sandbox") == "allow-same-origin"
    assert frame.get_attribute("title") == "The text of Epikrise"
    assert "default-src 'none'" in (frame.get_attribute("srcdoc") or "")
    frame.evaluate("""frame => { frame.srcdoc += "<script>parent.ran = 1</script>"
        + "<img src=x onerror='parent.ran = 1'>" }""")
    window.page.wait_for_timeout(300)
    assert window.page.evaluate("window.ran") is None


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_a_long_text_is_one_page_and_wide_tables_scroll_in_themselves(
    width: int, opens: Opens
) -> None:
    data = messages.cda(messages.section("<paragraph>Ord. </paragraph>" * 60 + WIDE))
    page = opens(data, "text/xml", width=width).page
    page.wait_for_function("document.querySelector('iframe').dataset.grown")

    sizes = page.evaluate("""() => {
        const frame = document.querySelector("iframe"), inner = frame.contentDocument
        const region = inner.querySelector("[role=group]")
        return [frame.offsetHeight - inner.body.offsetHeight,
                inner.documentElement.scrollWidth - frame.clientWidth,
                document.documentElement.scrollWidth - innerWidth,
                region.scrollWidth > region.clientWidth || innerWidth > 1000, region.tabIndex]
    }""")
    assert 0 <= sizes[0] < 20
    assert sizes[1] <= 0
    assert sizes[2] <= 0
    assert sizes[3:] == [True, 0]


def test_without_javascript_the_frame_is_tall_and_scrolls(opens: Opens) -> None:
    data = messages.cda(messages.section("<paragraph>Ord. </paragraph>" * 100))
    window = opens(data, "text/xml", scripts=False)

    box = window.page.locator("iframe").bounding_box()
    assert box
    assert box["height"] > 400
    assert (window.complaints, window.leaks) == ([], [])


@pytest.mark.parametrize("scripts", [True, False])
def test_a_picture_grows_by_keyboard_and_without_javascript(scripts: bool, opens: Opens) -> None:
    page = opens(files.picture("PNG", (600, 400)), "image/png", scripts=scripts).page
    picture = page.locator(".dis-sheet__page img")

    def size(name: str) -> float:
        page.get_by_role("radio", name=name).focus()
        page.keyboard.press("Space")
        box = picture.bounding_box()
        assert box
        return box["width"]

    assert [round(size(name)) for name in ("100 %", "150 %", "200 %", "400 %")] == [
        600, 900, 1200, 2400,
    ]  # fmt: skip
    assert size("Fit") < 900
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0 or not scripts
    assert page.locator(".dis-sheet__view").get_attribute("tabindex") == "0"


def test_the_words_of_a_pdf_can_be_found_and_marked_where_they_are_drawn(opens: Opens) -> None:
    window = opens(files.typeset_pdf(2), "application/pdf")
    page = window.page

    assert page.evaluate("window.find('godt lag')") is True
    assert "godt lag" in page.evaluate("getSelection().toString()")
    line, drawn = page.locator("svg text").first.bounding_box(), page.locator("img").first
    box = drawn.bounding_box()
    assert line
    assert box
    assert box["x"] < line["x"] < line["x"] + line["width"] < box["x"] + box["width"]
    assert window.complaints == []
