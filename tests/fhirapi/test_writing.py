"""Create, update and delete over the API: what is kept, what is answered, what is refused."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from access.fhir import CONFIDENTIALITY_SYSTEM
from common import clock
from common.identifiers import HPR_SYSTEM
from demo.cast.persons import persons
from fhirapi.calls import Answer
from labresults.models import Observation
from people.codes import AddressConfidentiality
from people.models import Patient, Practitioner
from tests.cast import World
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.test_importing import FNR, KARI
from tests.log_reading import events, items, rows_of

pytestmark = pytest.mark.django_db

TEXT = """{
  "resourceType" : "Observation",
  "status": "final", "code": {"text": "Blodtrykk \\u00f8"},
  "subject": {"reference": "Patient/%s"},
  "effectiveDateTime": "2026-01-02T09:00:00+01:00",
  "valueQuantity": {"value": 1.50, "unit": "mmol/L"},
  "extension": [{"url": "https://example.org/x", "valueDecimal": 10e-3}]
}"""


def observation(world: World, name: str = "kari") -> str:
    return TEXT % world.patients[name]


def created(world: World, text: str = "", **headers: Any) -> dict[str, Any]:
    body = text or observation(world)
    answer = call(world, "system", "POST", "Observation", body=body, **headers)
    assert answer.status == 201, answer.text
    return resource(answer)


def put(world: World, value: dict[str, Any], who: str = "system", **headers: Any) -> Answer:
    return call(world, who, "PUT", f"{value['resourceType']}/{value['id']}", body=value, **headers)


def read(world: World, value: dict[str, Any]) -> dict[str, Any]:
    return resource(call(world, "system", "GET", f"Observation/{value['id']}"))


def place(answer: Answer) -> str:
    (issue,) = resource(answer)["issue"]
    return str(issue.get("expression", [""])[0])


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


def test_a_patient_who_is_known_by_number_is_that_patient(world: World) -> None:
    body = {
        "resourceType": "Patient",
        "identifier": [{"system": FNR, "value": persons(clock.today())["kari"].national_id}],
        "name": [{"family": "Nordmann", "given": ["Kari"]}],
    }

    known = call(world, "system", "POST", "Patient", body=body)
    new = call(world, "system", "POST", "Patient", body={**body, "identifier": []})

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
