"""RTF as plain paragraphs, whatever a word processor or a stranger put around them."""

from __future__ import annotations

import contextlib

import pytest

from journal.convert import Empty, Unreadable, convert
from journal.formats.rtf import text_of
from journal.presenters.contents import Content, content
from tests import examples
from tests.journal.files import picture, rtf
from tests.journal.work import at_most


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Bl\'e5b\'e6r og sm\'f8r", "Blåbær og smør"),
        (r"Bl\u229?b\u230?r", "Blåbær"),
        (r"\u-10179?\u-8704?", "\U0001f600"),
        (r"\uc2 \u8364 xx5", "€5"),
        ("Blåbær", "Blåbær"),
        (r"En\par To\line Tre", "En\nTo\nTre"),
        (r"En\par\par\par\par To", "En\n\nTo"),
        (r"a\tab b\~c\_d", "a\tb\xa0c\u2011d"),
        (r"\{klammer\} \\", r"{klammer} \\"[:-1]),
        (r"\b Fet\b0  \i kursiv\i0", "Fet kursiv"),
        (r"\trowd A\cell B\cell\row C\cell D\cell\row", "A | B\nC | D"),
        (r"{\fonttbl{\f0 Arial;}}{\colortbl;\red1\green2\blue3;}Ord", "Ord"),
        (r"{\info{\author Kari}{\title Hemmelig}}Ord", "Ord"),
        (r"{\header Topp}{\footer Bunn}Ord", "Ord"),
        (r"{\pict\pngblip 89504e470d0a1a0a}Ord", "Ord"),
        (r"{\*\ukjent noe}Ord", "Ord"),
        (r"{\v skjult}Ord", "Ord"),
        (r"{\fs20\v skjult \b mer}Ord", "Ord"),
        (r"{\object{\*\objdata 0105}{\result Bilde}}Ord", "Ord"),
        (r'{\field{\*\fldinst{HYPERLINK "http://x.no"}}{\fldrslt Les}}', "Les"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 3}}", "3"),
        (r"{\*\generator Msftedit}<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_the_words_are_kept_and_the_rest_is_not(written: str, expected: str) -> None:
    assert text_of(rtf(written)) == expected


def test_bytes_in_a_picture_are_not_read_as_text() -> None:
    raw = picture("PNG") + b"}{\\par Hei"
    data = rtf("Ord ")[:-1] + b"{\\pict\\pngblip\\bin%d " % len(raw) + raw + b"}Slutt}"

    assert text_of(data) == "Ord Slutt"


@pytest.mark.parametrize("written", ["", r"\par\par", r"{\pict 00}"])
def test_a_letter_without_words_is_empty(written: str) -> None:
    with pytest.raises(Empty):
        convert("rtf", rtf(written))


@pytest.mark.attack(34)
@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 " + b"{" * 200_000 + b"Ord",
        b"{\\rtf1 Ord" + b"}" * 200_000,
        b"{\\rtf1 Ord",
        b"{\\rtf1 Ord\\u",
        b"{\\rtf1\\ansicpg99999 Ord}",
        b"{\\rtf1 Ord\\'zz}",
        b"{\\rtf1 Ord{\\pict\\bin999999999 x}}",
        b"{\\rtf1 Ord}" + b"\x00" * 1000,
        b"{\\rtf1 Ord" + b"\\field" * 50_000 + b"}",
        b"{\\rtf1 Ord " + b"{\\v " * 20_000,
    ],
    ids=range(10),
)
def test_a_broken_letter_is_read_as_far_as_it_goes(data: bytes) -> None:
    with at_most(4):
        assert convert("rtf", data).text.startswith("Ord")


@pytest.mark.attack(34)
@pytest.mark.parametrize("data", [b"{\\rtf1\\u99999999999 x}", b"{\\rtf1\\u1114112?x}"])
def test_a_letter_beyond_all_letters_is_unreadable_or_read(data: bytes) -> None:
    """The child may end by it; nothing else does."""
    with contextlib.suppress(Unreadable):
        assert convert("rtf", data).text


@examples.needed
def test_a_published_letter_is_read() -> None:
    folder = examples.EXAMPLES / "01-dokumenter"
    data = (folder / "XcaDocumentSource__TestDataDocuments_9.rtf").read_bytes()

    assert content("Brev", (data, "application/rtf")) == Content("text", text="RTF Test")
