"""What a patient has closed in part is nowhere for clinicians, and opens with consent only."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from access import gate
from access.codes import Kind, Scope
from access.models import Restriction
from common import clock
from journal import selectors
from tests.cast import CONSENT, EMERGENCY, World
from tests.journal import shelf
from tests.journal.searches import bring, search, text, titles
from tests.journal.shelf import document, former, put, typed
from tests.log_reading import items, rows_of

pytestmark = pytest.mark.django_db
SECRET = "zebraord"
PLACE = "Zebrastedet"
EMERGENCIES = [CONSENT, EMERGENCY]


def close(patient_id: uuid.UUID, **more: Any) -> None:
    with rows_of(patient_id):
        Restriction.ungated.create(**{"patient_id": patient_id, "start": clock.now(), **more})


def closes_category(patient_id: uuid.UUID) -> None:
    close(patient_id, scope=Scope.CATEGORY, category="C00-1")


def closes_document(patient_id: uuid.UUID) -> None:
    close(patient_id, scope=Scope.DOCUMENT, document_id=shelf.id_of("skjult"))


WAYS = [closes_category, closes_document]


@pytest.fixture(autouse=True)
def secret(world: World) -> None:
    """One document of laboratory results, found by words of its own."""
    bring(
        document(
            "skjult",
            "kari",
            type=typed("C01-2"),
            content=text(SECRET),
            description=f"{SECRET} i tittelen",
            custodian={"display": PLACE},
            date="1999-01-01T12:00:00Z",
        )
    )


def everything(client: Client, address: str) -> str:
    """All pages of the record: lists of every order, years, searches, print, overview, unit."""
    found = [client.get(address.removesuffix("dokumenter/")).content]
    for more in (
        "",
        "?sorter=eldst",
        "?visning=tidslinje",
        "?ulest=1",
        "?page=2",
        "?kategori=C00-1",
    ):
        found.append(client.get(f"{address}{more}").content)
    found.append(client.get(f"{address}skriv-ut/").content)
    found.append(client.get("/kliniker/enhet/").content)
    found.append(client.get("/start/").content)
    for path in (address, "/kliniker/sok/"):
        answer = search(client, SECRET, path)
        found.append(answer.content.replace(SECRET.encode(), b"", 4))
    return b"".join(found).decode()


@pytest.mark.attack(15)
@pytest.mark.parametrize("close_it", WAYS)
def test_nothing_of_it_leaks_but_that_something_is_withheld(world: World, close_it: Any) -> None:
    client, address = shelf.opened(world)
    before = client.get(address).context["access"]["withheld_count"]
    assert PLACE in everything(client, address)
    close_it(world.patients["kari"])
    told = everything(client, address)
    assert PLACE not in told
    assert "1999" not in told
    assert f"{SECRET} i" not in told
    assert titles(search(client, SECRET, address)) == []
    assert titles(search(client, SECRET, "/kliniker/sok/")) == []
    assert client.get(address).context["access"]["withheld_count"] == before + 1


@pytest.mark.attack(14)
@pytest.mark.parametrize("close_it", WAYS)
def test_what_is_closed_while_the_list_is_open_is_not_there_at_the_next_click(
    world: World, close_it: Any
) -> None:
    client, address = shelf.opened(world)
    page = f"{address}{shelf.id_of('skjult')}/"
    assert client.get(page).status_code == 200
    close_it(world.patients["kari"])
    for more in ("", "last-ned/", "vedlegg/1/", "versjoner/", "skriv-ut/"):
        assert client.get(f"{page}{more}").status_code == 404
    with rows_of(world.patients["kari"]):
        Restriction.ungated.update(end=clock.now())
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("close_it", WAYS)
@pytest.mark.parametrize("statement", EMERGENCIES)
def test_with_consent_or_in_an_emergency_it_opens_and_the_patient_is_told(
    world: World, close_it: Any, statement: Any
) -> None:
    kari = world.patients["kari"]
    close_it(kari)
    actor = world.attested("dahl", "kari", statement)
    with gate.open_record(actor, kari, Kind.JOURNAL) as grant:
        found = selectors.document(grant, shelf.id_of("skjult"))
        assert found
        assert selectors.withheld_count(grant) == 0
        grant.note([selectors.listed(grant, found)])
    told = [row.outcome for row in items(kari) if row.resource_id == shelf.id_of("skjult")]
    assert told[-1] == "unblocked"


@pytest.mark.parametrize("close_it", WAYS)
def test_the_patient_reads_on(world: World, close_it: Any) -> None:
    close_it(world.patients["kari"])
    client = shelf.signed_in(world, "kari")
    assert client.get(shelf.own_page("skjult")).status_code == 200


def test_what_has_not_begun_or_is_over_closes_nothing(world: World) -> None:
    kari, now = world.patients["kari"], clock.now()
    what = {"scope": Scope.DOCUMENT, "document_id": shelf.id_of("skjult")}
    close(kari, **what, start=now + timedelta(hours=1))
    close(kari, **what, start=now - timedelta(hours=2), end=now - timedelta(seconds=1))
    client, address = shelf.opened(world)
    assert client.get(f"{address}{shelf.id_of('skjult')}/").status_code == 200


def test_a_closed_category_of_one_patient_closes_nothing_of_another(world: World) -> None:
    closes_category(world.patients["ola"])
    client, address = shelf.opened(world)
    assert client.get(f"{address}{shelf.id_of('skjult')}/").status_code == 200


@pytest.mark.attack(15)
def test_a_former_version_of_a_closed_kind_stays_hidden(world: World) -> None:
    """The document is a letter now; what it was before is of the closed kind."""
    put(document("skjult", "kari", type=typed("I02-2")))
    client, address = shelf.opened(world)
    page = f"{address}{shelf.id_of('skjult')}/"
    version = former(world, "skjult", 1, "kari")
    assert client.get(f"{page}{version}").status_code == 200
    closes_category(world.patients["kari"])
    assert client.get(page).status_code == 200
    assert client.get(f"{page}{version}").status_code == 404
    assert version.split("/")[1] not in client.get(f"{page}versjoner/").content.decode()


@pytest.mark.attack(15)
def test_another_document_does_not_tell_that_it_is_closed(world: World) -> None:
    put(document("nyere", "kari", relatesTo=shelf.replacing("skjult")))
    closes_document(world.patients["kari"])
    client, address = shelf.opened(world)
    told = client.get(f"{address}{shelf.id_of('nyere')}/").content.decode()
    assert f"{SECRET} i" not in told
    assert str(shelf.id_of("skjult")) not in told
