"""The documents of the cast: enough of every type and code, coherent, and none like another."""

import io
import itertools
import re
from collections import Counter
from datetime import date

import pypdfium2
import pytest
from PIL import Image

from demo.cast.codes import CONFIDENTIALITY, HL7_CONFIDENTIALITY, level_1_of
from demo.cast.layout import plain_text
from demo.cast.organisations import legal_entity, organisations
from demo.cast.persons import persons
from demo.cast.rendering import rendered
from demo.cast.staff import workers
from demo.cast.texts import IMAGE, PDF, documents
from journal.codes import CATEGORIES, TYPES

from .conftest import TODAY

ALL = documents(TODAY)
NEXT_YEARS = [
    date(2027, 5, 17),
    date(2027, 5, 18),
    date(2027, 10, 31),
    date(2027, 11, 1),
    date(2030, 2, 28),
]


def test_there_are_enough_documents_over_ten_years() -> None:
    of_kari = [document for document in ALL.values() if document.patient == "kari"]
    assert len(of_kari) >= 120
    assert len(ALL) - len(of_kari) >= 60
    years = {document.written_at.year for document in of_kari}
    assert years >= set(range(2016, 2027))


def test_every_type_and_code_occurs() -> None:
    assert {level_1_of(document.type_code) for document in ALL.values()} == set(CATEGORIES)
    assert {document.type_code for document in ALL.values()} == set(TYPES)
    codes = Counter(code for document in ALL.values() for code in document.codes)
    assert set(codes) == set(CONFIDENTIALITY) | set(HL7_CONFIDENTIALITY)
    of_kari = {level_1_of(d.type_code) for d in ALL.values() if d.patient == "kari"}
    assert of_kari == set(CATEGORIES)


def test_kari_has_documents_from_six_organisations() -> None:
    assert len({legal_entity(d.unit).slug for d in ALL.values() if d.patient == "kari"}) >= 6


def test_everybody_named_in_a_document_exists() -> None:
    for document in ALL.values():
        assert document.patient in persons(TODAY)
        assert document.unit in organisations()
        assert document.unit in workers()[document.author].units, document.slug
        assert document.replaces is None or document.replaces in ALL
        assert "{" not in document.body, document.slug


def test_one_is_in_error_one_is_replaced_and_two_are_in_nynorsk() -> None:
    assert [d.slug for d in ALL.values() if d.status == "entered-in-error"] == ["kari-feil-prove"]
    assert [d.replaces for d in ALL.values() if d.replaces] == ["kari-anafylaksi-epikrise-1"]
    assert sum(document.language == "nn" for document in ALL.values()) == 2


@pytest.mark.parametrize("day", [TODAY, *NEXT_YEARS])
def test_nothing_is_written_in_the_future(day: date) -> None:
    for document in documents(day).values():
        assert document.written_at.date() <= day, document.slug
        years = [int(year) for year in re.findall(r"\d\d\.\d\d\.(20\d\d)", document.body)]
        assert all(year <= day.year for year in years), document.slug


def test_a_year_later_the_story_has_moved_a_year() -> None:
    later = documents(date(2027, 11, 23))["kari-flimmer-epikrise"]
    assert later.written_at.year == 2024
    assert "20.08.2024" in later.body
    assert "anafylaksi i 2022" in later.body
    assert "39 år gammel" in later.body
    assert "2023" not in later.body


def test_no_text_is_another_with_words_swapped() -> None:
    said = {slug: _runs(document.body) for slug, document in ALL.items()}
    meant = {
        frozenset({"kari-foflekk-hud", "kari-foflekk-hud-kopi"}),
        frozenset({"kari-anafylaksi-epikrise-1", "kari-anafylaksi-epikrise-2"}),
    }
    alike = [
        (one, other)
        for one, other in itertools.combinations(ALL, 2)
        if frozenset({one, other}) not in meant
        and len(said[one] & said[other]) > max(3, 0.1 * min(len(said[one]), len(said[other])))
    ]
    assert alike == []


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of four words; rows of tables do not count."""
    prose = " ".join(line for line in text.lower().splitlines() if "|" not in line)
    words = prose.split()
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


def test_no_text_holds_a_national_id() -> None:
    numbers = {person.national_id for person in persons(TODAY).values()}
    for document in ALL.values():
        assert not re.search(r"\b\d{11}\b|\b\d{6} \d{5}\b", document.body), document.slug
        assert not any(number in document.body for number in numbers)


def test_every_pdf_opens_with_its_title_and_text() -> None:
    pdfs = [document for document in ALL.values() if document.format == PDF]
    assert len(pdfs) >= 30
    pages = []
    for document in pdfs:
        file = rendered(document, persons(TODAY)[document.patient])
        opened = pypdfium2.PdfDocument(file.data)
        text = " ".join(page.get_textpage().get_text_bounded() for page in opened)
        assert document.title.split(",")[0] in " ".join(text.split()), document.slug
        assert persons(TODAY)[document.patient].name in text
        pages.append(len(opened))
    assert max(pages) == 2


def test_sami_letters_stand_on_the_paper() -> None:
    file = rendered(ALL["elle-time-brev"], persons(TODAY)["elle"])
    text = pypdfium2.PdfDocument(file.data)[0].get_textpage().get_text_bounded()
    assert "Čuoŋavárri" in text


def test_pictures_open_and_are_of_both_kinds() -> None:
    kinds = set()
    for document in ALL.values():
        if document.format == IMAGE:
            file = rendered(document, persons(TODAY)[document.patient])
            with Image.open(io.BytesIO(file.data)) as picture:
                assert picture.width > 500
            kinds.add(file.content_type)
    assert kinds == {"image/png", "image/jpeg"}


def test_tables_stand_in_columns_in_plain_text() -> None:
    told = plain_text("## Prøver\nHb | 13,1\nKreatinin | 66\n\n- Ring\n- Hvil")
    assert told == "PRØVER\n\nHb         13,1\nKreatinin  66\n\n- Ring\n- Hvil"
