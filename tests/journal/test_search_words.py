"""What search words mean, whatever is typed; and that marks are safe HTML."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from journal import searching
from journal.marking import Marks

pytestmark = pytest.mark.django_db


def finds(typed: str, text: str) -> bool:
    query = searching.understood(typed)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('norwegian', %s) @@ %s::tsquery",
            [searching.taken_apart(text), query.text],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("blodtrykk", "Måling av blodtrykket"),
        ("blodtrykk", "Blodtrykksmåling hjemme"),
        ("BLODTRYKK", "blodtrykk"),
        ("årskontroll", "ÅRSKONTROLL"),
        ("hjertesykdommer", "en hjertesykdom"),
        ("hjertesykdom", "flere hjertesykdommer"),
        ("lege sykehus", "legen på sykehuset"),
        ('"akutt hjerteinfarkt"', "akutte hjerteinfarkt"),
        ("«akutt hjerteinfarkt»", "akutt hjerteinfarkt"),
        ("120", "120/80"),
        ("12,5", "12,5 mg"),
        ("120/80", "120/80"),
        ("hjerte", "lunge/hjerte"),
        ("lungene", "hjertet.Lungene"),
        ("mmol/l", "5,2 mmol/l"),
        ("hba1c", "HbA1c var 52"),
        ("covid-19", "Covid-19 påvist"),
        ("d-vitamin", "D-vitamin"),
        ("ct", "CT av hodet"),
        ("b", "hepatitt B"),
        ("ikke røyker", "Han røyker ikke"),
        ("feber -hoste", "feber uten annet"),
        ("Čuoŋavárri", "Elle Čuoŋavárri"),
        ('feber "', "feber"),
        ("feber\x00hoste", "feber og hoste"),
    ],
)
def test_words_find(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ('"akutt hjerteinfarkt"', "hjerteinfarkt som ikke var akutt"),
        ("feber -hoste", "feber og hoste"),
        ("feber -«tørr hoste»", "feber og tørr hoste"),
        ("legene", "legemiddel"),
        ("ct", "cta"),
        ("feber hoste", "feber"),
    ],
)
def test_words_do_not_find(typed: str, text: str) -> None:
    assert not finds(typed, text)


@pytest.mark.parametrize("typed", ["", "  ", "og", "og i på", "-", '""', "-og", "& | !", "***"])
def test_what_says_nothing_is_an_empty_query(typed: str) -> None:
    assert searching.understood(typed).text == ""


HOSTILE = [
    "'", "''", "\\", "a'b", "a\\'b", "'; DROP TABLE journal_documenttext; --", "a & | ! b", "((((",
    "!!!!a", "a:*", "a:*A", "<->", "a <-> b", "a <2147483648> b", ":*", "%s %(x)s", "{}", "\x00",
    "\ud800", "‮abc", "a" * 5000, " ".join("abcdefgh"), "\"'\"", '"a" "b" "c', "-" * 300,
    "urn:dis:person:x", "http://x.no/y?z=1", "a@b.no", "/etc/passwd", "<b>fet</b>", "1e999", "٣٤٥",
    "ﬀ", "İ", "ß", "𐍈𐍈𐍈", "å" * 199, "* OR 1=1", "`", "$$", "||", "NULL", "-5", "+5",
    "1/2", "3.14.15",
    "abc_def", "_abc", "x'y'z", "O'Neil", "abc' | 'd",
]  # fmt: skip


@pytest.mark.attack(46)
@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_is_more_than_words(typed: str) -> None:
    finds(typed, "noe annet")
    query = searching.understood(typed)
    shown = Marks.of(query, [typed]).in_text(f"<i>{typed}</i>")
    assert "<" not in re.sub("</?mark>", "", shown)


def test_only_so_much_of_what_is_typed_counts() -> None:
    query = searching.understood("ord " * 1000)
    assert len(query.words) <= searching.LONGEST
    assert query.text.count("&") < searching.MOST_PARTS


def marked(typed: str, text: str) -> str:
    return Marks.of(searching.understood(typed), [text]).in_text(text)


@pytest.mark.parametrize(
    ("typed", "text", "html"),
    [
        ("blodtrykk", "Blodtrykket var", "<mark>Blodtrykket</mark> var"),
        ("blodtrykk", "blodtrykksmåling", "<mark>blodtrykksmåling</mark>"),
        ("lege", "legen ga legge", "<mark>legen</mark> ga legge"),
        ("og feber", "og feber", "og <mark>feber</mark>"),
        ("feber", "<script>feber</script>", "&lt;script&gt;<mark>feber</mark>&lt;/script&gt;"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("mark", "<mark>", "&lt;<mark>mark</mark>&gt;"),
        ("amp", "A & B", "A &amp; B"),
        ("feber -hoste", "feber, ikke hoste", "<mark>feber</mark>, ikke hoste"),
        ("120", "120/80", "<mark>120</mark>/80"),
    ],
)
def test_marks_stand_on_words_and_in_safe_html(typed: str, text: str, html: str) -> None:
    assert marked(typed, text) == html


def test_the_place_is_a_piece_around_the_first_word() -> None:
    text = "innledning " * 50 + "<b>feber</b> " + "slutt " * 50
    place = Marks.of(searching.understood("feber"), [text]).place(text)
    assert "&lt;b&gt;<mark>feber</mark>&lt;/b&gt;" in place
    assert place.startswith("… innledning")
    assert place.endswith("slutt …")
    assert len(place) < 400


def test_a_place_shows_no_token_of_a_person() -> None:
    token = "urn:dis:person:0b1c2d3e-0000-4000-8000-000000000000"
    for gap in range(0, 240, 7):
        text = f"{'x ' * 100}feber {'y' * gap} {token} z"
        place = Marks.of(searching.understood("feber"), [text]).place(text)
        assert "urn:" not in place
        assert "0b1c" not in place


def test_without_a_query_nothing_is_marked() -> None:
    assert Marks.of(None, ["feber"]).in_text("<feber>") == "&lt;feber&gt;"
