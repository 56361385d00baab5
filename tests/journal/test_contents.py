"""What the reading page makes of the bytes of a document: text, pages, a picture, or a reason."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from journal.presenters.contents import Content, content, first_page
from tests.journal import files

NOT_THAT = "The file is not what it was sent as, so we do not open it here."
HOLDS_OTHERS = "A file of this kind can hold other files, so it is not opened here."
TOO_LARGE = "The file is too large to show here (20.1\xa0KB)."
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def shown(data: bytes, content_type: str = "text/plain") -> Content:
    return content("Epikrise", (data, content_type))


def as_html(found: Content) -> str:
    document = {"title": "Epikrise", "type_text": "Epikrise", "organisation": "", "unit": ""}
    request = RequestFactory().get("/")
    values = {"document": document, "content": found, "request": request}
    return render_to_string("journal/_content.html", values)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "data",
    [
        "Blåbær".encode(),
        codecs.BOM_UTF8 + "Blåbær".encode(),
        "Blåbær".encode("cp1252"),
        codecs.BOM_UTF16_LE + "Blåbær".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Blåbær".encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "cp1252", "utf-16", "utf-16 the other way"],
)
def test_text_is_read_in_the_encoding_it_was_written_in(data: bytes) -> None:
    assert shown(data) == Content("text", text="Blåbær")


def test_text_of_no_encoding_is_shown_as_far_as_it_goes() -> None:
    assert shown(b"Bl\x81b\xe6r").text == "Bl\ufffdbær"


def test_an_odd_number_of_bytes_after_a_utf_16_mark_is_shown_as_far_as_it_goes() -> None:
    assert shown(codecs.BOM_UTF16_LE + b"a\0b").text == "a\ufffd"


def test_control_characters_that_no_page_may_hold_are_left_out() -> None:
    found = shown(b"Puls\x00 72\x1b[31m\x08\x7f\r\nBT\t120/80\x0c")

    assert found.text == "Puls 72[31m\r\nBT\t120/80"


def test_a_text_of_five_megabytes_is_shown_whole() -> None:
    found = shown(b"linje\n" * 900_000)

    assert len(found.text) == 5_400_000
    assert as_html(found).count("linje") == 900_000


@pytest.mark.attack(36)
def test_html_in_a_text_is_text() -> None:
    page = as_html(shown(HOSTILE.encode()))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;" in page
    assert "<script" not in page


@pytest.mark.attack(36)
def test_html_in_the_text_of_a_pdf_is_text() -> None:
    hostile = files.pdf(content=b"BT /F1 9 Tf 9 9 Td (<script>x</script>) Tj ET")
    page = as_html(shown(hostile, "application/pdf"))

    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script" not in page


@pytest.mark.attack(34)
@pytest.mark.parametrize(
    "content_type",
    [
        "application/zip", "application/xml", "text/xml", "text/html", "image/svg+xml",
        "application/octet-stream", "application/dicom", "", "x", "text/plain\n",
        "../../etc/passwd",
    ],
)  # fmt: skip
def test_a_kind_that_cannot_be_shown_is_offered_for_download_only(content_type: str) -> None:
    found = shown(HOSTILE.encode(), content_type)

    assert found == Content("none", reason="This kind of file is not shown here.")


@pytest.mark.attack(34)
@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (files.encrypted_pdf(), "application/pdf", "The file is locked with a password."),
        (b"", "application/pdf", "There is nothing in the file."),
        (b"", "text/plain", "There is nothing in the file."),
        (files.pdf()[:300], "application/pdf", "We could not read the file. It may be damaged."),
        (HOSTILE.encode(), "image/jpeg", NOT_THAT),
        (HOSTILE.encode(), "text/rtf", NOT_THAT),
        (b"PK\x03\x04", "application/pdf", NOT_THAT),
        (b"PK\x03\x04", "application/vnd.oasis.opendocument.text", HOLDS_OTHERS),
        (files.bomb_png(13_000, 13_000), "image/png", TOO_LARGE),
    ],
)
def test_what_cannot_be_shown_says_why_in_words(
    data: bytes, content_type: str, reason: str
) -> None:
    assert shown(data, content_type) == Content("none", reason=reason)


def test_a_document_whose_bytes_have_not_come_says_so() -> None:
    assert content("Epikrise", None).reason == "The document itself has not been received here."


def test_a_file_that_is_safe_but_not_what_it_was_sent_as_says_what_it_is() -> None:
    found = shown(files.picture("PNG"), "application/pdf")

    assert found.kind == "image"
    assert found.note == "The file was sent as PDF. It is a picture (PNG), and is shown as that."
    assert found.note in as_html(found)


def test_a_file_of_which_nothing_was_said_is_shown_as_what_it_is() -> None:
    found = shown(files.pdf(), "application/octet-stream")

    assert found.kind == "pages"
    assert found.note == ("The sender has not said what kind of file this is. It is shown as PDF.")


@pytest.mark.parametrize(
    ("first", "numbers", "more"), [(1, (1, 20), 5), (21, (21, 25), 0), (41, (1, 20), 5)]
)
def test_all_pages_of_a_long_pdf_can_be_read_twenty_at_a_time(
    first: int, numbers: tuple[int, int], more: int
) -> None:
    found = content("Epikrise", (files.pdf(25), "application/pdf"), first)

    assert (found.pages[0]["number"], found.pages[-1]["number"]) == numbers
    assert (found.more_count, found.page_count) == (more, 25)
    assert [(each["first"], each["last"]) for each in found.ranges] == [(1, 20), (21, 25)]
    page = as_html(found)
    other = 1 if numbers[0] == 21 else 21
    assert f'href="?side={other}"' in page
    assert "Pages 21–25" in page


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (None, 1), ("", 1), ("1", 1), ("20", 1), ("21", 21), ("25", 21), ("41", 41), ("0", 1),
        ("-5", 1), ("x", 1), ("٢١", 1), ("9" * 40, 1),
    ],
)  # fmt: skip
def test_whatever_page_is_asked_for_a_range_begins_with_it(asked: str | None, first: int) -> None:
    assert first_page(asked) == first


def test_the_text_of_a_pdf_lies_over_its_picture_line_by_line() -> None:
    found = shown(files.pdf(), "application/pdf")

    (line,) = found.pages[0]["lines"]
    assert line["text"] == "Epikrise"
    page = as_html(found)
    assert f'<text x="{line["x"]}" y="{line["y"]}"' in page
    assert "style=" not in page


def test_a_page_without_text_says_so() -> None:
    page = as_html(shown(files.pdf(content=b""), "application/pdf"))

    assert "We found no text on this page, only a picture." in page
    assert 'alt="Page 1 of Epikrise"' in page
