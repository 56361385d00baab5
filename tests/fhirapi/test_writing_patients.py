"""Whom a write means: patients and practitioners, and what no system says of them."""

from __future__ import annotations

import uuid

import pytest

from access.fhir import CONFIDENTIALITY_SYSTEM
from common import clock
from common.identifiers import HPR_SYSTEM
from demo.cast.persons import persons
from people.codes import AddressConfidentiality
from people.models import Patient, Practitioner
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import (
    TEXT,
    put,
)
from tests.fhirapi.test_importing import FNR
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def test_a_patient_who_is_known_by_number_is_that_patient(world: World) -> None:
    body = {
        "resourceType": "Patient",
        "identifier": [{"system": FNR, "value": persons(clock.today())["kari"].national_id}],
        "name": [{"family": "Nordmann", "given": ["Kari"]}],
    }

    known = call(world, "system", "POST", "Patient", body=body)
    del body["identifier"]
    new = call(world, "system", "POST", "Patient", body=body)

    assert resource(known)["id"] == str(world.patients["kari"])
    assert new.status == 201
    later = call(world, "system", "POST", "Observation", body=TEXT % resource(new)["id"])
    assert later.status == 201


def test_a_sender_finds_a_patient_by_the_name_that_it_has_there(world: World) -> None:
    body = {"resourceType": "Patient", "identifier": [{"system": "urn:mrn", "value": "17"}]}
    query = "identifier=urn:mrn|17"

    first = call(world, "system", "POST", "Patient", body=body)
    second = call(world, "system", "POST", "Patient", body=body, if_none_exist=query)
    other = call(world, "stranger", "POST", "Patient", body=body, if_none_exist=query)
    again = call(world, "system", "POST", "Patient", body=body)

    assert [each.status for each in (first, second, other, again)] == [201, 200, 201, 201]
    assert len({resource(each)["id"] for each in (first, second, other, again)}) == 3
    assert resource(second)["id"] == resource(first)["id"]


def test_a_patient_is_changed_by_who_has_sent_it(world: World) -> None:
    body = {"resourceType": "Patient", "identifier": [{"system": "urn:mrn", "value": "18"}]}
    value = resource(call(world, "system", "POST", "Patient", body=body))
    named = {**value, "name": [{"family": "Ny"}]}
    wanted = [{"op": "add", "path": "/gender", "value": "female"}]
    path = f"Patient/{value['id']}"

    assert put(world, named, "stranger", if_match='W/"1"').status == 404
    assert put(world, named, if_match='W/"1"').status == 200
    answer = call(
        world,
        "system",
        "PATCH",
        path,
        body=wanted,
        if_match='W/"2"',
        content_type="application/json-patch+json",
    )

    assert answer.headers["ETag"] == 'W/"3"'
    found = resource(call(world, "system", "GET", path))
    assert (found["gender"], found["name"]) == ("female", [{"family": "Ny"}])
    with rows_of(uuid.UUID(value["id"])):
        assert Patient.objects.get(pk=value["id"]).family == "Ny"


@pytest.mark.attack(7)
def test_nobody_makes_an_address_less_confidential_over_the_api(world: World) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        Patient.objects.filter(pk=kari).update(
            address_confidentiality=AddressConfidentiality.CONFIDENTIAL
        )
    label = {"system": CONFIDENTIALITY_SYSTEM, "code": "ugradert"}
    number = persons(clock.today())["kari"].national_id
    body = {
        "resourceType": "Patient",
        "meta": {"security": [label]},
        "identifier": [{"system": FNR, "value": number}],
    }

    answer = call(world, "system", "POST", "Patient", body=body)

    assert answer.status in {200, 201}
    with rows_of(kari):
        found = Patient.objects.get(pk=kari).address_confidentiality
    assert found == AddressConfidentiality.CONFIDENTIAL


@pytest.mark.attack(7)
def test_a_practitioner_who_is_known_stays_as_the_registers_say(world: World) -> None:
    known = Practitioner.objects.get(pk=world.roles["berg"].practitioner_id)
    identifier = [{"system": HPR_SYSTEM, "value": known.hpr_number}]
    name = [{"family": "Falsk"}]
    body = {"resourceType": "Practitioner", "identifier": identifier, "name": name}

    answer = call(world, "system", "POST", "Practitioner", body=body)
    person = call(world, "kari", "POST", "Practitioner", body=body)

    assert [answer.status, person.status] == [201, 403]
    known.refresh_from_db()
    assert known.family != "Falsk"
    assert resource(answer)["name"] == name
