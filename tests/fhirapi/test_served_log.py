"""AuditEvent: who has looked, to citizens only, as the pages tell it, and without any number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from journal import selectors
from tests.cast import DECLARED, World, document, document_id, import_resources
from tests.fhirapi.calling import call, resource
from tests.log_reading import events

pytestmark = pytest.mark.django_db


def bundle(world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = call(world, who, "GET", f"AuditEvent?_count=100{query}")
    assert answer.status == 200, answer.text
    return [each["resource"] for each in resource(answer).get("entry", ())]


def looked(world: World, codes: str = "N") -> None:
    """Dr Berg reads one of Kari's documents."""
    actor = world.attested("berg", "kari")
    own_id = world.documents[f"kari {codes}"]
    item = ("DocumentReference", own_id)
    with gate.open_record(actor, world.patients["kari"], Kind.JOURNAL, item=item) as grant:
        assert selectors.document(grant, own_id)


def test_a_citizen_sees_who_has_looked_and_at_what(world: World) -> None:
    looked(world)
    found = bundle(world, "kari")
    (read,) = [each for each in found if each["subtype"][0]["code"] == "read"]
    assert read["agent"][0]["name"].endswith(" Berg")
    assert read["agent"][0]["who"]["reference"].startswith("PractitionerRole/")
    thing = f"DocumentReference/{world.documents['kari N']}"
    assert {"what": {"reference": thing}} in read["entity"]
    assert read["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    assert "urn:dis:" not in json.dumps(found)
    assert not any(each["agent"][0]["name"] == "import" for each in found)
    one = call(world, "kari", "GET", f"AuditEvent/{read['id']}")
    assert resource(one)["entity"] == read["entity"]
    assert len(bundle(world, "kari", f"&entity={thing}")) == 1
    assert bundle(world, "kari", f"&agent={read['agent'][0]['who']['reference']}")
    assert not bundle(world, "kari", "&date=lt2020-01-01")


@pytest.mark.attack(15)
def test_what_the_reader_may_not_know_of_is_told_as_an_opening(world: World) -> None:
    """NORN_FORANS hides a document of a child from the parents, and that it was read."""
    assert not import_resources([document("lise", "NORN_FORANS")])
    actor = world.attested("berg", "lise", DECLARED)
    for name in ("lise N", "lise NORN_FORANS"):
        item = ("DocumentReference", document_id(name))
        with gate.open_record(actor, world.patients["lise"], Kind.JOURNAL, item=item):
            pass
    found = bundle(world, "kari-for-lise")
    told = {each["subtype"][0]["code"]: each["entity"][1:] for each in found}
    secret = f"DocumentReference/{document_id('lise NORN_FORANS')}"
    assert told["read"] == [{"what": {"reference": f"DocumentReference/{document_id('lise N')}"}}]
    assert told["open"] == []
    assert secret not in json.dumps(found)
    assert not bundle(world, "kari-for-lise", f"&entity={secret}")


@pytest.mark.attack(1)
@pytest.mark.parametrize("who", ["berg-for-kari", "system"])
def test_it_is_for_nobody_else(world: World, who: str) -> None:
    looked(world)
    answer = call(world, who, "GET", f"AuditEvent?patient={world.patients['kari']}")
    found = resource(answer).get("entry", ()) if answer.status == 200 else ()
    assert not [each for each in found if each["resource"]["resourceType"] == "AuditEvent"]


def test_another_patients_event_is_not_there(world: World) -> None:
    looked(world)
    own = [each for each in events(world.patients["kari"]) if each.is_permitted]
    assert call(world, "ola", "GET", f"AuditEvent/{own[-1].id}").status == 404


def test_nobody_writes_the_log(world: World) -> None:
    body = {"resourceType": "AuditEvent"}
    assert call(world, "system", "POST", "AuditEvent", body=body).status in {403, 404, 405}
