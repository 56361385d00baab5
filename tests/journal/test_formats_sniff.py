"""What the bytes are decides what is done with them, whatever their sender calls them.

Row 34 of the attack list.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.formats.sniff import FIRST, SHOWN, judged, kind_of
from journal.presenters.contents import content
from tests.journal import files, messages

pytestmark = pytest.mark.attack(34)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = (
    "application/pdf", "text/plain", "text/rtf", "text/xml", "image/png", "image/tiff",
    "image/svg+xml", "text/html", "application/zip", "application/octet-stream", "",
)  # fmt: skip


def zipped(name: str = "a.txt") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, "innhold")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\r\n %PDF-1.7\n", "pdf"),
        (b"x" * 500 + b"%PDF-1.7\n", ""),
        (files.picture("PNG"), "png"),
        (files.picture("JPEG"), "jpeg"),
        (files.picture("GIF"), "gif"),
        (files.picture("WEBP"), "webp"),
        (files.picture("BMP"), "bmp"),
        (files.picture("TIFF"), "tiff"),
        (b" \x89PNG\r\n\x1a\n", ""),
        (files.rtf("x"), "rtf"),
        (messages.cda(), "cda"),
        (messages.cda().decode().encode("utf-16"), "cda"),
        (b"\xef\xbb\xbf" + messages.cda(), "cda"),
        (b"<!-- a --> <?x y?>\n<!DOCTYPE a [<!ENTITY b 'c'>]>" + messages.cda()[38:], "cda"),
        (b'<x:ClinicalDocument a="b" xmlns:x="urn:hl7-org:v3">', "cda"),
        (b'<ClinicalDocument xmlns:x="urn:hl7-org:v3">', "xml"),
        (b"<ClinicalDocument a=\"xmlns='urn:hl7-org:v3'\">", "xml"),
        (messages.epikrise(), "kith"),
        (messages.sick_note(), "kith"),
        (b'<e:EI_fellesformat xmlns:e="http://www.nav.no/xml/eiff/2/">', "kith"),
        (b'<a xmlns="http://hl7.org/fhir">', "xml"),
        (b'<a xmlns="http://evil.example/http://www.kith.no/xmlstds/">', "xml"),
        (b"<!doctype HTML><p>", "html"),
        (b"<HTML><script>", "html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "svg"),
        (b'<?xml version="1.0"?><x:svg xmlns:x="http://www.w3.org/2000/svg">', "svg"),
        (b"<!-- never ends", ""),
        (b"<" * 1000, ""),
        (zipped(), "zip"),
        (zipped("word/document.xml"), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "office"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF", "program"),
        (b"#!/bin/sh\n", "program"),
        (EICAR, "harmful"),
        (b"%PDF-1.7\n" + EICAR, "harmful"),
        (b"\x1f\x8b\x08", "archive"),
        (b"Bare tekst", ""),
        (b"\x00" * 100, ""),
    ],
)
def test_bytes_say_what_they_are(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (b"Bare tekst", "text/plain", "text"),
        (b"Bare tekst", "text/plain; charset=utf-8", "text"),
        (b"Bare tekst", "TEXT/PLAIN", "text"),
        (b"Bare tekst", "application/pdf", ""),
        (b"Bare tekst", "", ""),
        (b"<html>er et ord", "text/plain", "text"),
        (b"MZ er to bokstaver", "text/plain", "text"),
        (b"MZ\x90\x00\x03", "text/plain", "program"),
        (b"%PDF-1.7", "text/plain", "pdf"),
        (zipped(), "text/plain", "zip"),
        (b"\x01\x02" * 3000, "text/plain", ""),
        ("Blåbær".encode("utf-16"), "text/plain", "text"),
    ],
)
def test_of_a_text_it_counts_what_it_is_said_to_be(
    data: bytes, content_type: str, kind: str
) -> None:
    assert judged(data, content_type).kind == kind


@pytest.mark.parametrize(
    ("data", "content_type", "is_as_said"),
    [
        (messages.cda(), "text/xml", True),
        (messages.cda(), "application/hl7-cda+xml", True),
        (messages.cda(), "text/plain", False),
        (files.picture("PNG"), "image/png", True),
        (files.picture("PNG"), "image/jpeg", False),
        (files.pdf(), "application/octet-stream", False),
    ],
)
def test_it_is_noticed_when_a_sender_says_something_else(
    data: bytes, content_type: str, is_as_said: bool
) -> None:
    assert judged(data, content_type).is_as_said is is_as_said


NEVER: dict[str, Callable[[], bytes]] = {
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "other xml": lambda: b'<Patient xmlns="http://hl7.org/fhir"/>',
    "zip": zipped,
    "word": lambda: zipped("word/document.xml"),
    "opendocument": lambda: zipped("content.xml"),
    "old word": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "program": lambda: b"MZ\x90\x00" + b"\x00" * 600,
    "script": lambda: b"#!/bin/sh\nrm -rf /\n\x00",
    "virus": lambda: EICAR,
    "virus in a pdf": lambda: b"%PDF-1.7\n%" + EICAR + files.pdf(),
    "nothing": bytes,
    "zip, then pdf": lambda: zipped() + files.pdf(),
    "html, then pdf": lambda: b"<html><!--" + files.pdf(),
    "dice": lambda: bytes(range(256)) * 40,
}


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("name", NEVER)
def test_what_is_never_shown_is_not_whatever_it_is_called(name: str, content_type: str) -> None:
    found = content("Fil.pdf.exe", (NEVER[name](), content_type))

    if found.kind == "text":
        # What are only letters is text if it is sent as text, and does nothing.
        assert content_type == "text/plain"
        assert name in {"html", "svg", "other xml", "html, then pdf"}
    else:
        assert found.kind == "none"
        assert found.reason
        assert (found.html, found.text, found.src, list(found.pages)) == ("", "", "", [])


@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", zipped(), b"MZ\x90\x00" * 50], ids=["html", "zip", "exe"]
)
def test_a_pdf_with_something_behind_it_becomes_pictures_of_its_pages(tail: bytes) -> None:
    found = content("Brev", (files.pdf() + tail, "application/pdf"))

    assert found.kind == "pages"
    assert found.pages[0]["src"].startswith("data:image/webp;base64,")


def test_a_picture_with_something_in_it_is_made_anew() -> None:
    data = files.picture("GIF")
    found = content("Bilde", (data + b"<script>alert(1)</script>", "image/gif"))

    assert found.src.startswith("data:image/webp;base64,")


@given(st.binary(max_size=300), st.sampled_from(TYPES))
def test_any_bytes_are_judged(data: bytes, content_type: str) -> None:
    found = judged(data, content_type)

    assert found.may_be_opened == (found.kind in SHOWN)
    if found.kind == "text":
        assert content_type == "text/plain"


@given(st.text(alphabet="<>!-?[]\"' /=:abDOCTYPE\n", max_size=400))
def test_any_beginning_of_xml_is_judged(text: str) -> None:
    assert kind_of(text.encode()) in {"", "empty", "xml", "html"}


@pytest.mark.attack(30)
@pytest.mark.attack(34)
@pytest.mark.parametrize(
    "part",
    ["<!--x-->", "<?x?>", "<a b='", '"', "<!DOCTYPE", " x:y='z'", "[", "a", "a:", "a ", "=", " "],
)
def test_looking_is_quick_however_it_begins(part: str) -> None:
    """It is done beside the portal, in front of the limits."""
    begun = time.process_time()
    for start in ("", "<a", "<a ", "<!DOCTYPE a ["):
        assert len(kind_of((start + part * FIRST)[: 4 * FIRST].encode())) < 5
    assert time.process_time() - begun < 2
