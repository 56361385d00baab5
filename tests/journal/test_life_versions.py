"""Former versions of a document: as they were received, for those who may see them today."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from access import former, gate
from access.codes import Kind
from access.grant import NotGranted
from journal import selectors, versions
from journal.life import RELEASE_DATE
from journal.models import DocumentReference
from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import document, holding, labelled, own_page, put, words
from tests.log_reading import items, last_event

pytestmark = pytest.mark.django_db
TREATED = shelf.TREATED


def version(number: int, patient: str = shelf.OWN, **more: Any) -> Any:
    content = holding(f"Tekst nummer {number}".encode(), "text/plain")
    title = {"description": f"Tittel {number}"}
    return document("d", patient, **{"content": content, **title, **more})


def bytes_of(own_id: str, data: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(data).decode()
    return {"resourceType": "Binary", "id": own_id, "contentType": "text/plain", "data": encoded}


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def test_versions_are_as_they_were_received(reader: Client) -> None:
    put(version(1, docStatus="preliminary", date="2025-05-01T10:00:00Z"))
    put(version(2, docStatus="final"))
    put(version(3, docStatus="amended"))
    page = own_page("d")

    listed = words(reader.get(f"{page}versjoner/"))
    first, second = reader.get(f"{page}versjoner/1/"), reader.get(f"{page}versjoner/2/")

    assert "See the 2 earlier versions" in words(reader.get(page))
    for text in ("Version 3: Tittel 3 in force", "Version 2: Tittel 2", "Version 1: Tittel 1"):
        assert text in listed
    assert "Not signed yet" in listed
    assert "This is version 1, which no longer counts" in words(first)
    assert "Tekst nummer 1" in words(first)
    assert "1 May 2025" in words(first)
    assert "Tekst nummer 2" in words(second)
    saved = reader.get(f"{page}versjoner/1/last-ned/")
    assert saved.content == b"Tekst nummer 1"
    assert saved.headers["Content-Disposition"].endswith('-versjon-1.txt"')


def test_a_clinician_reads_them_too(world: World) -> None:
    put(version(1, TREATED))
    put(version(2, TREATED))
    client, address = shelf.opened(world)
    page = f"{address}{shelf.id_of('d')}/"

    assert "Version 1: Tittel 1" in words(client.get(f"{page}versjoner/"))
    assert "Tekst nummer 1" in words(client.get(f"{page}versjoner/1/"))
    assert client.get(f"{page}versjoner/1/last-ned/").content == b"Tekst nummer 1"


def test_a_document_with_one_version_offers_no_other(reader: Client) -> None:
    put(version(1))

    assert "earlier version" not in words(reader.get(own_page("d")))
    for number in ("0", "2", "999999999999999999999999"):
        assert reader.get(f"{own_page('d')}versjoner/{number}/").status_code == 404


@pytest.mark.attack(57)
def test_each_version_read_is_in_the_log_with_its_number(world: World, reader: Client) -> None:
    put(version(1))
    put(version(2))

    for number in (1, 2):
        reader.get(f"{own_page('d')}versjoner/{number}/")
        reader.get(f"{own_page('d')}versjoner/{number}/last-ned/")

    rows = [e for e in items(world.patients[shelf.OWN]) if e.outcome == "shown"]
    found = [e.version for e in rows if e.resource_id == shelf.id_of("d")]
    assert found == [1, 1, 2, 2]
    event = last_event(world.patients[shelf.OWN])
    assert (event.action, event.item_id) == ("download", shelf.id_of("d"))


PATHS = ("versjoner/", "versjoner/1/", "versjoner/1/last-ned/", "versjoner/2/")


@pytest.mark.attack(4)
@pytest.mark.attack(14)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("code", ["NORN_FFL", "NORU", "UKJENT"])
def test_what_hides_a_document_hides_all_its_versions(reader: Client, path: str, code: str) -> None:
    put(version(1))
    put(version(2, securityLabel=labelled(code)))
    missing = reader.get(f"/journal/{shelf.id_of('ingen')}/{path}")

    answer = reader.get(f"{own_page('d')}{path}")

    assert answer.status_code == missing.status_code == 404
    assert "Tittel" not in answer.content.decode()


@pytest.mark.attack(4)
@pytest.mark.parametrize("path", PATHS)
def test_a_clinician_does_not_reach_a_blocked_document_through_its_past(
    world: World, path: str
) -> None:
    put(version(1, TREATED))
    put(version(2, TREATED, securityLabel=labelled("NORS")))
    client, address = shelf.opened(world)

    assert client.get(f"{address}{shelf.id_of('d')}/{path}").status_code == 404


@pytest.mark.attack(4)
@pytest.mark.parametrize("code", ["NORN_KUT", "NORU", "V"])
def test_a_version_whose_own_codes_hide_it_stays_hidden(reader: Client, code: str) -> None:
    put(version(1, securityLabel=labelled(code)))
    put(version(2))
    page = own_page("d")

    assert "Tittel 1" not in words(reader.get(f"{page}versjoner/"))
    assert "earlier version" not in words(reader.get(page))
    assert "Tittel 2" in words(reader.get(f"{page}versjoner/1/"))
    for path in ("versjoner/2/", "versjoner/2/last-ned/", "versjoner/0/"):
        assert reader.get(f"{page}{path}").status_code == 404


@pytest.mark.attack(4)
def test_a_citizen_finds_no_gap_where_a_version_hides(world: World, reader: Client) -> None:
    label = {"securityLabel": labelled("NORN_FFL")}
    for patient in (shelf.OWN, TREATED):
        own_id = "d" if patient == shelf.OWN else "hennes"
        for number, more in enumerate(({}, label, {}), start=1):
            put({**version(number, patient, **more), "id": own_id})
    client, address = shelf.opened(world)
    page = own_page("d")

    told = words(reader.get(f"{page}versjoner/"))
    assert "Version 2: Tittel 3" in told
    assert "Version 1: Tittel 1" in told
    assert "Version 3" not in told
    assert "Tekst nummer 1" in words(reader.get(f"{page}versjoner/1/"))
    assert "Tekst nummer 3" in words(reader.get(f"{page}versjoner/2/"))
    assert reader.get(f"{page}versjoner/3/").status_code == 404
    hers = words(client.get(f"{address}{shelf.id_of('hennes')}/versjoner/"))
    assert "Version 3: Tittel 3" in hers
    assert "Version 2: Tittel 2" in hers


@pytest.mark.parametrize(("seconds", "count"), [(-1, 1), (0, 2)])
def test_a_delayed_version_shows_itself_when_its_own_day_has_come(
    world: World, seconds: int, count: int
) -> None:
    release = datetime(2026, 11, 27, tzinfo=UTC)
    extension = [{"url": RELEASE_DATE, "valueDateTime": release.isoformat()}]
    put(version(1, securityLabel=labelled("NORU"), extension=extension))
    put(version(2))
    actor = world.citizen(shelf.OWN)
    with gate.open_record(actor, world.patients[shelf.OWN], Kind.JOURNAL) as grant:
        grant.facts = replace(grant.facts, now=release + timedelta(seconds=seconds))
        found = selectors.document(grant, shelf.id_of("d"))
        assert found is not None
        assert len(versions.versions(grant, found)) == count


@pytest.mark.parametrize("url", ["Binary/b", "urn:uuid:b"])
def test_a_version_has_the_bytes_of_its_day(reader: Client, url: str) -> None:
    content = [{"attachment": {"contentType": "text/plain", "url": url}}]
    put(version(1, content=content), bytes_of("b", b"Tekst nummer 1"))
    put(version(2, content=content), bytes_of("b", b"Tekst nummer 2"))
    put(version(3))
    page = own_page("d")

    assert "Tekst nummer 1" in words(reader.get(f"{page}versjoner/1/"))
    assert "Tekst nummer 2" in words(reader.get(f"{page}versjoner/2/"))
    assert "Tekst nummer 3" in words(reader.get(f"{page}versjoner/3/"))


def test_attachments_of_a_version_are_named(reader: Client) -> None:
    more = {"attachment": {"title": "Skjema", "data": base64.b64encode(b"x").decode()}}
    put(version(1, content=[*holding(b"Brev", "text/plain"), more]))
    put(version(2))

    body = reader.get(f"{own_page('d')}versjoner/1/").content.decode()

    assert "Skjema" in body
    assert "vedlegg" not in body


def test_many_versions_ask_the_database_as_often(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        put(version(number))

    with django_assert_max_num_queries(20):
        answer = reader.get(f"{own_page('d')}versjoner/")

    assert len(answer.context["versions"]) == 51


def test_former_versions_are_read_under_a_grant_of_their_kind(world: World) -> None:
    put(version(1))
    put(version(2))
    own_id = shelf.id_of("d")
    actor = world.citizen(shelf.OWN)
    without = gate.open_record(actor, world.patients[shelf.OWN], Kind.DEMOGRAPHICS)
    with without as grant, pytest.raises(NotGranted):
        former.versions(grant, DocumentReference, own_id)
    other = world.citizen("astrid")
    with gate.open_record(other, world.patients["astrid"], Kind.JOURNAL) as grant:
        assert list(former.versions(grant, DocumentReference, own_id)) == []
    with gate.open_record(actor, world.patients[shelf.OWN], Kind.JOURNAL) as grant:
        assert former.versions(grant, DocumentReference, own_id).count() == 1
        assert former.as_of(grant, DocumentReference, own_id, datetime.now(tz=UTC)) is None


def test_a_version_that_cannot_be_lifted_today_is_left_out(
    world: World, reader: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(version(1))
    put(version(2))

    def broken(text: str) -> str:
        return text.replace('"current"', '"fremtid"')

    monkeypatch.setattr("journal.versions.wire.outline", broken)

    assert "Tittel 1" not in words(reader.get(f"{own_page('d')}versjoner/"))
    assert "cannot be read" in caplog.text
