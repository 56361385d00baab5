"""What patients are told without asking: of emergencies, opened blocks and changed settings."""

from __future__ import annotations

import pytest

from access import gate
from access.attestation import Statement
from access.codes import Instrument, Kind, NoticeCode
from access.models import PatientNotice
from tests.access.settings import OWN, browser, notices, rows, send
from tests.cast import CONSENT, DECLARED, EMERGENCY, World
from tests.journal.shelf import words

pytestmark = pytest.mark.django_db


@pytest.mark.attack(12)
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (None, []),
        (DECLARED, []),
        (CONSENT, [("opened", "", "")]),
        (EMERGENCY, [("emergency", "", "")]),
    ],
)
def test_an_elevated_opening_is_told_and_a_usual_one_is_not(
    world: World, statement: Statement | None, told: list[tuple[str, str, str]]
) -> None:
    world.attested("berg" if statement is None else "dahl", "kari", statement)
    assert notices(world) == told


def test_what_is_refused_is_not_told(world: World) -> None:
    with pytest.raises(Exception, match="blocked"):
        world.attested("berg", "tor-erik", EMERGENCY)
    assert notices(world, "tor-erik") == []


def test_a_notice_is_new_until_it_is_read(world: World) -> None:
    world.attested("legevakt", "kari", EMERGENCY)
    kari = browser(world)
    assert "You have 1 new notice." in words(kari.get("/hjem/"))
    assert "New Emergency access to your record" in words(kari.get("/varsler/"))
    assert "New Emergency" not in words(kari.get("/varsler/"))
    assert "new notice" not in words(kari.get("/hjem/"))


@pytest.mark.attack(84)
def test_a_notice_says_nothing_of_health_or_whom(world: World) -> None:
    kari = browser(world)
    world.attested("legevakt", "kari", EMERGENCY)
    send(kari, f"{OWN}sperring/", world, do="close-kind", category="C00-1")
    document = world.documents["kari N"]
    send(kari, f"{OWN}dokument/{document}/", world, do="close")
    kari.get("/hjelp/")  # Where what was done is said once, under the settings.
    said = words(kari.get("/varsler/"))
    assert len(notices(world)) == 3
    for secret in (
        "Prøvesvar",
        "kanarifugl",
        "legevakt",
        world.roles["legevakt"].practitioner_name,
    ):
        assert secret not in said


def test_notices_are_for_the_patient_and_a_parent_of_a_young_child(world: World) -> None:
    world.attested("legevakt", "lise", EMERGENCY)
    for slug, expected in (("kari", 1), ("ola", 1), ("astrid", 0)):
        client = browser(world, slug)
        client.post("/handle-for/", {"patient": world.patients["lise"]})
        assert words(client.get("/varsler/")).count("Emergency access to your record") == expected


def test_every_code_has_words() -> None:
    assert all(str(each.label) for each in (*NoticeCode, *Instrument))


def test_an_undone_change_leaves_no_notice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_more: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("access.notices.write", fails)
    kari = browser(world)
    with pytest.raises(OSError, match="no room"):
        send(kari, f"{OWN}sperring/", world, do="close-record", confirm="on")
    assert rows(world, "restriction") == []


@pytest.mark.attack(15)
def test_who_treats_reads_no_notice(world: World) -> None:
    world.attested("legevakt", "kari", EMERGENCY)
    actor, kari = world.attested("berg", "kari"), world.patients["kari"]
    with gate.open_record(actor, kari, Kind.RECORD) as grant:
        assert not PatientNotice.objects.under(grant).exists()
    with gate.open_record(world.citizen("kari"), kari, Kind.LOG) as grant:
        assert PatientNotice.objects.under(grant).exists()
