"""KITH's messages as headed text in Norwegian: everything that was written, and no national id."""

from __future__ import annotations

import pytest

from journal.convert import convert, words
from journal.formats.kith_values import label, when
from tests.journal import files, messages
from tests.journal.messages import KITH, enveloped

ALL = {
    "epikrise 1.1": messages.epikrise("2006-09-23"),
    "epikrise 1.2": messages.epikrise(),
    "henvisning 1.0": messages.referral("2005-07-08"),
    "henvisning 1.1": messages.referral(),
    "svar 1.2": messages.answer("2005-03-14"),
    "svar 1.3": messages.answer("2008-12-01"),
    "svar 1.4": messages.answer(),
    "dialog 1.1": enveloped(messages.dialog()),
    "sykmelding": messages.sick_note(),
    "kvittering": messages.receipt(),
}
TITLES = {
    "epikrise": "Epikrise",
    "henvisning": "Henvisning",
    "svar": "Svarrapport",
    "dialog": "Dialogmelding",
    "sykmelding": "Sykmelding",
    "kvittering": "Kvittering for mottatt melding",
}


def html(data: bytes) -> str:
    return convert("kith", data).html


@pytest.mark.parametrize("name", ALL)
def test_every_message_says_what_it_is_from_whom_and_when(name: str) -> None:
    found = html(ALL[name])

    assert found.startswith(f"<h2>{TITLES[name.split()[0]]}</h2>")
    for fact in ("Sendt", "Fra", "Til"):
        assert f"<dt>{fact}</dt><dd>" in found
    assert messages.NATIONAL_ID not in found


def test_the_head_of_an_envelope_names_its_parties_and_the_patient() -> None:
    found = html(enveloped(messages.dialog()))

    for name, value in (
        ("Type", "Notat"),
        ("Sendt", "04.07.2024 kl. 16.55"),
        ("Fra", "Nordbyen legesenter, Rita Lin"),
        ("Til", "Alta kommune"),
        ("Pasient", "Line Danser"),
    ):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("epikrise 1.2", "<h3>Hoveddiagnose</h3>"),
        ("epikrise 1.2", "<dd>Uspesifisert pneumoni (J18.9)</dd>"),
        ("epikrise 1.2", "<h3>Legemidler i bruk</h3>"),
        ("epikrise 1.2", "<dt>Dosering</dt><dd>1 tablett 4 ganger daglig</dd>"),
        ("epikrise 1.2", "<h3>Vurdering</h3><p>Bedring.</p>"),
        ("epikrise 1.2", "<dt>Trenger tolk</dt><dd>Nei</dd>"),
        ("henvisning 1.1", "<dt>Hastegrad</dt><dd>Øyeblikkelig hjelp</dd>"),
        ("henvisning 1.1", "<h3>Årsak til henvisning</h3><p>Smerter i kne &amp; hofte.</p>"),
        ("dialog 1.1", "<h3>Notat</h3>"),
        ("dialog 1.1", "<dt>Tema</dt><dd>Henvendelse om pasient</dd>"),
        ("sykmelding", "<dt>Hoveddiagnose</dt><dd>Bursitt (L87)</dd>"),
        ("sykmelding", "<dt>Fra og med</dt><dd>15.04.2024</dd>"),
        ("sykmelding", "<dt>Gradert sykmelding</dt><dd>60</dd>"),
        ("kvittering", "<dt>Feil</dt><dd>Ukjent mottaker (T01)</dd>"),
    ],
)
def test_what_is_known_has_norwegian_words(name: str, expected: str) -> None:
    assert expected in html(ALL[name])


def test_results_stand_in_a_table_with_those_that_belong_to_them_beneath() -> None:
    found = html(ALL["svar 1.4"])

    assert found.endswith(
        '<table><thead><tr><th scope="col">Undersøkelse</th><th scope="col">Resultat</th>'
        '<th scope="col">Avvik</th><th scope="col">Referanse</th><th scope="col">Annet</th></tr>'
        "</thead><tbody><tr><td>P-CRP</td><td>&gt; 154 mg/L</td><td>Over referanse</td>"
        "<td>&lt;5</td><td>Medisinsk godkjent: 01.03.2024</td></tr><tr><td>Urin dyrkning</td>"
        "<td>Ingen vekst</td><td></td><td></td><td></td></tr><tr><td>Urin dyrkning – E. coli</td>"
        "<td>Negativ</td><td></td><td></td><td></td></tr></tbody></table>"
    )


def test_what_is_not_known_is_shown_by_its_name() -> None:
    found = html(ALL["epikrise 1.2"])

    assert "<h3>Nytt i fremtiden</h3>" in found
    assert "<dt>Del en</dt><dd>ukjent A</dd><dt>Del to</dt><dd>ukjent B</dd>" in found


def test_lines_of_a_text_stay_lines_however_they_are_broken() -> None:
    marked = 'En<br xmlns="http://www.w3.org/1999/xhtml"/>To\nTre'

    assert "<dd>En<br>To<br>Tre</dd>" in html(enveloped(messages.dialog(marked)))


def test_a_national_id_in_the_text_is_masked() -> None:
    found = html(messages.epikrise(comment=f"Gjelder {messages.NATIONAL_ID}."))

    assert "Gjelder [fødselsnummer]." in found


def test_the_pages_of_attachments_follow_each_other_with_numbers_of_their_own() -> None:
    more = messages.attached(files.typeset_pdf(2), "application/pdf", "Brev")
    more += messages.attached(files.picture("JPEG"), "image/jpeg", "Bilde")
    more += messages.attached("Blåbær".encode(), "text/plain", "Notat")
    found = convert("kith", enveloped(messages.dialog(), more=more))

    assert [sheet.number for sheet in found.sheets] == [1, 2, 3]
    assert found.page_count == 3
    assert "<h3>Attachment: Brev</h3>" in found.html
    assert "<h3>Attachment: Notat</h3><p>Blåbær</p>" in found.html


def test_of_many_attachments_all_pages_can_be_asked_for() -> None:
    more = "".join(
        messages.attached(files.pdf(15), "application/pdf", f"Brev {number}") for number in range(3)
    )
    data = enveloped(messages.dialog(), more=more)

    assert [sheet.number for sheet in convert("kith", data).sheets] == list(range(1, 21))
    second = convert("kith", data, 21)
    assert [sheet.number for sheet in second.sheets] == list(range(21, 41))
    assert [sheet.number for sheet in convert("kith", data, 41).sheets] == list(range(41, 46))
    assert second.page_count == 45


def test_a_message_in_a_message_is_opened_once_only() -> None:
    innermost = enveloped(messages.dialog("Innerst"))
    inner = enveloped(
        messages.dialog("Inni"), more=messages.attached(innermost, "text/xml", "Melding 2")
    )
    found = html(
        enveloped(messages.dialog("Ytterst"), more=messages.attached(inner, "text/xml", "Melding"))
    )

    assert "Ytterst" in found
    assert "Inni" in found
    assert "Innerst" not in found
    assert "This attachment is in the file only." in found


def test_an_attachment_that_is_elsewhere_is_named() -> None:
    more = "<Document><RefDoc><Description>Bilde 7</Description><FileReference>x</FileReference>"
    found = html(enveloped(messages.dialog(), more=f"{more}</RefDoc></Document>"))

    assert (
        "<h3>Attachment: Bilde 7</h3><p><em>This attachment is in the file only.</em></p>" in found
    )


def test_bytes_are_never_shown_as_text_wherever_they_stand() -> None:
    data = messages.packed(files.picture("PNG", (300, 300)) * 3)
    found = html(enveloped(messages.dialog(more=f"<Skjult>{data}</Skjult>")))

    assert data[:60] not in found
    assert "This attachment is in the file only." in found or "stand below" in found


def test_a_message_that_nobody_knows_is_written_out_by_its_names() -> None:
    data = f'<NyMelding xmlns="{KITH}/framtid/2030-01-01"><EnTing V="1" DN="Ja visst"/></NyMelding>'

    assert html(data.encode()) == (
        "<h2>Ny melding</h2><dl></dl><dl><dt>En ting</dt><dd>Ja visst</dd></dl>"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("TemaKodet", "Tema"),
        ("PasientensNyeAdresse", "Pasientens nye adresse"),
        ("NPRId", "NPR id"),
        ("noe_annet", "Noe annet"),
        ("x", "X"),
    ],
)
def test_a_name_becomes_words(name: str, expected: str) -> None:
    assert label(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01", "01.03.2024"),
        ("20240301", "01.03.2024"),
        ("2024-03-01T12:30:00+01:00", "01.03.2024 kl. 12.30"),
        ("2024-03-01T12:30", "01.03.2024 kl. 12.30"),
        ("2024", "2024"),
        ("12345678901", "12345678901"),
        ("i fjor", "i fjor"),
    ],
)
def test_a_date_is_written_as_norwegians_do(text: str, expected: str) -> None:
    assert when(text) == expected


def test_the_words_for_search_are_those_of_the_message() -> None:
    found = words(ALL["epikrise 1.2"], "application/xml")

    assert "Uspesifisert pneumoni" in found
    assert "ukjent A" in found
    assert messages.NATIONAL_ID not in found
