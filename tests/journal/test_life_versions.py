"""Former versions of a document: as they were received, for those who may see them today."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from access import former as access
from access import gate
from access.codes import Kind
from access.grant import NotGranted
from journal import selectors, versions
from journal.life import RELEASE_DATE
from journal.models import DocumentReference
from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import former, labelled, own_page, put, words
from tests.journal.versions import attached, bytes_of, version
from tests.log_reading import items, last_event

pytestmark = pytest.mark.django_db
TREATED = shelf.TREATED


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def test_versions_are_as_they_were_received(world: World, reader: Client) -> None:
    put(version(1, docStatus="preliminary", date="2025-05-01T10:00:00Z"))
    put(version(2, docStatus="final"))
    put(version(3, docStatus="amended"))
    page = own_page("d")

    listed = words(reader.get(f"{page}versjoner/"))
    first, second = (reader.get(f"{page}{former(world, 'd', number)}") for number in (1, 2))

    assert "See the 2 earlier versions" in words(reader.get(page))
    for text in ("Tittel 3 in force", "Tittel 2 in force here until", "Tittel 1 in force here"):
        assert text in listed
    assert "Not signed yet" in listed
    assert "This is an earlier version, which no longer counts" in words(first)
    assert "Tekst nummer 1" in words(first)
    assert "1 May 2025" in words(first)
    assert "Tekst nummer 2" in words(second)
    # What the button prints is the document of today.
    assert "skriv-ut" not in first.content.decode()
    assert "skriv-ut" in reader.get(page).content.decode()
    saved = reader.get(f"{page}{former(world, 'd', 1)}last-ned/")
    assert saved.content == b"Tekst nummer 1"
    name = saved.headers["Content-Disposition"]
    assert re.search(r'-versjon-til-\d{4}-\d\d-\d\d-\d{4}\.txt"$', name)


def test_a_clinician_reads_them_too_with_their_numbers(world: World) -> None:
    put(version(1, TREATED))
    put(version(2, TREATED))
    client, address = shelf.opened(world)
    page = f"{address}{shelf.id_of('d')}/"
    first = f"{page}{former(world, 'd', 1, TREATED)}"

    assert "Version 1: Tittel 1" in words(client.get(f"{page}versjoner/"))
    assert "This is version 1, which no longer counts" in words(client.get(first))
    assert "Tekst nummer 1" in words(client.get(first))
    assert client.get(f"{first}last-ned/").content == b"Tekst nummer 1"


def test_a_document_with_one_version_offers_no_other(reader: Client) -> None:
    put(version(1))
    page = own_page("d")

    assert "earlier version" not in words(reader.get(page))
    assert "earlier version" not in words(reader.get(f"{page}versjoner/{shelf.id_of('d')}/"))
    for unknown in (uuid.uuid4(), 0, 1, "2"):
        assert reader.get(f"{page}versjoner/{unknown}/").status_code == 404
    assert reader.get(f"{page}versjoner/?etter={uuid.uuid4()}").status_code == 404
    assert reader.get(f"{page}versjoner/?etter=1").status_code == 200


@pytest.mark.attack(57)
def test_each_version_read_is_in_the_log_with_its_number(world: World, reader: Client) -> None:
    put(version(1))
    put(version(2))

    for path in (former(world, "d", 1), f"versjoner/{shelf.id_of('d')}/"):
        reader.get(f"{own_page('d')}{path}")
        reader.get(f"{own_page('d')}{path}last-ned/")

    rows = [e for e in items(world.patients[shelf.OWN]) if e.outcome == "shown"]
    found = [e.version for e in rows if e.resource_id == shelf.id_of("d")]
    assert found == [1, 1, 2, 2]
    event = last_event(world.patients[shelf.OWN])
    assert (event.action, event.item_id) == ("download", shelf.id_of("d"))


PATHS = ("", "{}", "{}last-ned/", "{}vedlegg/1/", "{}vedlegg/1/last-ned/")


def path_of(world: World, path: str, patient: str = shelf.OWN) -> str:
    return path.format(former(world, "d", 1, patient)) or "versjoner/"


@pytest.mark.attack(4)
@pytest.mark.attack(14)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("code", ["NORN_FFL", "NORU", "UKJENT"])
def test_what_hides_a_document_hides_all_its_versions(
    world: World, reader: Client, path: str, code: str
) -> None:
    put(version(1, content=attached("Vedlegg")))
    put(version(2, securityLabel=labelled(code)))
    path = path_of(world, path)
    missing = reader.get(f"/journal/{shelf.id_of('ingen')}/{path}")

    answer = reader.get(f"{own_page('d')}{path}")

    assert answer.status_code == missing.status_code == 404
    assert "Tittel" not in answer.content.decode()


@pytest.mark.attack(4)
@pytest.mark.parametrize("path", PATHS)
def test_a_clinician_does_not_reach_a_blocked_document_through_its_past(
    world: World, path: str
) -> None:
    put(version(1, TREATED, content=attached("Vedlegg")))
    put(version(2, TREATED, securityLabel=labelled("NORS")))
    client, address = shelf.opened(world)

    page = f"{address}{shelf.id_of('d')}/{path_of(world, path, TREATED)}"
    assert client.get(page).status_code == 404


@pytest.mark.attack(4)
@pytest.mark.parametrize("code", ["NORN_KUT", "NORU", "V"])
def test_a_version_whose_own_codes_hide_it_stays_hidden(
    world: World, reader: Client, code: str
) -> None:
    put(version(1, securityLabel=labelled(code), content=attached("Vedlegg")))
    put(version(2))
    page = own_page("d")

    assert "Tittel 1" not in words(reader.get(f"{page}versjoner/"))
    assert "earlier version" not in words(reader.get(page))
    for path in PATHS[1:]:
        assert reader.get(f"{page}{path_of(world, path)}").status_code == 404


@pytest.mark.attack(4)
def test_a_citizen_learns_nothing_of_a_version_that_hides_between_others(
    world: World, reader: Client
) -> None:
    label = {"securityLabel": labelled("NORN_FFL")}
    for patient in (shelf.OWN, TREATED):
        own_id = "d" if patient == shelf.OWN else "hennes"
        for number, more in enumerate(({}, label, {}), start=1):
            put({**version(number, patient, **more), "id": own_id})
    client, address = shelf.opened(world)
    page = own_page("d")

    told = reader.get(f"{page}versjoner/")
    assert [each.title for each in told.context["versions"]] == ["Tittel 3", "Tittel 1"]
    assert [each.number for each in told.context["versions"]] == [None, None]
    assert "Version " not in words(told).replace("Versions of", "")
    assert "Tekst nummer 1" in words(reader.get(f"{page}{former(world, 'd', 1)}"))
    assert reader.get(f"{page}{former(world, 'd', 2)}").status_code == 404
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
        assert len(versions.newest(grant, found).versions) == count


@pytest.mark.parametrize("url", ["Binary/b", "urn:uuid:b"])
def test_a_version_has_the_bytes_of_its_day(world: World, reader: Client, url: str) -> None:
    content = [{"attachment": {"contentType": "text/plain", "url": url}}]
    put(version(1, content=content), bytes_of("b", b"Tekst nummer 1"))
    put(version(2, content=content), bytes_of("b", b"Tekst nummer 2"))
    put(version(3))
    page = own_page("d")

    for number in (1, 2):
        told = words(reader.get(f"{page}{former(world, 'd', number)}"))
        assert f"Tekst nummer {number}" in told
    assert "Tekst nummer 3" in words(reader.get(page))


def test_many_versions_are_all_there_and_keep_their_addresses(
    world: World, reader: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 61):
        put(version(number))
    page, first = own_page("d"), former(world, "d", 1)

    with django_assert_max_num_queries(20):
        newest = reader.get(f"{page}versjoner/")
    older = reader.get(newest.context["older_url"])

    assert len(newest.context["versions"]) == 51
    assert "See the earlier versions" in words(reader.get(page))
    assert [each.title for each in older.context["versions"]] == [
        f"Tittel {number}" for number in range(9, 0, -1)
    ]
    assert older.context["versions"][-1].url == f"{page}{first}"
    assert (older.context["older_url"], older.context["newest_url"]) == ("", f"{page}versjoner/")
    put(version(61))
    assert "Tekst nummer 1" in words(reader.get(f"{page}{first}"))


def test_former_versions_are_read_under_a_grant_of_their_kind(world: World) -> None:
    put(version(1))
    put(version(2))
    own_id = shelf.id_of("d")
    actor = world.citizen(shelf.OWN)
    without = gate.open_record(actor, world.patients[shelf.OWN], Kind.DEMOGRAPHICS)
    with without as grant, pytest.raises(NotGranted):
        access.versions(grant, DocumentReference, own_id)
    other = world.citizen("astrid")
    with gate.open_record(other, world.patients["astrid"], Kind.JOURNAL) as grant:
        assert list(access.versions(grant, DocumentReference, own_id)) == []
    with gate.open_record(actor, world.patients[shelf.OWN], Kind.JOURNAL) as grant:
        assert access.versions(grant, DocumentReference, own_id).count() == 1
        assert access.as_of(grant, DocumentReference, own_id, datetime.now(tz=UTC)) is None


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
