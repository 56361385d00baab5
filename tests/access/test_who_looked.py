"""Who has looked: everybody who did, with what they saw and why; no number, no free text."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access.attestation import Statement
from access.codes import Basis, Ground
from access.telling import Look
from common import clock
from common.identifiers import national_ids_in
from demo.cast.persons import persons
from tests.cast import EMERGENCY, World, canary, just_now

pytestmark = pytest.mark.django_db
PAGE = "/innsyn/"
WORDS = "Hemmelig begrunnelse som bare kontrollen skal lese"


def opened(world: World, slug: str, patient: str, form: dict[str, str]) -> Any:
    """Somebody at work opens a record on the page, after looking the number up."""
    browser = world.sign_in(slug)
    number = persons(clock.today())[patient].national_id
    browser.post("/kliniker/pasient/finn/", {"national_id": number})
    answer = browser.post(f"/kliniker/pasient/{world.patients[patient]}/apne/", form)
    assert answer.status_code == 302
    return browser


def document_url(world: World, name: str) -> str:
    patient = world.patients[name.split(" ")[0]]
    return f"/kliniker/pasient/{patient}/dokumenter/{world.documents[name]}/"


def looks(world: World, slug: str = "kari") -> dict[str, Look]:
    """What the patient's page tells, by who looked."""
    page = world.sign_in(slug, as_citizen=True).get(PAGE, {"periode": "alt"})
    found = [row for day in page.context["days"] for row in day.rows]
    assert len({row.name for row in found}) == len(found)
    return {row.name: row for row in found}


def titles(row: Look) -> set[str]:
    """The documents that a row names, by their canaries."""
    return {found for item in row.items for found in re.findall(r"kanarifugl-\w+", item)}


@pytest.mark.attack(58)
def test_the_patients_log_is_what_happened(world: World) -> None:
    berg = opened(world, "berg", "kari", {"basis": "relation"})
    for name in ("kari N", "kari R"):
        assert berg.get(document_url(world, name)).status_code == 200
    assert berg.get(document_url(world, "kari V") + "last-ned/").status_code == 200
    dahl = opened(world, "dahl", "kari", {"basis": "declared", "ground": "TILSYN"})
    assert dahl.get(document_url(world, "kari N")).status_code == 200
    vakt = opened(world, "legevakt", "kari", {"basis": "emergency", "text": WORDS})
    assert vakt.get(document_url(world, "kari NORS")).status_code == 200
    world.sign_in("sekretar").get("/kliniker/enhet/")
    world.sign_in("lie").get(document_url(world, "kari N"))
    world.sign_in("ola").get(f"/journal/{world.documents['kari N']}/")
    world.sign_in("kari").get(f"/journal/{world.documents['kari N']}/")

    found = looks(world)
    assert set(found) == {"Ingrid Berg", "Jonas Dahl", "Henrik Åsen", "Torill Bakkejord"}
    own, other = found["Ingrid Berg"], found["Jonas Dahl"]
    assert titles(own) == {canary("title kari N"), canary("title kari R")}
    assert own.more_count == 1  # V hides the third from the patient; that it was read is told.
    assert (own.is_emergency, own.is_self_declared) == (False, False)
    assert own.organisation == "Universitetssykehuset Nord-Norge HF"
    assert own.ground_text == str(Ground.TREATING.label)
    assert (other.is_emergency, other.is_self_declared) == (False, True)
    assert other.ground_text == str(Ground.SUPERVISION.label)
    assert titles(other) == {canary("title kari N")}
    assert found["Henrik Åsen"].is_emergency
    assert titles(found["Henrik Åsen"]) == {canary("title kari NORS")}
    assert not titles(found["Torill Bakkejord"])


@pytest.mark.attack(58)
def test_no_number_and_no_free_text_is_told(world: World) -> None:
    opened(world, "legevakt", "kari", {"basis": "emergency", "text": WORDS})
    opened(world, "dahl", "kari", {"basis": "declared", "ground": "TILSYN", "text": WORDS})
    page = world.sign_in("kari").get(PAGE).content.decode()
    assert "Henrik Åsen" in page
    assert WORDS not in page
    assert not national_ids_in(page)
    assert not any(person.national_id in page for person in persons(clock.today()).values())


def test_titles_that_are_hidden_from_the_reader_are_counted_only(world: World) -> None:
    berg = opened(world, "berg", "kari", {"basis": "relation"})
    for codes in ("NORN_ALL", "NORU", "NORN_NY"):
        assert berg.get(document_url(world, f"kari {codes}")).status_code == 200
    page = world.sign_in("kari").get(PAGE).content.decode()
    for codes in ("NORN_ALL", "NORU", "NORN_NY"):
        assert canary(f"title kari {codes}") not in page
    assert looks(world)["Ingrid Berg"].more_count == 3


def test_ones_own_visits_are_left_out(world: World) -> None:
    kari = world.sign_in("kari")
    for path in ("/hjem/", "/journal/", PAGE):
        kari.get(path)
    assert looks(world) == {}


def test_a_parent_is_in_the_log_of_the_child_for_the_other_parent(world: World) -> None:
    ola = world.sign_in("ola")
    ola.post("/handle-for/", {"patient": world.patients["lise"]})
    assert ola.get(f"/journal/{world.documents['lise N']}/").status_code == 200
    kari = world.sign_in("kari")
    kari.post("/handle-for/", {"patient": world.patients["lise"]})
    page = kari.get(PAGE).content.decode()
    assert "Ola Nordli" in page
    assert canary("title lise N") in page


def test_what_was_asked_for_and_not_shown_is_not_told_as_seen(world: World) -> None:
    berg = opened(world, "berg", "kari", {"basis": "relation"})
    assert berg.get(document_url(world, "kari NORS")).status_code == 404
    row = looks(world)["Ingrid Berg"]
    assert (titles(row), row.more_count) == (set(), 0)


def test_an_opened_restriction_is_told(world: World) -> None:
    form = {"basis": "consent", "consent_by": "patient", "consent_time": just_now()}
    opened(world, "berg", "synnove", form)
    assert looks(world, "synnove")["Ingrid Berg"].opened_restricted


def test_the_page_begins_with_the_last_thirty_days(world: World) -> None:
    world.attested("legevakt", "kari", EMERGENCY)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        kari = world.sign_in("kari")
        assert "Henrik Åsen" not in kari.get(PAGE).content.decode()
        assert "Henrik Åsen" in kari.get(PAGE, {"periode": "365"}).content.decode()


def test_the_words_of_a_statement_are_kept_for_those_who_review(world: World) -> None:
    statement = Statement(Basis.DECLARED, Ground.TREATING, WORDS)
    world.attested("dahl", "kari", statement)
    assert WORDS not in str(looks(world))
