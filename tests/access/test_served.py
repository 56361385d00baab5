"""What other systems get of patients: the newest or their own, numbers for those who may know them,
and no address that is confidential."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access import gate, wires
from access.actor import Actor
from access.codes import Kind
from access.rest import patients, relatives
from common import clock
from demo.cast import fhir_directory
from demo.cast.persons import persons
from tests.cast import World, import_resources

pytestmark = pytest.mark.django_db
LABELS = "http://hl7.no/fhir/CodeSystem/address-confidentiality"
STREET = "Fjordgløttvegen 19"
DIV = f'<div xmlns="http://www.w3.org/1999/xhtml">{STREET}</div>'
SENDER = "https://legekontor.example"


def sent(slug: str, **more: Any) -> dict[str, Any]:
    """A patient of the cast with an address in every place that may hold one."""
    address = {"line": [STREET], "city": "Tromsø"}
    return {
        **fhir_directory.patient(persons(clock.today())[slug]),
        "address": [address],
        "contact": [{"name": {"text": "Ved siden av"}, "address": address}],
        "text": {"status": "generated", "div": DIV},
        **more,
    }


def seen(actor: Actor, world: World, slug: str) -> dict[str, Any]:
    with gate.open_record(actor, world.patients[slug], Kind.DEMOGRAPHICS) as grant:
        (row,) = patients(grant)
        assert row.id == world.patients[slug]
        found: dict[str, Any] = json.loads(wires.shown(grant, [row])[0])
    return found


def client(world: World, source: str) -> Actor:
    role = world.roles["berg"]
    kinds = frozenset({Kind.DEMOGRAPHICS, Kind.RECORD})
    return Actor.client("epj", role.legal_entity_id, kinds, source=source)


def test_what_came_last_is_shown_and_a_system_gets_its_own(world: World) -> None:
    assert not import_resources([sent("kari", language="nb")], source=SENDER)
    assert not import_resources([sent("kari", language="nn")], source="https://other.example")
    assert seen(world.citizen("kari"), world, "kari")["language"] == "nn"
    assert seen(client(world, SENDER), world, "kari")["language"] == "nb"


@pytest.mark.attack(1)
def test_a_system_that_has_sent_nothing_of_a_stranger_gets_nothing(world: World) -> None:
    stranger = client(world, "https://nobody.example")
    with gate.open_record(stranger, world.patients["astrid"], Kind.DEMOGRAPHICS) as grant:
        assert not patients(grant).exists()
        assert not relatives(grant).exists()


@pytest.mark.attack(17)
@pytest.mark.parametrize("code", ["6", "7", "strengtFortrolig", "fortrolig"])
def test_a_confidential_address_is_for_nobody_but_its_sender(world: World, code: str) -> None:
    label = {"security": [{"system": LABELS, "code": code}]}
    assert not import_resources([sent("kari", meta=label)], source=SENDER)
    for actor in (
        world.citizen("kari"),
        world.attested("berg", "kari"),
        client(world, "https://other.example"),
    ):
        found = seen(actor, world, "kari")
        assert STREET not in json.dumps(found, ensure_ascii=False)
        assert found["contact"] == [{"name": {"text": "Ved siden av"}}]
        assert found["name"]
    assert STREET in json.dumps(seen(client(world, SENDER), world, "kari"), ensure_ascii=False)


def test_an_ordinary_address_is_shown(world: World) -> None:
    assert not import_resources([sent("kari")], source=SENDER)
    assert seen(world.attested("berg", "kari"), world, "kari")["address"][0]["line"] == [STREET]


@pytest.mark.attack(49)
def test_a_citizen_sees_the_patients_own_number_and_no_other(world: World) -> None:
    number = {slug: persons(clock.today())[slug].national_id for slug in ("kari", "ola")}
    other = {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": number["ola"]}
    contact = [{"name": {"text": f"Ola {number['ola']}"}}]
    link = {"reference": "Practitioner/x", "identifier": other}
    patient = sent("kari", contact=contact, generalPractitioner=[link])
    assert not import_resources([patient], source=SENDER)
    found = seen(world.citizen("kari"), world, "kari")
    text = json.dumps(found)
    assert number["kari"] in text
    assert number["ola"] not in text
    assert "urn:dis:" not in text
    assert found["generalPractitioner"] == [{"reference": "Practitioner/x"}]
    assert number["ola"] in json.dumps(seen(world.attested("berg", "kari"), world, "kari"))
