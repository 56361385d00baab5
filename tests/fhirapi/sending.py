"""What tests of writes send: an Observation, a Patient, Bundles; and what they ask of answers."""

from __future__ import annotations

import json
import uuid
from typing import Any

from fhirapi.calls import Answer
from labresults.models import Observation
from tests.cast import World
from tests.fhirapi.calling import call, resource
from tests.fhirapi.test_importing import FNR, KARI
from tests.log_reading import rows_of

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


NEW = f"urn:uuid:{uuid.UUID(int=1)}"

OTHER = f"urn:uuid:{uuid.UUID(int=2)}"


def entry(method: str, url: str, value: Any = None, full_url: str = "", **more: str) -> str:
    """An entry as text; `value` may be text already."""
    parts = [f'"request": {json.dumps({"method": method, "url": url, **more})}']
    if full_url:
        parts.append(f'"fullUrl": "{full_url}"')
    if value is not None:
        parts.append(f'"resource": {value if isinstance(value, str) else json.dumps(value)}')
    return "{" + ", ".join(parts) + "}"


def bundle(*entries: str, kind: str = "transaction", profile: str = "") -> str:
    meta = f'"meta": {{"profile": ["{profile}"]}}, ' if profile else ""
    return f'{{"resourceType": "Bundle", {meta}"type": "{kind}", "entry": [{", ".join(entries)}]}}'


def post(world: World, *entries: str, who: str = "system", **more: str) -> Answer:
    return call(world, who, "POST", "", body=bundle(*entries, **more))


def responses(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.text
    return [each["response"] for each in resource(answer)["entry"]]


def ids(answer: Answer) -> list[str]:
    return [each["location"].split("/")[-3] for each in responses(answer)]


def patient(number: str = KARI, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": FNR, "value": number}],
        "name": [{"family": "Ny"}],
        **more,
    }


def expressions(answer: Answer) -> list[str]:
    return [str(each.get("expression", [""])[0]) for each in resource(answer)["issue"]]


def rows(world: World, name: str = "kari") -> int:
    with rows_of(world.patients[name]):
        return Observation._base_manager.count()
