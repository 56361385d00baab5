"""DocumentReference and Binary: as they were sent, with their bytes, by the rules of the pages."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from common.references import local_id
from tests.cast import SOURCE, World, canary, document, document_id, import_resources
from tests.fhirapi.calling import call, resource

pytestmark = pytest.mark.django_db
HERE = "DocumentReference"


def texts(found: dict[str, Any]) -> list[str]:
    """What the contents of a document say."""
    data = [each["attachment"]["data"] for each in found["content"]]
    return [base64.b64decode(each).decode() for each in data]


@pytest.mark.parametrize("who", ["kari", "berg-for-kari", "system"])
def test_the_bytes_of_a_document_come_back(world: World, who: str) -> None:
    answer = call(world, who, "GET", f"{HERE}/{document_id('kari N')}")
    assert texts(resource(answer)) == [canary("kari N"), f"Vedlegg {canary('kari N')}"]


@pytest.mark.attack(14)
def test_a_client_reads_its_own_bytes_whatever_hides_them_from_others(world: World) -> None:
    path = f"{HERE}/{document_id('kari NORS')}"
    assert texts(resource(call(world, "system", "GET", path)))[0] == canary("kari NORS")
    assert call(world, "berg-for-kari", "GET", path).status == 404
    assert call(world, "stranger", "GET", path).status == 404


@pytest.mark.attack(15)
def test_what_was_registered_by_mistake_is_not_for_citizens(world: World) -> None:
    sent = document("kari", own_id="mistake") | {"status": "entered-in-error"}
    assert not import_resources([sent])
    found = {}
    for who in ("kari", "berg-for-kari", "system"):
        answer = call(world, who, "GET", f"{HERE}?patient={world.patients['kari']}&_count=100")
        statuses = [each["resource"].get("status") for each in resource(answer)["entry"]]
        found[who] = statuses.count("entered-in-error")
    assert found == {"kari": 0, "berg-for-kari": 1, "system": 1}


def binary(own_id: str) -> dict[str, Any]:
    data = base64.b64encode(canary(own_id).encode()).decode()
    return {"resourceType": "Binary", "id": own_id, "contentType": "text/plain", "data": data}


def pointing(own_id: str, codes: str) -> dict[str, Any]:
    content = [{"attachment": {"contentType": "text/plain", "url": f"Binary/{own_id}"}}]
    return document("kari", codes, own_id=f"to-{own_id}") | {"content": content}


@pytest.mark.attack(4)
@pytest.mark.parametrize(
    ("codes", "who", "is_shown"),
    [
        ("N", "kari", True),
        ("N", "berg-for-kari", True),
        ("NORS", "berg-for-kari", False),
        ("NORS", "system", True),
        ("V", "kari", False),
        ("N", "ola", False),
    ],
)
def test_bytes_are_for_who_may_see_their_document(
    world: World, codes: str, who: str, is_shown: bool
) -> None:
    assert not import_resources([pointing("bytes", codes), binary("bytes")])
    own_id = local_id(SOURCE, "Binary", "bytes")
    answer = call(world, who, "GET", f"Binary/{own_id}", accept="application/fhir+json")
    assert answer.status == (200 if is_shown else 404)
    if is_shown:
        assert base64.b64decode(resource(answer)["data"]).decode() == canary("bytes")
