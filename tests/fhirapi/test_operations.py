"""$validate says what it has looked at, and nothing that it has not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cast import World
from tests.fhirapi.calling import call, resource, words
from tests.fhirapi.sending import observation

pytestmark = pytest.mark.django_db


def parameters(*named: tuple[str, Any]) -> dict[str, Any]:
    found = [
        {"name": name, ("resource" if name == "resource" else "valueCode"): value}
        for name, value in named
    ]
    return {"resourceType": "Parameters", "parameter": found}


@pytest.mark.parametrize("mode", ["create", "update"])
def test_a_resource_is_validated_for_what_a_write_would_do(world: World, mode: str) -> None:
    value = json.loads(observation(world))
    for query, body in (
        (f"?mode={mode}", value),
        ("", parameters(("resource", value), ("mode", mode))),
    ):
        answer = call(world, "system", "POST", f"Observation/$validate{query}", body=body)
        assert (answer.status, words(answer)) == (200, "The resource is legal.")


@pytest.mark.parametrize(
    "asked", [("mode", "delete"), ("mode", "profile"), ("mode", "x"), ("profile", "http://a.no/b")]
)
def test_what_is_not_looked_at_is_not_called_legal(world: World, asked: tuple[str, str]) -> None:
    value = json.loads(observation(world))
    for query, body in (
        (f"?{asked[0]}={asked[1]}", value),
        ("", parameters(("resource", value), asked)),
    ):
        answer = call(world, "system", "POST", f"Observation/$validate{query}", body=body)
        assert answer.status == 400
        assert resource(answer)["issue"][0]["code"] == "not-supported"


@pytest.mark.parametrize("count", [0, 2])
def test_parameters_hold_one_resource(world: World, count: int) -> None:
    value = json.loads(observation(world))
    body = parameters(*[("resource", value)] * count)
    assert call(world, "system", "POST", "Observation/$validate", body=body).status == 400
    odd = {"resourceType": "Parameters", "parameter": [{"name": "resource"}]}
    assert call(world, "system", "POST", "Observation/$validate", body=odd).status == 400
