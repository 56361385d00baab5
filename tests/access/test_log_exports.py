"""The log as a file: what the page tells, nothing that runs, no number, and in the log itself."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from access import exports
from common import clock
from common.identifiers import national_ids_in
from demo.cast.persons import persons
from tests.cast import World, canary
from tests.log_reading import last_event
from tests.log_writing import event, write

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
EVERYTHING = {"periode": "alt"}


def sheet(browser: Client, query: dict[str, str] | None = None) -> list[list[str]]:
    answer = browser.get("/innsyn/last-ned.csv", query or EVERYTHING)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def words(browser: Client, query: dict[str, str] | None = None) -> tuple[str, int]:
    """The text of the PDF, and how many pages it has."""
    answer = browser.get("/innsyn/last-ned.pdf", query or EVERYTHING)
    assert answer.status_code == 200
    document = pypdfium2.PdfDocument(answer.content)
    try:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
        return " ".join(text.split()), len(document)
    finally:
        document.close()


HOSTILE = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", "  @x"),
    *("＝1", "＋1", "－1", "＠x", "\u00a0=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")'),
)


@pytest.mark.attack(35)
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_the_sheet_runs(world: World, name: str) -> None:
    kari = world.patients["kari"]
    names = dict.fromkeys(("actor_name", "unit_name", "legal_entity_name"), name)
    safe = {key: value.replace("\x00", "") for key, value in names.items()}
    write([event(kari, NOW, **safe)])
    _head, row = sheet(world.sign_in("kari"))
    assert len(row) == len(_head)
    for cell in row:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        assert not set(cell) & set("\t\r\n\x00")
    assert row[3].startswith("'") or name.startswith("\x00")
    assert exports._safe(name).startswith("'")


@pytest.mark.attack(35)
def test_separators_and_quotes_stay_in_their_cell(world: World) -> None:
    name = 'Berg; "Ingrid", Å\r\nNordli'
    write([event(world.patients["kari"], NOW, actor_name=name)])
    _head, row = sheet(world.sign_in("kari"))
    assert row[3] == 'Berg; "Ingrid", Å Nordli'


def test_the_files_tell_what_the_page_tells(world: World) -> None:
    kari = world.patients["kari"]
    shown, hidden = world.documents["kari N"], world.documents["kari NORU"]
    item = {"item_type": "DocumentReference"}
    write(
        [
            event(kari, NOW, **item, item_id=shown),
            event(kari, NOW + timedelta(minutes=5), **item, item_id=hidden),
            event(
                kari, NOW - timedelta(days=1), basis="emergency", person_id=uuid.UUID(int=2),
                actor_name="Henrik Åsen",
            ),
        ]
    )  # fmt: skip
    browser = world.sign_in("kari")
    head, *rows = sheet(browser)
    text, _pages = words(browser)
    page = browser.get("/innsyn/", EVERYTHING)
    on_page = [row for day in page.context["days"] for row in day.rows]

    assert [row[3] for row in rows] == [row.name for row in on_page]
    assert rows[0][:3] == ["20.11.2026", "12:00", "12:05"]
    assert canary("title kari N") in rows[0][8]
    assert rows[0][9] == "1"
    assert {"Nødsituasjon", "Emergency"} & set(rows[1][11].split(", "))
    for row in on_page:
        assert row.name in text
        for sentence in row.why:
            assert " ".join(sentence.split()) in text
    assert canary("title kari N")[:20] in text
    for told in (str(rows), text):
        assert canary("title kari NORU") not in told
        assert not national_ids_in(told)
        assert not any(person.national_id in told for person in persons(clock.today()).values())
    assert len(head) == len(set(head))


def test_the_files_follow_the_filters(world: World) -> None:
    kari = world.patients["kari"]
    other = {"person_id": uuid.UUID(int=2), "actor_name": "Per Ås"}
    write([event(kari, NOW), event(kari, NOW, **other, action="download")])
    browser = world.sign_in("kari")
    query = {**EVERYTHING, "gjort": "lastet-ned"}
    assert [row[3] for row in sheet(browser, query)[1:]] == ["Per Ås"]
    assert "Ingrid Berg" not in words(browser, query)[0]
    assert len(sheet(browser, {"fra": "2020-01-01", "til": "2020-02-01"})) == 1
    assert words(browser, {"fra": "2020-01-01", "til": "2020-02-01"})[1] == 1


@pytest.mark.parametrize("ending", ["csv", "pdf"])
def test_taking_a_file_is_in_the_log(world: World, ending: str) -> None:
    browser = world.sign_in("kari")
    answer = browser.get(f"/innsyn/last-ned.{ending}")
    logged = last_event(world.patients["kari"])
    assert (logged.kind, logged.action) == ("log", "download")
    assert logged.person_id == world.persons["kari"]
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    assert "no-store" in answer["Cache-Control"]


def test_long_files_have_their_pages_numbered_and_say_what_is_left_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari = world.patients["kari"]
    write([event(kari, NOW - timedelta(days=n)) for n in range(90)])
    browser = world.sign_in("kari")
    text, count = words(browser)
    assert count > 3
    assert f"{count} / {count}" in text
    monkeypatch.setattr(exports, "MOST", {"csv": 10, "pdf": 10})
    assert len(sheet(browser)) == 1 + 10 + 1
    assert "80" in sheet(browser)[-1][0]
    assert "80" in words(browser)[0]


def test_words_of_a_name_are_never_code(world: World) -> None:
    hostile: Any = '#panic("x") $x$ [*bold*] `raw` <label> @ref \\'
    write([event(world.patients["kari"], NOW, actor_name=hostile, unit_name="čđŋšŧž")])
    text, _count = words(world.sign_in("kari"))
    assert '#panic("x")' in text
    assert "čđŋšŧž" in text


def test_a_wrong_day_in_the_address_is_no_fault(world: World) -> None:
    browser = world.sign_in("kari")
    query = {"fra": "abc", "til": "2026-01-01"}
    assert sheet(browser, query)
    assert "… til 01.01.2026" in words(browser, query)[0]
