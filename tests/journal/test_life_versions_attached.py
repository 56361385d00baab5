"""What was attached to a former version: opened as it was, by the rules of today and its own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import former, holding, own_page, put, words
from tests.journal.versions import attached, bytes_of, version
from tests.log_reading import items

pytestmark = pytest.mark.django_db
TREATED = shelf.TREATED


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


@pytest.mark.parametrize("patient", [shelf.OWN, TREATED])
def test_attachments_of_a_version_are_opened_as_they_were(world: World, patient: str) -> None:
    put(version(1, patient, content=attached("Skjema", "Bilde")))
    put(version(2, patient, content=attached("Nytt skjema")))
    if patient == TREATED:
        client, address = shelf.opened(world)
        page = f"{address}{shelf.id_of('d')}/"
    else:
        client, page = shelf.signed_in(world), own_page("d")
    then = f"{page}{former(world, 'd', 1, patient)}"

    listed = client.get(then).content.decode()
    second = client.get(f"{then}vedlegg/2/")
    saved = client.get(f"{then}vedlegg/1/last-ned/")

    assert f'href="{then}vedlegg/1/"' in listed
    assert "Tekst i Bilde" in words(second)
    assert "which no longer counts" in words(second)
    assert f'href="{then}"' in second.content.decode()
    assert saved.content == b"Tekst i Skjema"
    assert saved.headers["Content-Disposition"].endswith('-vedlegg-1.txt"')
    shown = [each for each in items(world.patients[patient]) if each.outcome == "shown"]
    assert [each.version for each in shown if each.resource_id == shelf.id_of("d")] == [1, 1, 1]
    for number in (0, 3):
        for ending in ("", "last-ned/"):
            assert client.get(f"{then}vedlegg/{number}/{ending}").status_code == 404


def test_an_attachment_of_a_version_has_the_bytes_of_its_day_or_none(
    world: World, reader: Client
) -> None:
    content = [
        *holding(b"Brev", "text/plain"),
        {"attachment": {"title": "Bilag", "contentType": "text/plain", "url": "Binary/b"}},
        {"attachment": {"title": "Aldri", "url": "https://arkiv.example/1"}},
    ]
    put(version(1, content=content), bytes_of("b", b"Tekst nummer 1"))
    put(version(2, content=content), bytes_of("b", b"Tekst nummer 2"))
    then = f"{own_page('d')}{former(world, 'd', 1)}"

    assert "Tekst nummer 1" in words(reader.get(f"{then}vedlegg/1/"))
    assert f"{then}vedlegg/2/" not in reader.get(then).content.decode()
    assert "has not been received here" in words(reader.get(f"{then}vedlegg/2/"))
    assert reader.get(f"{then}vedlegg/2/last-ned/").status_code == 404


@pytest.mark.attack(4)
def test_of_what_was_a_mistake_a_patient_opens_no_attachment_of_any_version(
    world: World, reader: Client
) -> None:
    put(version(1, content=attached("Skjema")))
    put(version(2, content=attached("Skjema"), status="entered-in-error"))
    put(version(3, content=attached("Skjema")))
    mistaken = f"{own_page('d')}{former(world, 'd', 2)}vedlegg/1/"
    assert reader.get(mistaken).status_code == 404
    put(version(4, status="entered-in-error"))
    first = f"{own_page('d')}{former(world, 'd', 1)}vedlegg/1/"
    for address in (mistaken, first, f"{first}last-ned/"):
        answer = reader.get(address)
        assert answer.status_code == 404
        assert "Tekst i" not in answer.content.decode()
