"""Owns results as FHIR messages, made for persons of the cast."""

from __future__ import annotations

import json
from typing import Any

from access.receiving import IMPORT
from common.identifiers import FNR_SYSTEM
from common.messages import Sender, Told
from labresults.intake import taking
from tests.labresults.kith import SOURCE, number_of

Resource = dict[str, Any]
REPORTS, RESULTS = "urn:oid:1.2.3.1", "urn:oid:1.2.3.2"
NLK = "urn:oid:2.16.578.1.12.4.1.1.7280"
FIRST, LATER, LAST = (f"2026-01-0{day}T10:00:00+01:00" for day in (5, 6, 7))
HEADER: Resource = {
    "resourceType": "MessageHeader",
    "id": "message-1",
    "eventUri": "urn:lab:answer",
    "source": {"endpoint": "urn:lab", "name": "Laboratoriet"},
    "sender": {"reference": "Organization/lab"},
    "focus": [{"reference": "DiagnosticReport/report"}],
}
LAB: Resource = {"resourceType": "Organization", "id": "lab", "name": "Sykehuset Nord HF"}


def patient(slug: str = "kari", number: str = "") -> Resource:
    own = {"system": FNR_SYSTEM, "value": number or number_of(slug)}
    return {"resourceType": "Patient", "id": "pat", "identifier": [own]}


def result(own_id: str = "1", value: Any = 14.2, **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"obs-{own_id}",
        "identifier": [{"system": RESULTS, "value": own_id}],
        "status": "final",
        "code": {
            "coding": [{"system": NLK, "code": f"NPU0231{own_id}", "display": "B-Hemoglobin"}]
        },
        "subject": {"reference": "Patient/pat"},
        "effectiveDateTime": "2026-01-04T07:57:00+01:00",
        "valueQuantity": {"value": value, "unit": "g/dL"},
        **more,
    }


def report(*results: str, made: str = FIRST, own_id: str = "R1", **more: Any) -> Resource:
    found = {
        "resourceType": "DiagnosticReport",
        "id": "report",
        "identifier": [{"system": REPORTS, "value": own_id}],
        "status": "final",
        "code": {"text": "Klinisk kjemi"},
        "subject": {"reference": "Patient/pat"},
        "issued": made,
        "performer": [{"reference": "Organization/lab"}],
        "result": [{"reference": f"Observation/obs-{each}"} for each in results],
    }
    return {name: value for name, value in (found | more).items() if value}


def bundle(*resources: Resource, first: Resource = HEADER, **more: Any) -> bytes:
    """A message of these, with the header first."""
    base = "https://lab.example/fhir"
    entries = [
        {"fullUrl": f"{base}/{each['resourceType']}/{each['id']}", "resource": each}
        for each in (first, *resources)
    ]
    found = {"resourceType": "Bundle", "type": "message", "entry": entries, **more}
    return json.dumps(found, ensure_ascii=False).encode()


def whole(*results: Resource, slug: str = "kari", number: str = "", **more: Any) -> bytes:
    """A report of these results with its laboratory and patient."""
    given = results or (result(),)
    names = [each["id"].removeprefix("obs-") for each in given]
    return bundle(patient(slug, number), LAB, report(*names, **more), *given)


def take(*messages: bytes, source: str = SOURCE) -> list[Told]:
    places = [(f"message {at}", each) for at, each in enumerate(messages, 1)]
    return taking.take(places, Sender(IMPORT, source))


def without(data: bytes, name: str, *elements: str) -> bytes:
    """The message without these elements of the resources of a type."""
    found = json.loads(data)
    for entry in found["entry"]:
        if entry["resource"]["resourceType"] == name:
            for element in elements:
                entry["resource"].pop(element)
    return json.dumps(found).encode()
