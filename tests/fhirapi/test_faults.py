"""What stands in the way of a write, or breaks it off: it is done once, or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from access import log
from common import clock
from common.inserting import insert_records
from fhirapi import conditions, reading, storing
from fhirapi.calls import Answer
from labresults.models import Observation
from tests.cast import World
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.sending import (
    NEW,
    TEXT,
    bundle,
    created,
    entry,
    ids,
    observation,
    patient,
    put,
    responses,
    rows,
)
from tests.log_reading import events, items, rows_of

pytestmark = pytest.mark.django_db
FAIL = "DO $$ BEGIN RAISE 'in the way' USING ERRCODE = '{}'; END $$"
DEADLOCK, SERIALIZATION = "40P01", "40001"


def stands_in_the_way(
    monkeypatch: pytest.MonkeyPatch, times: int, code: str = DEADLOCK
) -> Callable[[], int]:
    """Have the database end the transaction so often, once everything in it is stored."""
    real, tries = storing._store, 0

    def store(*what: Any) -> None:
        nonlocal tries
        tries += 1
        real(*what)
        if tries <= times:
            with connection.cursor() as cursor:
                cursor.execute(FAIL.format(code))

    monkeypatch.setattr(storing, "_store", store)
    return lambda: tries


def shown(world: World, name: str = "kari") -> tuple[int, int]:
    """How many events of Kari there are, and items."""
    return len(events(world.patients[name])), len(items(world.patients[name]))


@pytest.mark.attack(65)
@pytest.mark.parametrize("code", [DEADLOCK, SERIALIZATION])
def test_what_stood_in_anothers_way_is_tried_again_and_logged_once(
    world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    before, since = rows(world), shown(world)
    tries = stands_in_the_way(monkeypatch, 2, code)
    answer = call(world, "system", "POST", "Observation", body=observation(world))
    assert (answer.status, tries()) == (201, 3)
    assert rows(world) == before + 1
    assert shown(world) == (since[0] + 1, since[1] + 1)


@pytest.mark.attack(65)
def test_what_stood_in_the_way_while_the_log_was_written_is_in_it_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    since, tries = shown(world), 0

    def insert(*what: Any) -> None:
        nonlocal tries
        tries += 1
        insert_records(*what)
        if tries == 1:
            with connection.cursor() as cursor:
                cursor.execute(FAIL.format(DEADLOCK))

    monkeypatch.setattr(log, "insert_records", insert)
    answer = call(world, "system", "POST", "Observation", body=observation(world))
    assert (answer.status, tries) == (201, 2)
    assert shown(world) == (since[0] + 1, since[1] + 1)


@pytest.mark.attack(65)
def test_who_is_in_the_way_for_ever_is_told_to_come_again_and_nothing_is_stored(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = created(world)
    before, since = rows(world), shown(world)
    tries = stands_in_the_way(monkeypatch, 99)
    answer = put(world, {**value, "status": "amended"}, if_match='W/"1"')
    assert (answer.status, answer.headers["Retry-After"], tries()) == (409, "1", 3)
    assert "in the way" not in words(answer)
    assert rows(world) == before
    assert shown(world) == (since[0] + 1, since[1])
    monkeypatch.undo()
    assert put(world, {**value, "status": "amended"}, if_match='W/"1"').status == 200


def _of_a_new_patient() -> str:
    about = (TEXT % "x").replace("Patient/x", NEW)
    condition = "identifier=urn:lab|7"
    known = about.replace(
        '"status"', '"identifier": [{"system": "urn:lab", "value": "7"}], "status"'
    )
    return bundle(
        entry("POST", "Patient", patient(), NEW),
        entry("POST", "Observation", about),
        entry("POST", "Observation", known, ifNoneExist=condition),
    )


@pytest.mark.attack(65)
def test_a_transaction_is_tried_again_as_a_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same ids, the same references between its entries, and its conditions asked anew."""
    text = _of_a_new_patient()
    since = clock.now()
    tries = stands_in_the_way(monkeypatch, 1)
    answer: Answer = call(world, "system", "POST", "", body=text)
    assert tries() == 2
    own_id, *others = map(uuid.UUID, ids(answer))
    assert rows_about(own_id) == 2
    for each in others:
        found = resource(call(world, "system", "GET", f"Observation/{each}"))
        assert found["subject"]["reference"] == f"Patient/{own_id}"
    written = [each for each in events(own_id, since=since) if each.action == "write"]
    assert len(written) == 1
    again = call(world, "system", "POST", "", body=text)
    assert ids(again)[0] == str(own_id)
    assert [each["status"][:3] for each in responses(again)[1:]] == ["201", "200"]


@pytest.mark.attack(65)
def test_what_was_found_on_the_first_try_counts_for_nothing_on_the_second(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fitted then may have been changed by the call that stood in the way."""
    text = observation(world).replace('"status"', '"identifier": [{"value": "7"}], "status"')
    value = created(world, text)
    real, asked = conditions._one, 0

    def one(*what: Any) -> Any:
        nonlocal asked
        asked += 1
        return real(*what) if asked == 1 else None

    monkeypatch.setattr(conditions, "_one", one)
    stands_in_the_way(monkeypatch, 1)
    answer = call(world, "system", "POST", "Observation", body=text, if_none_exist="identifier=7")
    assert (answer.status, asked) == (201, 2)
    assert resource(answer)["id"] != value["id"]


def rows_about(patient_id: uuid.UUID) -> int:
    with rows_of(patient_id):
        return Observation._base_manager.count()


@pytest.mark.attack(66)
@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_what_fails_in_one_entry_does_not_hide_what_others_have_done(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Who is told of the fault alone sends all of it again."""

    def fail(*what: Any) -> None:
        raise OperationalError("10.0.0.1") from ConnectionError("away")

    monkeypatch.setattr(reading, "read", fail)
    text = bundle(
        entry("POST", "Observation", observation(world), NEW),
        entry("GET", f"Patient/{world.patients['kari']}"),
        kind=kind,
    )
    answer = call(world, "system", "POST", "", body=text)
    done, failed = responses(answer)
    assert (done["status"], failed["status"]) == ("201 Created", "503 Service Unavailable")
    assert "10.0.0.1" not in answer.text
