"""Creates over the API: what is kept, what is answered, what is refused."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled
from pytest_django import Settings

from fhirapi import conditions
from labresults.models import Observation
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import (
    created,
    observation,
    place,
)
from tests.fhirapi.test_importing import FNR, KARI
from tests.log_reading import events, items, rows_of

pytestmark = pytest.mark.django_db


def test_what_is_created_is_given_back_as_it_was_written(world: World) -> None:
    answer = call(world, "system", "POST", "Observation", body=observation(world))

    assert answer.status == 201
    found = resource(answer)
    assert uuid.UUID(found["id"]).version == 4
    assert answer.headers["ETag"] == 'W/"1"'
    assert answer.headers["Location"].endswith(f"/Observation/{found['id']}/_history/1")
    assert "Last-Modified" in answer.headers
    again = call(world, "system", "GET", f"Observation/{found['id']}")
    assert again.text == answer.text
    assert '"value": 1.50, "unit"' in again.text
    assert '"valueDecimal": 10e-3' in again.text
    assert "Blodtrykk \\u00f8" in again.text


def test_a_create_leaves_one_event_that_names_what_was_written(world: World) -> None:
    kari = world.patients["kari"]
    before = len(events(kari))

    found = created(world)

    (event,) = events(kari)[before:]
    (item,) = [each for each in items(kari) if each.event_id == event.id]
    assert (event.action, event.is_permitted) == ("write", True)
    assert (str(item.resource_id), item.version, item.outcome) == (found["id"], 1, "created")


def test_the_caller_chooses_what_comes_back(world: World) -> None:
    minimal = call(
        world, "system", "POST", "Observation", body=observation(world), prefer="return=minimal"
    )
    outcome = call(
        world,
        "system",
        "POST",
        "Observation",
        body=observation(world),
        prefer="return=OperationOutcome",
    )

    assert (minimal.status, minimal.text) == (201, "")
    assert "Location" in minimal.headers
    assert resource(outcome)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("change", "status", "at"),
    [
        ({"status": None}, 422, "Observation.status"),
        ({"valueQuantity": {"value": "much"}}, 422, "Observation.valueQuantity.value"),
        ({"invented": 1}, 422, "Observation.invented"),
        ({"resourceType": "Condition"}, 400, "resourceType"),
        ({"note": [{"text": "urn:dis:person:1"}]}, 422, ""),
    ],
)
def test_what_is_illegal_is_refused_with_its_place(
    world: World, change: dict[str, Any], status: int, at: str
) -> None:
    value = {**json.loads(observation(world)), **change}
    body = {key: each for key, each in value.items() if each is not None}

    answer = call(world, "system", "POST", "Observation", body=body)

    assert answer.status == status, answer.text
    assert place(answer) == at


@pytest.mark.parametrize("text", ['{"resourceType": "Observation"', "[]", '{"a": 1, "a": 2}', ""])
def test_what_is_no_resource_is_refused(world: World, text: str) -> None:
    assert call(world, "system", "POST", "Observation", body=text or " ").status == 400


@pytest.mark.parametrize(
    "subject",
    [
        None,
        {"reference": f"Patient/{uuid.uuid4()}"},
        {"reference": "Patient/kari"},
        {"reference": "Group/1"},
        {"identifier": {"system": FNR, "value": KARI}},
        {"display": "Kari"},
    ],
)
def test_nothing_is_kept_of_a_patient_who_is_not_known(
    world: World, subject: dict[str, Any] | None
) -> None:
    value = {**json.loads(observation(world)), "subject": subject}
    body = {key: each for key, each in value.items() if each is not None}

    answer = call(world, "system", "POST", "Observation", body=body)

    assert answer.status == 422
    assert place(answer).startswith("Observation.subject")


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["kari", "berg-for-kari"])
def test_people_write_nothing_clinical(world: World, who: str) -> None:
    kari = world.patients["kari"]
    before = len(events(kari))

    answer = call(world, who, "POST", "Observation", body=observation(world))

    assert answer.status == 403
    (event,) = [each for each in events(kari)[before:] if each.action == "write"]
    assert (event.is_permitted, event.reason) == (False, "not-yours-to-write")


def test_national_ids_stand_in_no_text_that_is_kept(world: World) -> None:
    text = observation(world).replace('"unit"', f'"system": "urn:x:{KARI}", "unit"')

    value = created(world, text)

    with rows_of(world.patients["kari"]):
        row = Observation._base_manager.get(pk=value["id"])
    assert KARI not in row.wire
    assert KARI in call(world, "system", "GET", f"Observation/{value['id']}").text


def test_references_to_our_own_address_name_what_is_here(world: World) -> None:
    kari = world.patients["kari"]
    address = f"http://testserver/fhir/R4/Patient/{kari}"

    value = created(world, observation(world).replace(f"Patient/{kari}", address))

    assert value["subject"]["reference"] == address


def test_a_resource_is_validated_without_being_kept(world: World) -> None:
    legal = json.loads(observation(world))
    asked = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": legal}]}

    good = call(world, "system", "POST", "Observation/$validate", body=asked)
    bad = call(world, "system", "POST", "Observation/$validate", body={**legal, "status": []})
    named = call(
        world, "system", "POST", f"Observation/{uuid.uuid4()}/$validate", body={**legal, "id": "x"}
    )

    assert [good.status, bad.status, named.status] == [200, 200, 200]
    assert [resource(each)["issue"][0]["severity"] for each in (good, bad, named)] == [
        "information",
        "error",
        "error",
    ]
    assert place(bad).startswith("Observation.status")


def test_a_create_that_something_fits_creates_nothing(world: World) -> None:
    text = observation(world).replace(
        '"status"', '"identifier": [{"system": "urn:lab", "value": "7"}], "status"'
    )
    query = "identifier=urn:lab|7"

    first = call(world, "system", "POST", "Observation", body=text, if_none_exist=query)
    second = call(world, "system", "POST", "Observation", body=text, if_none_exist=query)
    call(world, "system", "POST", "Observation", body=text)
    third = call(world, "system", "POST", "Observation", body=text, if_none_exist=query)
    named = call(
        world, "system", "POST", "Observation", body=text, if_none_exist=f"identifier={FNR}|{KARI}"
    )

    assert [first.status, second.status, third.status, named.status] == [201, 200, 412, 400]
    assert resource(second)["id"] == resource(first)["id"]


@pytest.mark.attack(44)
def test_a_write_that_waits_too_long_is_ended_and_may_come_again(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "statement_milliseconds": 50}

    def slowly(*_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    with monkeypatch.context() as patched:
        patched.setattr(conditions, "wait", slowly)
        with pytest.raises(OperationalError) as found:  # 503 for the caller (fhirapi.faults).
            call(world, "system", "POST", "Observation", body=observation(world))
    assert isinstance(found.value.__cause__, QueryCanceled)
    again = call(world, "system", "POST", "Observation", body=observation(world))
    assert again.status == 201, again.text
