"""Updates and deletes over the API: of whom, of which version, and what stays."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import DataError, OperationalError
from psycopg import errors

from fhirapi import storing
from tests.cast import World
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.sending import (
    created,
    observation,
    put,
    read,
)

pytestmark = pytest.mark.django_db


def test_an_update_is_a_new_version_and_the_same_again_is_none(world: World) -> None:
    value = created(world)
    changed = {**value, "status": "amended"}

    first = put(world, changed, if_match='W/"1"')
    second = put(world, changed, if_match='W/"2"')

    assert (first.status, first.headers["ETag"]) == (200, 'W/"2"')
    assert (second.status, second.headers["ETag"]) == (200, 'W/"2"')
    assert read(world, value)["status"] == "amended"
    former = call(world, "system", "GET", f"Observation/{value['id']}/_history/1")
    assert resource(former)["status"] == "final"


@pytest.mark.attack(64)
def test_who_has_not_seen_the_version_does_not_change_it(world: World) -> None:
    value = created(world)
    put(world, {**value, "status": "amended"}, if_match='W/"1"')

    assert put(world, {**value, "status": "cancelled"}).status == 428
    stale = put(world, {**value, "status": "cancelled"}, if_match='W/"1"')
    assert stale.status == 412
    assert put(world, value, if_match="1").status == 400
    assert read(world, value)["status"] == "amended"


def test_an_update_is_of_what_is_there_by_its_own_id(world: World) -> None:
    value = created(world)
    other = str(uuid.uuid4())

    renamed = call(world, "system", "PUT", f"Observation/{other}", body=value, if_match='W/"1"')

    assert renamed.status == 400
    assert put(world, {**value, "id": other}, if_match='W/"1"').status == 404
    assert put(world, {**value, "id": "mine"}, if_match='W/"1"').status == 404


@pytest.mark.attack(7)
def test_nobody_changes_whose_a_resource_is(world: World) -> None:
    value = created(world)
    moved = {**value, "subject": {"reference": f"Patient/{world.patients['ola']}"}}

    answer = put(world, moved, if_match='W/"1"')

    assert (answer.status, "another patient" in words(answer)) == (422, True)
    assert read(world, value)["subject"] == value["subject"]


@pytest.mark.attack(2)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_another_organisation_has_sent_is_not_there_to_change(
    world: World, method: str
) -> None:
    value = created(world)
    claimed = {**value, "status": "cancelled", "meta": {"source": "the-system"}}
    patch = [{"op": "replace", "path": "/status", "value": "cancelled"}]

    answer = call(
        world,
        "stranger",
        method,
        f"Observation/{value['id']}",
        body=patch if method == "PATCH" else claimed,
        if_match='W/"1"',
        content_type="application/json-patch+json",
    )

    assert answer.status == 404
    assert read(world, value)["status"] == "final"


def test_a_delete_marks_what_was_a_mistake_and_changes_nothing_else(world: World) -> None:
    value = created(world)
    before = call(world, "system", "GET", f"Observation/{value['id']}").text

    answers = [
        call(world, "system", "DELETE", f"Observation/{value['id']}").status for _ in range(2)
    ]

    assert answers == [204, 204]
    after = call(world, "system", "GET", f"Observation/{value['id']}")
    assert after.headers["ETag"] == 'W/"2"'
    assert '"value": 1.50, "unit"' in after.text
    changed = after.text.replace('"entered-in-error"', '"final"').replace('"2"', '"1"', 1)
    assert json.loads(changed) | {"meta": 0} == json.loads(before) | {"meta": 0}


def test_a_delete_holds_to_the_version_that_it_names(world: World) -> None:
    value = created(world)
    path = f"Observation/{value['id']}"

    assert call(world, "system", "DELETE", path, if_match='W/"7"').status == 412
    assert call(world, "system", "DELETE", f"Observation/{uuid.uuid4()}").status == 404
    assert call(world, "system", "DELETE", f"Patient/{world.patients['kari']}").status == 405


def test_an_update_by_a_query_finds_the_one_or_makes_it(world: World) -> None:
    value = json.loads(observation(world))
    value["identifier"] = [{"system": "urn:lab", "value": "8"}]
    path = "Observation?identifier=urn:lab|8"

    first = call(world, "system", "PUT", path, body=value)
    unseen = call(world, "system", "PUT", path, body={**value, "status": "amended"})
    second = call(
        world, "system", "PUT", path, body={**value, "status": "amended"}, if_match='W/"1"'
    )
    ignored = call(world, "system", "PUT", "Observation?unheard=of", body=value)

    assert [first.status, unseen.status, second.status, ignored.status] == [201, 428, 200, 400]
    assert resource(second)["id"] == resource(first)["id"]
    assert resource(second)["meta"]["versionId"] == "2"


@pytest.mark.attack(65)
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (errors.DeadlockDetected(), 409),
        (errors.SerializationFailure(), 409),
        (errors.UniqueViolation(), 409),
        (errors.NumericValueOutOfRange(), 422),
    ],
)
def test_who_stands_in_anothers_way_is_told_to_send_again(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: errors.Error, status: int
) -> None:
    def stored(*what: object) -> None:
        kind = DataError if status == 422 else OperationalError
        raise kind("a value of a row") from fault

    monkeypatch.setattr(storing, "_taken", stored)

    answer = call(world, "system", "POST", "Observation", body=observation(world))

    assert answer.status == status
    assert "a value of a row" not in answer.text
