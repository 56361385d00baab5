"""Transactions: order, references, all or nothing, and one event for each patient."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import (
    NEW,
    OTHER,
    TEXT,
    created,
    entry,
    expressions,
    ids,
    observation,
    patient,
    post,
    responses,
    rows,
)
from tests.fhirapi.test_importing import FNR, KARI
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db


def test_entries_name_each_other_and_stay_as_they_were_written(world: World) -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Blod"},
        "subject": {"reference": NEW},
        "result": [{"reference": OTHER}],
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": OTHER}],
    }

    answer = post(
        world,
        entry("POST", "DiagnosticReport", report),
        entry("POST", "Observation", (TEXT % "x").replace("Patient/x", NEW), OTHER),
        entry("POST", "Patient", patient(), NEW),
    )

    report_id, observation_id, patient_id = ids(answer)
    assert [each["status"] for each in responses(answer)] == ["201 Created"] * 3
    assert all(each["etag"] == 'W/"1"' and each["lastModified"] for each in responses(answer))
    kept = resource(call(world, "system", "GET", f"DiagnosticReport/{report_id}"))
    assert kept["subject"] == {"reference": f"Patient/{patient_id}"}
    assert kept["result"] == [{"reference": f"Observation/{observation_id}"}]
    assert kept["identifier"] == report["identifier"]
    read = call(world, "system", "GET", f"Observation/{observation_id}")
    assert '"value": 1.50, "unit"' in read.text


def test_a_transaction_is_one_event_for_each_patient(world: World) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    before = len(events(kari)), len(events(ola))

    answer = post(
        world,
        entry("POST", "Observation", observation(world)),
        entry("POST", "Observation", observation(world)),
        entry("POST", "Observation", observation(world, "ola")),
    )

    assert len(responses(answer)) == 3
    (of_kari,) = events(kari)[before[0] :]
    (of_ola,) = events(ola)[before[1] :]
    assert (of_kari.kind, of_kari.action) == ("results", "write")
    assert len([each for each in items(kari) if each.event_id == of_kari.id]) == 2
    assert len([each for each in items(ola) if each.event_id == of_ola.id]) == 1


@pytest.mark.parametrize(
    ("bad", "status", "at"),
    [
        ({"status": "final", "resourceType": "Observation"}, 422, "Bundle.entry[1].resource.code"),
        ({"resourceType": "Observation", "status": "final", "code": {}}, 422, "Bundle.entry[1]"),
        ({"resourceType": "Condition"}, 400, "Bundle.entry[1].resource.resourceType"),
    ],
)
def test_where_one_entry_is_refused_nothing_is_kept(
    world: World, bad: dict[str, Any], status: int, at: str
) -> None:
    before = rows(world)

    answer = post(
        world,
        entry("POST", "Observation", observation(world)),
        entry("POST", "Observation", bad),
    )

    assert answer.status == status, answer.text
    assert all(each.startswith(at) for each in expressions(answer)), expressions(answer)
    assert rows(world) == before


def test_what_the_store_refuses_takes_the_others_back(world: World) -> None:
    value, before = created(world), rows(world)
    stale = {**value, "status": "amended"}

    answer = post(
        world,
        entry("POST", "Patient", patient(), NEW),
        entry("POST", "Observation", observation(world)),
        entry("PUT", f"Observation/{value['id']}", stale, ifMatch='W/"3"'),
    )

    assert answer.status == 412
    assert expressions(answer) == ["Bundle.entry[2].resource"]
    assert rows(world) == before


def test_entries_of_all_kinds_are_done_together(world: World) -> None:
    first, second, third = created(world), created(world), created(world)
    patch = json.dumps([{"op": "replace", "path": "/status", "value": "amended"}]).encode()
    binary = {
        "resourceType": "Binary",
        "contentType": "application/json-patch+json",
        "data": base64.b64encode(patch).decode(),
    }

    answer = post(
        world,
        entry("GET", f"Observation/{first['id']}"),
        entry("PUT", f"Observation/{first['id']}", {**first, "status": "amended"}, ifMatch='W/"1"'),
        entry("PATCH", f"Observation/{second['id']}", binary, ifMatch='W/"1"'),
        entry("DELETE", f"Observation/{third['id']}"),
    )

    found = resource(answer)["entry"]
    assert [each["response"]["status"] for each in found] == [
        "200 OK",
        "200 OK",
        "200 OK",
        "204 No Content",
    ]
    assert found[0]["resource"]["status"] == "amended"
    statuses = [
        resource(call(world, "system", "GET", f"Observation/{each['id']}"))["status"]
        for each in (first, second, third)
    ]
    assert statuses == ["amended", "amended", "entered-in-error"]


def test_the_same_twice_is_refused(world: World) -> None:
    value = created(world)
    path = f"Observation/{value['id']}"

    twice = post(
        world,
        entry("PUT", path, value, ifMatch='W/"1"'),
        entry("DELETE", path),
    )
    named = post(
        world,
        entry("POST", "Observation", observation(world), NEW),
        entry("POST", "Observation", observation(world), NEW),
    )
    person = post(
        world, entry("POST", "Patient", patient(), NEW), entry("POST", "Patient", patient(), OTHER)
    )

    assert [twice.status, named.status, person.status] == [400, 400, 400]


def test_a_transaction_creates_only_what_nothing_fits(world: World) -> None:
    text = observation(world).replace(
        '"status"', '"identifier": [{"system": "urn:lab", "value": "9"}], "status"'
    )
    first = entry("POST", "Observation", text, NEW, ifNoneExist="identifier=urn:lab|9")
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Blod"},
        "subject": {"reference": f"Patient/{world.patients['kari']}"},
        "result": [{"reference": NEW}],
    }

    before = post(world, first)
    after = post(world, first, entry("POST", "DiagnosticReport", report))

    assert [each["status"] for each in responses(after)] == ["200 OK", "201 Created"]
    assert ids(after)[0] == ids(before)[0]
    kept = resource(call(world, "system", "GET", f"DiagnosticReport/{ids(after)[1]}"))
    assert kept["result"] == [{"reference": f"Observation/{ids(before)[0]}"}]


def test_a_reference_may_search_for_the_patient(world: World) -> None:
    reference = f"Patient?identifier={FNR}|{KARI}"
    text = (TEXT % "x").replace("Patient/x", reference)

    unknown = post(world, entry("POST", "Observation", text))
    made = post(world, entry("POST", "Patient", patient()))
    known = post(world, entry("POST", "Observation", text))

    assert [unknown.status, made.status, known.status] == [412, 200, 200]
    kept = resource(call(world, "system", "GET", f"Observation/{ids(known)[0]}"))
    assert kept["subject"] == {"reference": f"Patient/{ids(made)[0]}"}
