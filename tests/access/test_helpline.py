"""The helpline sets and takes back all four on the patient's request, and sees nothing else."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from access import gate
from access.alerts import lookups
from access.codes import Action, Audience, Kind, Reason
from access.decision import HELPS_WITH
from access.grant import NotGranted
from common import clock
from demo.cast.persons import persons
from tests.access.settings import HELPLINE, OWN, browser, helpline, notices, rows, send, whom
from tests.cast import World, canary
from tests.journal.shelf import words
from tests.log_reading import last_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand(world: World) -> Client:
    return helpline(world)


def test_the_patient_is_found_by_number_once_it_is_clear_who_calls(world: World) -> None:
    client = browser(world, "strand")
    assert client.get(HELPLINE)["Location"] == "/hjelpetelefon/"
    number = persons(clock.today())["kari"].national_id
    assert client.post("/hjelpetelefon/", {"national_id": number}).status_code == 422
    found = client.post("/hjelpetelefon/", {"national_id": number, "confirmed": "on"})
    assert found["Location"] == HELPLINE
    event = last_event(world.patients["kari"])
    assert (event.kind, event.action, event.person_id) == (
        "settings",
        "identify",
        world.persons["strand"],
    )
    said = words(client.get(HELPLINE))
    assert "On behalf of Kari Nordli" in said
    assert number not in said


def test_a_number_of_nobody_is_not_found(world: World) -> None:
    client = browser(world, "strand")
    unknown = persons(clock.today())["strand"].national_id
    answer = client.post("/hjelpetelefon/", {"national_id": unknown, "confirmed": "on"})
    assert "We found nobody with this number" in words(answer)


@pytest.mark.attack(28)
def test_the_helpline_tries_no_numbers_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MOST", 1)
    client, sent = browser(world, "strand"), {"confirmed": "on"}
    for slug, code in (("kari", 302), ("ola", 429), ("strand", 429)):
        number = persons(clock.today())[slug].national_id
        answer = client.post("/hjelpetelefon/", {"national_id": number, **sent})
        assert answer.status_code == code
    assert "The number was not looked up" in words(answer)


def test_all_four_are_set_and_taken_back_and_the_patient_is_told(
    world: World, strand: Client
) -> None:
    made = {
        "restriction": ("sperring/", {"do": "close-record", "confirm": "on"}),
        "block": ("blokkering/", {"do": "make", "whom": whom(world, "dahl")}),
        "reservation": ("reservasjon/", {"do": "reserve", "confirm": "on"}),
        "closure": ("egen-tilgang/", {"do": "close", "confirm": "on"}),
    }
    for sort, (page, fields) in made.items():
        assert send(strand, f"{HELPLINE}{page}", world, **fields).status_code == 302
        (row,) = rows(world, sort)
        assert (row.set_as, row.set_by_name) == (
            "helpline",
            world.roles["strand"].practitioner_name,
        )
    for sort, (page, _fields) in made.items():
        (row,) = rows(world, sort)
        assert send(strand, f"{HELPLINE}{page}", world, do="end", setting=row.id)
        assert rows(world, sort)[0].ended_as == "helpline"
    assert {each[2] for each in notices(world)} == {"helpline"}
    assert len(notices(world)) == 8
    assert last_event(world.patients["kari"]).actor_name
    said = words(browser(world).get(f"{OWN}historikk/"))
    assert "The helpline, on the patient's request" in said.replace("&#x27;", "'")


@pytest.mark.attack(87)
def test_the_helpline_sees_no_document_and_nobody_who_has_looked(
    world: World, strand: Client
) -> None:
    world.attested("berg", "kari")
    told = "".join(
        strand.get(f"{HELPLINE}{page}").content.decode()
        for page in ("", "sperring/", "blokkering/", "reservasjon/", "samtykker/", "historikk/")
    )
    assert not any(canary(f"title {name}") in told for name in world.documents)
    assert "Who has looked in the record, or treats you" not in told
    assert " documents</p>" not in told


@pytest.mark.attack(87)
@pytest.mark.parametrize("kind", sorted(set(Kind) - HELPS_WITH))
def test_the_helpline_opens_nothing_but_settings_and_who_acts(world: World, kind: Kind) -> None:
    actor, kari = world.worker("strand", "kari"), world.patients["kari"]
    for action in (Action.READ, Action.WRITE, Action.LIST, Action.IDENTIFY):
        with pytest.raises(gate.Refused) as refused:
            gate.open_record(actor, kari, kind, action=action)
        assert refused.value.reason == Reason.NO_CLINICAL_ACCESS


@pytest.mark.attack(87)
def test_a_grant_for_settings_opens_no_journal_to_the_helpline(world: World) -> None:
    actor = world.worker("strand", "kari")
    with gate.open_record(actor, world.patients["kari"], Kind.SETTINGS) as grant:
        assert grant.audience is Audience.STAFF
        for kind in (Kind.JOURNAL, Kind.LOG, Kind.RECORD):
            with pytest.raises(NotGranted):
                grant.check(kind)


@pytest.mark.attack(87)
@pytest.mark.parametrize(
    ("slug", "looked_up", "reason"),
    [
        ("strand", "", Reason.NO_RELATION),
        ("strand", "ola", Reason.NO_RELATION),
        ("lie", "kari", Reason.NO_CLINICAL_ACCESS),
        ("moe", "kari", Reason.NO_CLINICAL_ACCESS),
        ("vik", "kari", Reason.NO_CLINICAL_ACCESS),
    ],
)
def test_nobody_else_and_nobody_who_was_not_found(
    world: World, slug: str, looked_up: str, reason: Reason
) -> None:
    actor = world.worker(slug, looked_up)
    for action in (Action.READ, Action.WRITE):
        for kind in (Kind.SETTINGS, Kind.REPRESENTATION):
            with pytest.raises(gate.Refused) as refused:
                gate.open_record(actor, world.patients["kari"], kind, action=action)
            assert refused.value.reason == reason


@pytest.mark.attack(63)
def test_a_form_from_another_call_changes_nothing(world: World, strand: Client) -> None:
    fields = {"do": "close-record", "confirm": "on"}
    answer = send(strand, f"{HELPLINE}sperring/", world, "ola", **fields)
    assert answer.status_code == 409
    assert rows(world, "restriction") == rows(world, "restriction", "ola") == []


@pytest.mark.parametrize("slug", ["kari", "berg", "lie", "vik"])
def test_the_pages_of_the_helpline_are_there_for_nobody_else(world: World, slug: str) -> None:
    client = browser(world, slug)
    session = client.session
    session["identified"] = str(world.patients["kari"])
    session.save()
    for page in ("/hjelpetelefon/", HELPLINE, f"{HELPLINE}sperring/"):
        assert client.get(page).status_code == 404
    assert uuid.UUID(client.session["identified"]) == world.patients["kari"]
