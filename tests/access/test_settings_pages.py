"""What the patient sets and takes back on the pages of settings, and what each of it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from access import gate
from access.codes import Action, Audience, Instrument, Kind, SetAs
from access.models import AccessClosure
from access.settings import services
from common import clock
from tests.access.settings import OWN, browser, notices, rows, send, where, whom
from tests.cast import CONSENT, EMERGENCY, World
from tests.journal import shelf
from tests.journal.shelf import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(world: World) -> Client:
    return browser(world)


def done(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def test_the_whole_record_is_blocked_and_opened_again(world: World, kari: Client) -> None:
    page = f"{OWN}sperring/"
    assert send(kari, page, world, do="close-record").status_code == 422
    assert rows(world, "restriction") == []
    assert done(send(kari, page, world, do="close-record", confirm="on"))
    (row,) = rows(world, "restriction")
    assert (row.scope, row.set_as, row.set_by_id) == ("record", "self", world.persons["kari"])
    assert "The whole record is blocked" in words(kari.get(OWN))
    assert done(send(kari, page, world, do="end", setting=row.id))
    assert rows(world, "restriction")[0].ended_as == SetAs.SELF
    assert "Nothing is blocked" in words(kari.get(OWN))
    told = [("setting-made", "restriction", "self"), ("setting-ended", "restriction", "self")]
    assert notices(world) == told


def test_a_kind_of_documents_is_blocked_with_what_comes_later(world: World, kari: Client) -> None:
    page = f"{OWN}sperring/"
    assert done(send(kari, page, world, do="close-kind", category="A00-1"))
    assert done(send(kari, page, world, do="close-kind", category="A00-1"))
    (row,) = rows(world, "restriction")
    assert (row.scope, row.category) == ("category", "A00-1")
    assert "Epikriser og sammenfatninger" in words(kari.get(page))
    assert send(kari, page, world, do="close-kind", category="X00-1").status_code == 404


def test_one_document_is_blocked_from_its_own_page(world: World, kari: Client) -> None:
    document = world.documents["kari N"]
    reading, closing = f"/journal/{document}/", f"{OWN}dokument/{document}/"
    assert closing in kari.get(reading).content.decode()
    assert done(send(kari, closing, world, do="close"))
    assert "Blocked for those who treat you" in words(kari.get(reading))
    clinician, address = shelf.opened(world)
    assert clinician.get(f"{address}{document}/").status_code == 404
    (row,) = rows(world, "restriction")
    assert str(row.id) in kari.get(closing).content.decode()
    assert done(send(kari, closing, world, do="end", setting=row.id))
    assert clinician.get(f"{address}{document}/").status_code == 200


@pytest.mark.parametrize("name", ["kari NORN_ALL", "kari NORU", "ola N"])
def test_a_document_that_one_does_not_see_cannot_be_blocked(
    world: World, kari: Client, name: str
) -> None:
    page = f"{OWN}dokument/{world.documents[name]}/"
    assert kari.get(page).status_code == 404
    assert send(kari, page, world, do="close").status_code == 404
    assert rows(world, "restriction") == []


@pytest.mark.attack(9)
def test_somebody_is_found_by_name_or_number_and_shut_out(world: World, kari: Client) -> None:
    page = f"{OWN}blokkering/"
    berg = world.roles["berg"]
    for typed in ("ber", berg.hpr_number, berg.practitioner_name):
        found = send(kari, page, world, do="search", name=typed).context["found"]
        assert whom(world, "berg") in {party.key for party in found}
    asked = send(kari, page, world, do="choose", whom=whom(world, "berg"))
    assert f"Shut out {berg.practitioner_name}?" in words(asked)
    assert rows(world, "block") == []
    clinician, address = shelf.opened(world)
    assert done(send(kari, page, world, do="make", whom=whom(world, "berg")))
    assert clinician.get(address).status_code == 404
    for statement in (CONSENT, EMERGENCY):
        with pytest.raises(Exception, match="blocked"):
            world.attested("berg", "kari", statement)
    (row,) = rows(world, "block")
    assert done(send(kari, page, world, do="end", setting=row.id))
    assert clinician.get(address).status_code == 200


@pytest.mark.attack(9)
def test_a_whole_organisation_is_shut_out(world: World, kari: Client) -> None:
    clinician, address = shelf.opened(world)
    page = f"{OWN}blokkering/"
    assert done(send(kari, page, world, do="make", whom=where(world, "berg")))
    assert clinician.get(address).status_code == 404
    assert "Universitetssykehuset" in words(kari.get(page))


@pytest.mark.parametrize("typed", ["", "be", "12", "01017012345"])
def test_too_little_or_a_number_of_a_person_finds_nobody(
    world: World, kari: Client, typed: str
) -> None:
    answer = send(kari, f"{OWN}blokkering/", world, do="search", name=typed)
    assert answer.status_code == 422
    assert "found" not in answer.context
    assert "01017012345" not in answer.content.decode()


@pytest.mark.attack(28)
def test_who_searches_without_end_must_wait(
    world: World, kari: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("access.settings.selectors.MOST_SEARCHES", 2)
    page = f"{OWN}blokkering/"
    answers = [send(kari, page, world, do="search", name="berg") for _ in range(3)]
    assert ["found" in answer.context for answer in answers] == [True, True, False]
    assert "Too many searches" in words(answers[2])
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert "found" in send(browser(world), page, world, do="search", name="berg").context


@pytest.mark.attack(28)
def test_no_patient_is_found_in_the_directory(world: World, kari: Client) -> None:
    page = f"{OWN}blokkering/"
    for typed in ("astrid", "nordli", "synnøve", "marte"):
        assert send(kari, page, world, do="search", name=typed).context["found"] == []


@pytest.mark.attack(13)
def test_leaving_sharing_counts_down_and_can_be_taken_back(world: World, kari: Client) -> None:
    page = f"{OWN}reservasjon/"
    assert send(kari, page, world, do="reserve").status_code == 422
    clinician, address = shelf.opened(world)
    assert done(send(kari, page, world, do="reserve", confirm="on"))
    assert "30 days left" in words(kari.get(page))
    assert kari.get("/journal/").status_code == 200
    assert clinician.get(address).status_code == 302
    (row,) = rows(world, "reservation")
    assert done(send(kari, page, world, do="end", setting=row.id))
    assert clinician.get(address).status_code == 200
    assert done(send(kari, page, world, do="reserve", confirm="on"))
    with time_machine.travel(clock.now() + timedelta(days=29)):
        assert "1 day left" in words(browser(world).get(page))


@pytest.mark.attack(14)
def test_closed_access_is_closed_in_all_windows_at_the_next_click(
    world: World, kari: Client
) -> None:
    thief = browser(world)
    assert thief.get("/journal/").status_code == 200
    thief.post("/handle-for/", {"patient": world.patients["lise"]})
    assert thief.get("/journal/").status_code == 200
    page = f"{OWN}egen-tilgang/"
    assert send(kari, page, world, do="close").status_code == 422
    assert done(send(kari, page, world, do="close", confirm="on"))
    for client in (thief, kari):
        for path in ("/journal/", "/innsyn/", OWN, page, "/henvendelser/"):
            assert client.get(path).status_code in {403, 404}, path
    (row,) = rows(world, "closure")
    assert send(kari, page, world, do="end", setting=row.id).status_code in {403, 404}
    assert rows(world, "closure")[0].end is None
    clinician, address = shelf.opened(world)
    assert clinician.get(address).status_code == 200


def test_a_consent_is_given_for_a_time_and_taken_back(world: World, kari: Client) -> None:
    page = f"{OWN}samtykker/"
    asked = send(kari, page, world, do="choose", whom=whom(world, "dahl"))
    assert "For how long?" in words(asked)
    assert done(send(kari, page, world, do="make", whom=whom(world, "dahl"), days="7"))
    (row,) = rows(world, "consent")
    assert row.until - row.start == timedelta(days=7)
    assert done(send(kari, page, world, do="end", setting=row.id))
    assert rows(world, "consent")[0].end
    assert send(kari, page, world, do="make", whom=whom(world, "dahl"), days="9999").status_code
    assert len(rows(world, "consent")) == 1


def test_the_history_says_who_when_and_as_what(world: World, kari: Client) -> None:
    page = f"{OWN}sperring/"
    send(kari, page, world, do="close-kind", category="C00-1")
    send(kari, f"{OWN}blokkering/", world, do="make", whom=whom(world, "dahl"))
    (row,) = rows(world, "restriction")
    send(kari, page, world, do="end", setting=row.id)
    said = words(kari.get(f"{OWN}historikk/"))
    for text in ("Blocked: Prøvesvar", "Open again: Prøvesvar", "was shut out", "You"):
        assert text in said


def test_a_parent_decides_for_a_young_child_and_it_says_so(world: World, kari: Client) -> None:
    kari.post("/handle-for/", {"patient": world.patients["lise"]})
    page = f"{OWN}sperring/"
    assert done(send(kari, page, world, "lise", do="close-record", confirm="on"))
    (row,) = rows(world, "restriction", "lise")
    assert (row.set_as, row.set_by_id) == ("parent", world.persons["kari"])
    assert notices(world, "lise") == [("setting-made", "restriction", "parent")]
    closing = send(kari, f"{OWN}egen-tilgang/", world, "lise", do="close", confirm="on")
    assert closing.status_code == 404
    assert rows(world, "closure", "lise") == []


@pytest.mark.attack(14)
def test_a_form_about_somebody_else_changes_nothing(world: World, kari: Client) -> None:
    kari.post("/handle-for/", {"patient": world.patients["lise"]})
    answer = send(kari, f"{OWN}sperring/", world, "kari", do="close-record", confirm="on")
    assert answer.status_code == 409
    assert "Nothing was changed" in words(answer)
    assert rows(world, "restriction") == rows(world, "restriction", "lise") == []


@pytest.mark.parametrize("page", ["", "sperring/", "blokkering/", "reservasjon/", "historikk/"])
@pytest.mark.parametrize("slug", ["berg", "lie", "strand", "vik", "nils"])
def test_the_pages_are_for_the_patient_only(world: World, slug: str, page: str) -> None:
    assert browser(world, slug).get(f"{OWN}{page}").status_code in {403, 404}


@pytest.mark.attack(18)
def test_a_proxy_sets_nothing_and_takes_nothing_back(world: World) -> None:
    """Were there a Grant for a proxy: the settings are the patient's own."""
    kari, actor = world.patients["kari"], world.citizen("kari")
    with gate.open_record(actor, kari, Kind.SETTINGS, action=Action.WRITE) as grant:
        grant.audience = Audience.PROXY
        with pytest.raises(services.NotYours):
            services.Hand.of(actor, grant)


@pytest.mark.attack(14)
def test_nobody_opens_the_own_access_again_by_signing_in(world: World) -> None:
    """Were there a Grant for whoever has stolen a BankID."""
    kari, actor = world.patients["kari"], world.citizen("kari")
    with gate.open_record(actor, kari, Kind.SETTINGS, action=Action.WRITE) as grant:
        hand = services.Hand.of(actor, grant)
        services.close_access(grant, hand)
        closure = AccessClosure.objects.under(grant).get()
        with pytest.raises(services.NotYours):
            services.end(grant, hand, Instrument.CLOSURE, closure.id)
        assert AccessClosure.objects.under(grant).get().end is None
