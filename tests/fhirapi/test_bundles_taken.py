"""Bundles as others send them: batches, what is no Bundle, and documents with their bytes (MHD)."""

from __future__ import annotations

import base64
import uuid

import pytest

from tests.cast import World, document
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.sending import (
    NEW,
    OTHER,
    bundle,
    created,
    entry,
    observation,
    post,
    responses,
    rows,
)
from tests.fhirapi.test_importing import FNR, KARI
from tests.log_reading import events

pytestmark = pytest.mark.django_db


def provided(world: World) -> list[str]:
    """What MHD's Provide Document Bundle holds: what belongs together, the document, its bytes."""
    value = {**document("kari"), "subject": {"reference": f"Patient/{world.patients['kari']}"}}
    value.pop("id")
    value["content"] = [{"attachment": {"contentType": "text/plain", "url": OTHER}}]
    together = {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "entry": [{"item": {"reference": NEW}}],
    }
    binary = {
        "resourceType": "Binary",
        "contentType": "text/plain",
        "data": base64.b64encode(b"Epikrise").decode(),
    }
    return [
        entry("POST", "List", together, f"urn:uuid:{uuid.UUID(int=3)}"),
        entry("POST", "DocumentReference", value, NEW),
        entry("POST", "Binary", binary, OTHER),
    ]


def test_a_batch_does_each_entry_by_itself(world: World) -> None:
    value, kari = created(world), world.patients["kari"]
    before = len(events(kari))

    answer = post(
        world,
        entry("GET", f"Observation/{value['id']}"),
        entry("POST", "Observation", observation(world)),
        entry("POST", "Observation", {"resourceType": "Observation"}),
        entry("GET", f"Observation/{uuid.uuid4()}"),
        entry("GET", "metadata"),
        entry("GET", f"Patient?identifier={FNR}|{KARI}"),
        kind="batch",
    )

    found = resource(answer)
    assert found["type"] == "batch-response"
    statuses = [each["response"]["status"][:3] for each in found["entry"]]
    assert statuses == ["200", "201", "422", "404", "400", "400"]
    assert found["entry"][0]["resource"]["id"] == value["id"]
    assert found["entry"][2]["response"]["outcome"]["issue"]
    assert [each.action for each in events(kari)[before:]] == ["read", "write"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("{", 400),
        ('{"resourceType": "Patient"}', 400),
        (bundle(kind="document"), 400),
        (bundle('{"resource": {}}'), 400),
        (bundle(entry("BREW", "Observation")), 400),
        (bundle(entry("GET", "https://elsewhere.example/Patient/1")), 400),
        (bundle(entry("POST", "Basic", {"resourceType": "Basic"})), 422),
        (bundle(entry("POST", "Organization", {"resourceType": "Organization"})), 405),
        (bundle(*[entry("GET", "Patient/1")] * 501), 413),
        (bundle(), 200),
    ],
)
def test_what_is_no_batch_or_transaction_is_refused(world: World, text: str, status: int) -> None:
    assert call(world, "system", "POST", "", body=text).status == status


@pytest.mark.attack(2)
def test_people_write_nothing_by_a_transaction(world: World) -> None:
    before = rows(world)

    answer = post(world, entry("POST", "Observation", observation(world)), who="kari")

    assert (answer.status, rows(world)) == (403, before)


def test_documents_are_provided_with_their_bytes(world: World) -> None:
    profile = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Minimal.ProvideBundle"

    answer = call(world, "system", "POST", "", body=bundle(*provided(world), profile=profile))
    unsaid = post(world, *provided(world))

    together, of_document, of_binary = responses(answer)
    assert (together["status"], "location" in together) == ("200 OK", False)
    assert together["outcome"]["issue"][0]["severity"] == "information"
    document_id = of_document["location"].split("/")[-3]
    binary_id = of_binary["location"].split("/")[-3]
    kept = resource(call(world, "system", "GET", f"DocumentReference/{document_id}"))
    assert kept["content"][0]["attachment"]["url"] == f"Binary/{binary_id}"
    assert call(world, "system", "GET", f"Binary/{binary_id}").body == b"Epikrise"
    assert unsaid.status == 405
    assert "create of List is not served" in words(unsaid)
