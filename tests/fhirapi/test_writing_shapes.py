"""JSON that is none of FHIR's is refused with its place, though a model would make it fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhirapi import cutting
from fhirapi.importing import Document, import_documents
from tests.cast import SOURCE, World, document
from tests.fhirapi.calling import call, resource
from tests.fhirapi.sending import created, observation, place

pytestmark = pytest.mark.django_db
INNER = '{"resourceType": "Patient", "id": "inner"}'
LABELLED = '{"resourceType": "Patient", "meta": {"security": [{"code": "R"}]}}'


def observed(world: World, more: str) -> str:
    return observation(world).replace('"status"', f'{more}, "status"', 1)


@pytest.mark.attack(45)
@pytest.mark.parametrize(
    ("more", "where"),
    [
        ('"meta": null', "meta"),
        ('"meta": "{}"', "meta"),
        ('"meta": {}', "meta"),
        ('"note": []', "note"),
        ('"note": [{"text": ""}]', "note[0].text"),
        ('"_status": {"extension": []}', "_status.extension"),
        ('"method": "{}"', "method"),
        ('"identifier": ["{}"]', "identifier[0]"),
        ('"issued": 1577836800', "issued"),
        ('"effectivePeriod": {"start": 2020}', "effectivePeriod.start"),
        (
            '"component": [{"code": {"text": "x"}, "valueInteger": "1"}]',
            "component[0].valueInteger",
        ),
        (
            '"component": [{"code": {"text": "x"}, "valueInteger": 1.0}]',
            "component[0].valueInteger",
        ),
        (
            '"component": [{"code": {"text": "x"}, "valueInteger": true}]',
            "component[0].valueInteger",
        ),
        ('"component": [{"code": {"text": "x"}, "valueBoolean": 1}]', "component[0].valueBoolean"),
        ('"referenceRange": [{"low": {"value": "1.50"}}]', "referenceRange[0].low.value"),
        ('"contained": [{"resourceType": "Patient", "active": "true"}]', "contained[0].active"),
        (f'"contained": [{INNER}, {INNER}]', "contained[1].id"),
        (f'"contained": [{INNER[:-1]}, "contained": [{INNER}]}}]', "contained[0].contained"),
        (f'"contained": [{LABELLED}]', "contained[0].meta.security"),
    ],
)
def test_what_only_looks_like_fhir_is_refused_with_its_place(
    world: World, more: str, where: str
) -> None:
    text = observed(world, more)
    if "effectivePeriod" in more:
        text = text.replace('"effectiveDateTime": "2026-01-02T09:00:00+01:00",', "")
    if '"extension' in more:
        text = "".join(
            text.split(""",
  "extension": [{"url": "https://example.org/x", "valueDecimal": 10e-3}]""")
        )
    answer = call(world, "system", "POST", "Observation", body=text)
    assert (answer.status, place(answer)) == (422, f"Observation.{where}")
    found = resource(call(world, "system", "POST", "Observation/$validate", body=text))
    assert found["issue"][0]["expression"] == [f"Observation.{where}"]


def test_what_is_legal_though_it_says_little_is_taken(world: World) -> None:
    parts: list[dict[str, Any]] = [
        {"valueInteger": 0},
        {"valueBoolean": False},
        {"valueQuantity": {"value": 0}},
        {"valueQuantity": {"value": 0.0}},
    ]
    told = json.dumps([{"code": {"text": "x"}, **each} for each in parts])
    names = '"contained": [{"resourceType": "Patient", "name": [{"given": ["A", null], "_given": '
    names += '[null, {"extension": [{"url": "urn:x", "valueCode": "masked"}]}]}]}]'
    value = created(world, observed(world, f'"component": {told}, {names}'))
    assert [each | {"code": 0} for each in value["component"]] == [
        {**each, "code": 0} for each in parts
    ]


def test_what_was_imported_so_is_served_with_one_meta_and_can_be_deleted(world: World) -> None:
    sent = document("kari", own_id="odd") | {"meta": None, "author": []}
    text = json.dumps(sent)
    assert not import_documents([Document("odd", text)], source=SOURCE).refusals
    patient = f"patient={world.patients['kari']}"
    found = resource(call(world, "system", "GET", f"DocumentReference?{patient}&_count=100"))
    (own,) = [each["resource"] for each in found["entry"] if each["resource"].get("author") == []]
    path = f"DocumentReference/{own['id']}"
    text = call(world, "system", "GET", path).text
    assert [each.name for each in cutting.members(text)].count("meta") == 1
    assert own["meta"]["versionId"] == "1"
    assert call(world, "system", "GET", f"{path}?_elements=status").status == 200
    assert call(world, "system", "DELETE", path, if_match='W/"1"').status == 204
