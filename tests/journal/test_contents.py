"""What the reading page makes of the bytes of a document: text, pages, a picture, or a reason."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from journal.presenters.contents import Content, content
from tests.journal import files

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def shown(data: bytes, content_type: str = "text/plain") -> Content:
    return content("Epikrise", (data, content_type))


def as_html(found: Content) -> str:
    document = {"title": "Epikrise", "type_text": "Epikrise", "organisation": "", "unit": ""}
    return render_to_string("journal/_document.html", {"document": document, "content": found})


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
        "application/zip", "application/rtf", "text/rtf", "image/tiff", "application/xml",
        "text/xml", "text/html", "image/svg+xml", "application/octet-stream", "application/dicom",
        "", "x", "text/plain\n", "../../etc/passwd",
    ],
)  # fmt: skip
def test_a_kind_that_cannot_be_shown_is_offered_for_download_only(content_type: str) -> None:
    found = shown(HOSTILE.encode(), content_type)

    assert found == Content("none", reason="This kind of file cannot be shown here yet.")


@pytest.mark.attack(34)
@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (files.encrypted_pdf(), "application/pdf", "The file is locked with a password."),
        (b"", "application/pdf", "We could not read the file. It may be damaged."),
        (files.picture("PNG"), "application/pdf", "We could not read the file. It may be damaged."),
        (files.pdf(), "image/png", "We could not read the file. It may be damaged."),
        (HOSTILE.encode(), "image/jpeg", "We could not read the file. It may be damaged."),
    ],
    ids=["locked", "empty", "a picture", "a pdf", "html"],
)
def test_a_file_that_is_not_what_it_says_is_named_unreadable(
    data: bytes, content_type: str, reason: str
) -> None:
    assert shown(data, content_type) == Content("none", reason=reason)


def test_a_document_whose_bytes_have_not_come_says_so() -> None:
    assert content("Epikrise", None).reason == "The document itself has not been received here."


def test_a_long_pdf_says_how_many_pages_are_in_the_download_only() -> None:
    found = shown(files.pdf(25), "application/pdf")

    assert (len(found.pages), found.more_count) == (20, 5)
    assert "5 more pages are in the download." in as_html(found)


def test_an_empty_text_is_a_text() -> None:
    assert shown(b"") == Content("text", text="")
