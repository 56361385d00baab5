"""The PDF of the summary as a program that reads aloud meets it: title, structure and order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from tests.cast import World
from tests.summary.sent import of
from tests.summary.sharing import filled
from tests.summary.summaries import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
_SHOWS = {"Tj", "TJ", "'", '"'}


def _pdf(world: World, language: str = "nb") -> pikepdf.Pdf:
    answer = world.sign_in("kari").get(f"/oppsummering/pdf/?sprak={language}")
    return pikepdf.open(io.BytesIO(answer.content))


def _filled() -> None:
    put(of("AllergyIntolerance", "Penicillin", criticality="high"))
    put(*[of("Condition", f"Sykdom {number}, med et langt navn") for number in range(70)])
    put(of("Observation", "Hemoglobin", effectiveDateTime="2024-01-02"))


def _children(node: Any) -> Iterator[Any]:
    found = node.get("/K", [])
    yield from found if isinstance(found, pikepdf.Array) else [found]


def _elements(node: Any) -> Iterator[Any]:
    """Every element of the structure, in the order in which it is read out."""
    for each in _children(node):
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            yield from _elements(each)


def _marked(node: Any) -> Iterator[tuple[Any, int]]:
    """Which marked pieces of which page are read out, in that order."""
    page = node.get("/Pg")
    for each in _children(node):
        if isinstance(each, int):
            yield page.objgen, int(each)
        elif isinstance(each, pikepdf.Dictionary) and each.get("/Type") == Name.MCR:
            yield each.get("/Pg", page).objgen, int(each.MCID)
        elif isinstance(each, pikepdf.Dictionary):
            yield from _marked(each)


def _tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(each.S) for each in _elements(pdf.Root.StructTreeRoot)]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_says_its_language_and_its_title(world: World, language: str) -> None:
    with _pdf(world, language) as pdf:
        assert str(pdf.Root.Lang).split("-")[0] == language
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"]


def test_headings_and_tables_are_what_they_look_like(world: World) -> None:
    _filled()
    with _pdf(world) as pdf:
        tags = _tags(pdf)
        assert tags.count("/H1") == 1
        assert tags.index("/H1") < tags.index("/H2")
        assert not {"/H3", "/H4"} & set(tags)
        assert tags.count("/H2") == 4  # Three that are always there, and the results.
        assert tags.count("/Table") == 3
        heads = [each for each in _elements(pdf.Root.StructTreeRoot) if each.S == "/TH"]
        assert len(heads) == 3 + 4 + 4
        assert all(_scope(each) == "/Column" for each in heads)
        rows = [each for each in _elements(pdf.Root.StructTreeRoot) if each.S == "/TR"]
        assert len(rows) == 3 + 70 + 1 + 1
        assert {str(cell.S) for row in rows for cell in _children(row)} == {"/TH", "/TD"}


def _scope(head: Any) -> str:
    given = head.get("/A", [])
    for each in given if isinstance(given, pikepdf.Array) else [given]:
        if "/Scope" in each:
            return str(each.Scope)
    return ""


def test_it_is_read_out_in_the_order_in_which_it_stands(world: World) -> None:
    _filled()
    with _pdf(world) as pdf:
        assert len(pdf.pages) > 1
        read = list(_marked(pdf.Root.StructTreeRoot))
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        places = [(numbers[page], mark) for page, mark in read]
        assert len(places) == len(set(places))
        pages = [page for page, _ in places]
        assert pages == sorted(pages)
        stand = [(at, each) for at, page in enumerate(pdf.pages) for each in _pieces(page)]
        assert set(places) == set(stand)


def _pieces(page: Any) -> set[int]:
    """The marked pieces of a page. All words stand in one, or are ornament, as page numbers are."""
    open_now: list[int | None] = []
    found = set()
    for done in pikepdf.parse_content_stream(page):
        operands, name = done.operands, str(done.operator)
        if name == "BDC":
            told = operands[1]
            told = page.Resources.Properties[told] if isinstance(told, Name) else told
            open_now.append(int(told.MCID) if "/MCID" in told else None)
        elif name == "BMC":
            open_now.append(None)
        elif name == "EMC":
            open_now.pop()
        elif name in _SHOWS:
            assert open_now, "words that nobody reads out, and that are no ornament"
            found |= {each for each in open_now if each is not None}
    return found


def test_its_letters_are_in_it_and_can_be_read_out(world: World) -> None:
    with _pdf(world) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/ToUnicode" in font
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def test_the_picture_of_a_link_has_words(world: World) -> None:
    page = world.sign_in("kari").post("/oppsummering/lenker/ny/", filled(world)).content.decode()
    assert 'role="img" aria-label="QR' in page
    assert page.count("<svg") >= 1
