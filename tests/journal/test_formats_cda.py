"""CDA as headed text: who wrote it and when, and the words of every part, as they were meant."""

from __future__ import annotations

import pytest

from journal.convert import Opened, convert, words
from tests.journal import files, messages
from tests.journal.messages import cda, section


def html(*sections: str, **more: str) -> str:
    return convert("cda", cda(*sections, **more)).html


def text(narrative: str) -> str:
    """The HTML of one narrative."""
    return html(section(narrative)).partition("</h3>")[2]


def test_the_head_says_what_is_worth_knowing_and_no_national_id() -> None:
    found = html(section("Bra"))

    assert found.startswith("<h2>Epikrise</h2>")
    for name, value in (
        ("Date", "01.03.2024 kl. 12.30"),
        ("Written by", "Anna Berg, Finnmarkssykehuset"),
        ("Kept by", "Helse Nord"),
    ):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in found
    assert messages.NATIONAL_ID not in found


def test_a_national_id_in_the_text_is_masked() -> None:
    assert text(f"Pasienten {messages.NATIONAL_ID} er bedre.") == (
        "<p>Pasienten [fødselsnummer] er bedre.</p>"
    )


def test_the_words_of_the_portal_are_those_of_the_readers_language() -> None:
    found = convert("cda", cda(section()), said={"Date": "Dato"})

    assert "<dt>Dato</dt>" in found.html


def test_sections_within_sections_have_lower_headings() -> None:
    inner = section("C", "Tre", section("D", "Fire", section("E", "Fem", section("F", "Seks"))))
    found = html(section("A", "En", section("B", "To", inner)))

    headings = [
        f"<h{level}>{title}</h{level}>"
        for level, title in zip(
            (3, 4, 5, 6, 6, 6), ("En", "To", "Tre", "Fire", "Fem", "Seks"), strict=True
        )
    ]
    assert all(each in found for each in headings)
    assert sorted(headings, key=found.index) == headings


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        ("Bare ord", "<p>Bare ord</p>"),
        ("En<br/>To", "<p>En<br>To</p>"),
        ("Før<paragraph>Midt</paragraph>Etter", "<p>Før</p><p>Midt</p><p>Etter</p>"),
        ("<paragraph><caption>Puls</caption>72</paragraph>", "<p><strong>Puls</strong> 72</p>"),
        ("<list><item>a</item><item>b</item></list>", "<ul><li>a</li><li>b</li></ul>"),
        ('<list listType="ordered"><item>a</item></list>', "<ol><li>a</li></ol>"),
        ("<list><caption>T</caption><item>a</item></list>", "<p>T</p><ul><li>a</li></ul>"),
        ("<list><item>a<list><item>b</item></list></item></list>",
         "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ('<content styleCode="Bold">x</content>', "<p><strong>x</strong></p>"),
        ('<content styleCode="Bold Italics">x</content>',
         "<p><strong><em>x</em></strong></p>"),
        ('<content styleCode="Underline xRule">x</content>', "<p>x</p>"),
        ('<content revised="delete">x</content>', "<p><del>x</del></p>"),
        ("H<sub>2</sub>O 10<sup>9</sup>", "<p>H<sub>2</sub>O 10<sup>9</sup></p>"),
        ('<linkHtml href="https://helse.no/a">Les</linkHtml>', "<p>Les (https://helse.no/a)</p>"),
        ('<linkHtml href="javascript:x">Les</linkHtml>', "<p>Les</p>"),
        ('Se<footnote ID="f">fotnote</footnote>', "<p>Se (fotnote)</p>"),
        ("<ukjent>Ord</ukjent>", "<p>Ord</p>"),
        ("<paragraph>a<table><tr><td>b</td></tr></table>c</paragraph>",
         "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table><p>c</p>"),
        ("5 &lt; 6 &amp; 7", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)  # fmt: skip
def test_narrative_becomes_the_html_it_means(narrative: str, expected: str) -> None:
    assert text(narrative) == expected


def test_a_table_keeps_its_shape() -> None:
    found = text(
        '<table border="1" width="100%"><caption>Prøver</caption><col width="5"/><thead><tr>'
        '<th colspan="2">Svar</th></tr></thead><tbody><tr ID="r"><th scope="row">CRP</th>'
        '<td rowspan="2" align="left">5</td></tr><tr><td colspan="x">-</td></tr></tbody>'
        "<tfoot><tr><td colspan='9999'>Slutt</td></tr></tfoot></table>"
    )

    assert found == (
        '<table><caption>Prøver</caption><thead><tr><th colspan="2" scope="col">Svar</th></tr>'
        '</thead><tbody><tr><th scope="row">CRP</th><td rowspan="2">5</td></tr><tr><td>-</td></tr>'
        '</tbody><tfoot><tr><td colspan="100">Slutt</td></tr></tfoot></table>'
    )


def test_a_part_with_codes_only_says_so() -> None:
    found = html(section(inner="<entry><observation/></entry>"), section(title="Tom"))

    assert "This part holds codes for computers only, no text." in found
    assert "Nothing is written in this part." in found


def test_a_picture_that_the_text_points_at_stands_in_its_place() -> None:
    point = '<renderMultiMedia referencedObject="P1"/>'
    found = html(section(f"Se {point}", inner=messages.picture("P1", files.picture("PNG"))))

    assert '<img src="data:image/webp;base64,' in found
    assert 'alt="Picture in the document"' in found


@pytest.mark.attack(37)
@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", files.pdf(), files.bomb_png(30_000, 30_000), b"\x89PNG\r\n\x1a\nx"]
)
def test_a_picture_that_cannot_be_shown_is_said_to_be_in_the_file(data: bytes) -> None:
    point = '<renderMultiMedia referencedObject="P1 P2"/>'
    found = html(section(f"Se {point}", inner=messages.picture("P1", data)))

    assert found.count("A picture here is in the file only.") == 2
    assert "<img" not in found


def unwrapped(data: bytes, content_type: str, **more: str) -> Opened:
    return convert("cda", messages.unstructured(data, content_type, **more))


@pytest.mark.parametrize("attributes", [' representation="B64"', ""])
def test_a_pdf_inside_is_shown_as_its_pages(attributes: str) -> None:
    found = unwrapped(files.typeset_pdf(3), "application/pdf", attributes=attributes)

    assert [sheet.number for sheet in found.sheets] == [1, 2, 3]
    assert "The pages of this attachment stand below." in found.html


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        ("Blåbær\n\nSyltetøy".encode(), "text/plain", "<p>Blåbær</p><p>Syltetøy</p>"),
        (rb"{\rtf1\ansi Bl\'e5b\'e6r\par To}", "text/rtf", "<p>Blåbær<br>To</p>"),
        (messages.epikrise(), "text/xml", "<h3>Vurdering</h3><p>Bedring.</p>"),
        (cda(section("Innerst")), "text/xml", "<p>Innerst</p>"),
        (messages.unstructured(b"x", "text/plain"), "text/xml", "is in the file only."),
        (b"<svg onload='x'/>", "image/svg+xml", "is in the file only."),
        (b"PK\x03\x04", "application/zip", "is in the file only."),
        (files.encrypted_pdf(), "application/pdf", "is locked with a password."),
        (files.bomb_png(13_000, 13_000), "image/png", "is too large to show here."),
        (files.typeset_pdf(1)[:500], "application/pdf", "is in the file only."),
    ],
)
def test_what_lies_inside_is_shown_as_what_it_is(
    data: bytes, content_type: str, expected: str
) -> None:
    assert expected in unwrapped(data, content_type).html


def test_what_is_squeezed_is_not_blown_up() -> None:
    found = unwrapped(b"x", "text/plain", attributes=' representation="B64" compression="DF"')

    assert "This attachment is in the file only." in found.html


def test_the_words_for_search_are_those_of_the_text_and_of_what_lies_inside() -> None:
    row = "<tr><td>Glukose</td><td>5,1</td></tr>"
    found = words(cda(section(f"Bra.<table>{row}</table>")), "text/xml")
    inside = words(messages.unstructured(files.typeset_pdf(2), "application/pdf"), "text/xml")

    assert "Bra.\nGlukose 5,1" in found
    assert "Side 2\nPasienten er i godt lag." in inside
