"""Owns what reads over FHIR give: the resource as it was sent, its versions, and refusals."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg.errors import QueryCanceled
from pytest_django import Settings

from access.codes import Reason
from common import clock
from fhirapi import reading, registry
from fhirapi.calls import Call
from people.models import DirectoryResource
from tests.cast import World, document, document_id, import_resources
from tests.fhirapi.calling import BASE, call, caller, resource
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db
NOW = "kari N"


def path(world: World, name: str = NOW) -> str:
    return f"DocumentReference/{world.documents[name]}"


def send_again(name: str = NOW, **changed: Any) -> None:
    """A new version of a document of the cast, from its sender."""
    patient, _, codes = name.partition(" ")
    assert not import_resources([{**document(patient, codes), **changed}])


def test_a_resource_comes_back_as_it_was_sent_but_for_what_is_the_servers(world: World) -> None:
    answer = call(world, "kari", "GET", path(world))
    found, sent = resource(answer), document("kari", "N")
    assert (answer.status, found["id"]) == (200, str(world.documents[NOW]))
    assert found["subject"] == {"reference": f"Patient/{world.patients['kari']}"}
    same = sent.keys() - {"id", "meta", "subject"}
    assert {name: found[name] for name in same} == {name: sent[name] for name in same}
    assert answer.headers["ETag"] == f'W/"{found["meta"]["versionId"]}"'
    assert answer.headers["Last-Modified"].endswith("GMT")


@pytest.mark.parametrize("who", ["kari", "berg-for-kari", "system"])
def test_a_read_is_one_event_that_names_the_resource(world: World, who: str) -> None:
    asker, since = caller(world, who), clock.now()
    assert call(world, asker, "GET", path(world)).status == 200
    (event,) = events(world.patients["kari"], since=since)
    assert (event.is_permitted, event.item_type) == (True, "DocumentReference")
    assert event.item_id == world.documents[NOW]


@pytest.mark.attack(1)
@pytest.mark.attack(5)
@pytest.mark.parametrize(
    ("who", "name", "patient"),
    [
        ("kari", "ola N", "ola"),
        ("kari", "lise N", "lise"),  # Her child, but the token is for herself.
        ("berg-for-kari", "astrid N", "astrid"),
        ("dahl", "kari N", "kari"),
        ("lie", "kari N", "kari"),
    ],
)
def test_what_is_not_yours_is_not_there_and_in_the_log(
    world: World, who: str, name: str, patient: str
) -> None:
    asker, since = caller(world, who), clock.now()
    own_id = world.documents[name]
    answer = call(world, asker, "GET", f"DocumentReference/{own_id}")
    nobodys = uuid.uuid4()
    other = call(world, asker, "GET", f"DocumentReference/{nobodys}")
    assert answer.status == other.status == 404
    assert answer.text.replace(str(own_id), "") == other.text.replace(str(nobodys), "")
    (event,) = events(world.patients[patient], since=since)
    assert not event.is_permitted


@pytest.mark.attack(19)
def test_a_token_for_one_patient_opens_no_other(world: World) -> None:
    since = clock.now()
    answer = call(world, "kari", "GET", f"Patient/{world.patients['lise']}")
    assert answer.status == 404
    (event,) = events(world.patients["lise"], since=since)
    assert event.reason == Reason.OTHER_PATIENT


@pytest.mark.parametrize("code", ["NORU", "NORN_ALL", "NORN_NY"])
def test_what_a_code_hides_from_the_reader_is_not_there(world: World, code: str) -> None:
    asker, since = caller(world, "kari"), clock.now()
    assert call(world, asker, "GET", path(world, f"kari {code}")).status == 404
    (event,) = events(world.patients["kari"], since=since)
    assert event.is_permitted
    shown = [each.outcome for each in items(world.patients["kari"]) if each.event_id == event.id]
    assert shown == ["not-shown"]


@pytest.mark.attack(20)
def test_what_the_scopes_do_not_name_is_refused_and_in_the_log(world: World) -> None:
    since = clock.now()
    asker = caller(world, "kari", scopes="patient/Observation.rs")
    answer = call(world, asker, "GET", path(world))
    assert answer.status == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    (event,) = events(world.patients["kari"], since=since)
    assert (event.is_permitted, event.reason) == (False, Reason.OUT_OF_SCOPE)


@pytest.mark.parametrize("own_id", ["1", "%00", "x" * 64, "../Patient", "kari"])
def test_an_id_of_another_form_is_not_there(world: World, own_id: str) -> None:
    assert call(world, "kari", "GET", f"DocumentReference/{own_id}").status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "Nonsense/1", 404),
        ("GET", "Patient/1/2/3", 404),
        ("GET", "Patient/1/$match", 404),
        ("GET", "DocumentReference/1/$everything", 404),
        ("GET", "", 405),
        ("PUT", "DocumentReference/_history", 405),
        ("GET", "DocumentReference/_search", 405),
        ("DELETE", "Organization/1", 405),
        ("PATCH", "DocumentReference/1/_history/1", 405),
    ],
)
def test_an_address_that_is_none_is_told_so(
    world: World, method: str, path: str, status: int
) -> None:
    answer = call(world, "kari", method, path)
    assert answer.status == status
    if status == 405:
        assert answer.headers["Allow"]


def test_who_has_this_version_gets_no_other(world: World) -> None:
    first = call(world, "system", "GET", path(world))
    since = clock.now()
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = call(world, "system", "GET", path(world), if_none_match=known)
        assert (again.status, again.text, again.headers["ETag"]) == (304, "", etag)
    assert call(world, "system", "GET", path(world), if_modified_since=changed).status == 304
    old = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert call(world, "system", "GET", path(world), if_modified_since=old).status == 200
    assert call(world, "system", "GET", path(world), if_none_match='W/"9"').status == 200
    assert len(events(world.patients["kari"], since=since)) == 7


def test_former_versions_are_read_by_their_number(world: World) -> None:
    send_again(description="Second")
    send_again(description="Third")
    found = {}
    for number in ("1", "2", "3", "4", "0", "-1", "x", "03"):
        answer = call(world, "system", "GET", f"{path(world)}/_history/{number}")
        found[number] = resource(answer).get("description") if answer.status == 200 else None
    first = document("kari", "N")["description"]
    assert {k: v for k, v in found.items() if v} == {"1": first, "2": "Second", "3": "Third"}


def test_a_summary_is_less_and_says_so(world: World) -> None:
    whole = resource(call(world, "kari", "GET", path(world)))
    found = resource(call(world, "kari", "GET", f"{path(world)}?_elements=description,custodian"))
    assert found.keys() == {"resourceType", "id", "meta", "status", "content", *_ELEMENTS}
    assert found["meta"]["tag"][-1]["code"] == "SUBSETTED"
    data = resource(call(world, "kari", "GET", f"{path(world)}?_summary=data"))
    assert data.keys() == whole.keys() - {"text"}
    plain = call(world, "kari", "GET", f"{path(world)}?_summary=false&_format=json&_pretty=true")
    assert resource(plain) == whole
    assert call(world, "kari", "GET", f"{path(world)}?_summary=most").status == 400


_ELEMENTS = ("description", "custodian")


def test_an_id_with_eleven_digits_in_a_row_names_nobody(world: World) -> None:
    for patient_id in ("15931eff-3be4-4f6d-a346-a97782880543", str(uuid.UUID("1" * 32))):
        answer = call(world, "system", "GET", f"Observation?patient={patient_id}")
        assert answer.status == 403, answer.text


@pytest.mark.attack(44)
def test_a_statement_that_takes_too_long_is_ended(world: World, settings: Settings) -> None:
    settings.FHIR_LIMITS = {**settings.FHIR_LIMITS, "statement_milliseconds": 50}
    fhir_type = registry.types()["DocumentReference"]
    rest = registry.rest_of(fhir_type)

    def slowly(grant: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    slow = replace(fhir_type, rest=replace(rest, rows=slowly))
    asked = Call(caller(world, "kari"), "GET", [], [], {}, BASE)
    with pytest.raises(OperationalError) as found:
        reading.read(asked, slow, str(world.documents[NOW]))
    assert isinstance(found.value.__cause__, QueryCanceled)


def test_the_directory_is_open_to_whoever_has_a_token(world: World) -> None:
    row = DirectoryResource.objects.filter(resource_type="Organization").first()
    assert row
    found = resource(call(world, "kari", "GET", f"Organization/{row.id}"))
    assert found["id"] == str(row.id)
    assert call(world, "kari", "GET", f"Organization/{uuid.uuid4()}").status == 404


def test_a_patient_is_read_by_the_patients_id(world: World) -> None:
    own_id = world.patients["kari"]
    found = resource(call(world, "kari", "GET", f"Patient/{own_id}"))
    assert found["id"] == str(own_id)
    assert json.dumps(found).count("urn:dis:") == 0
    assert document_id(NOW) == world.documents[NOW]
