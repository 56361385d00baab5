"""Every published example of a document is shown, or refused in words; none is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from journal.convert import Unreadable, words
from journal.presenters.contents import content
from tests import examples

FOLDERS = ("01-dokumenter", "02-prove-og-rontgensvar", "09-dicom-ekg", "11-norske-basisressurser")
TYPES = {
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".rtf": "application/rtf",
    ".tiff": "image/tiff",
    ".gif": "image/gif",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".zip": "application/zip",
    ".txt": "text/plain",
    ".dcm": "application/dicom",
    ".html": "text/html",
}
# What their names say that they are: the rest is download only.
_SHOWN = {
    ".pdf": "pages",
    ".rtf": "text",
    ".tiff": "image",
    ".gif": "image",
    ".png": "image",
    ".jpg": "image",
}


def _published() -> list[Path]:
    found = (each for folder in FOLDERS for each in (examples.EXAMPLES / folder).glob("*"))
    return sorted(each for each in found if each.suffix in TYPES)


@examples.needed
@pytest.mark.parametrize("file", _published(), ids=lambda file: file.name)
def test_a_published_document_is_shown_or_refused_in_words(file: Path) -> None:
    data = file.read_bytes()
    found = content("Dokument", (data, TYPES[file.suffix]))

    if any(each in data[:8000] for each in (b"<ClinicalDocument", b"www.kith.no/xmlstds/")):
        assert found.kind == "html"
    elif file.suffix in _SHOWN:
        assert found.kind == _SHOWN[file.suffix]
    else:
        assert found.kind in ("none", "text")
    assert bool(found.reason) == (found.kind == "none")
    try:
        assert isinstance(words(data, TYPES[file.suffix]), str)
    except Unreadable:
        pytest.fail("what is shown has words that can be found")


@examples.needed
def test_a_norwegian_cda_around_a_pdf_shows_its_pages_and_its_author() -> None:
    file = examples.EXAMPLES / "01-dokumenter" / "XcaDocumentSource__TestDataDocuments_7.cda.xml"
    found = content("Anamnese", (file.read_bytes(), "text/xml"))

    assert "<h2>Anamnese - Kroniske magesmerter</h2>" in found.html
    assert "BOKORM DISKRET" in found.html
    assert "27888498775" not in found.html
    assert len(found.pages) == found.page_count == 1
