"""`Patient/$summary` over HTTP, and the page of it, of a patient with a usual and one with a huge
record; all middleware, the gate and the log included."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import RequestFactory

from access import subjects
from bench.figures import Figure, spread
from bench.population import Somebody, settle, the_cast
from bench.readers import Browser
from common.identifiers import FNR_SYSTEM
from config.wsgi import application
from demo.cast import callers, tokens
from demo.cast.numbers import synthetic_national_id
from fhirapi.importing import Document, import_documents
from people import identity

GOAL, TIMES, SOURCE = 150.0, 40, "urn:bench"
# How many resources of each type: of somebody who is ill now and then, and of the most that is.
USUAL = {"Observation": 120, "DiagnosticReport": 15, "Condition": 12, "AllergyIntolerance": 4}
USUAL |= {"MedicationStatement": 10, "MedicationRequest": 10, "Immunization": 15, "Procedure": 8}
HUGE = {"Observation": 10_000, "DiagnosticReport": 1_000, "Condition": 600}
HUGE |= {"AllergyIntolerance": 40, "MedicationStatement": 600, "MedicationRequest": 600}
HUGE |= {"Immunization": 300, "Procedure": 600}
_HL7 = "http://terminology.hl7.org/CodeSystem"


@dataclass(frozen=True)
class Known:
    """A patient, and what a token of the patient's own app asks with."""

    somebody: Somebody
    token: str

    def document(self) -> tuple[dict[str, Any], float]:
        """The summary, and how many milliseconds the server took."""
        path = f"/fhir/R4/Patient/{self.somebody.patient_id}/$summary?language=en"
        made = RequestFactory(SERVER_NAME="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {self.token}")
        environ, got = made.get(path).environ, list[str]()
        start = time.perf_counter()
        body: Any = application(environ, lambda status, *more: got.append(status))  # type: ignore[arg-type]  # no `write` is called
        data = b"".join(body)
        body.close()
        took = (time.perf_counter() - start) * 1000
        assert got == ["200 OK"], data[:300]
        return json.loads(data), took


def measure() -> list[Figure]:
    the_cast()
    callers.register()
    found: list[Figure] = []
    for name, counts in (("usual", USUAL), ("huge", HUGE)):
        known = _known(name, counts)
        settle()
        found += _figures(name, known, sum(counts.values()))
    return found


def _figures(name: str, known: Known, total: int) -> list[Figure]:
    browser = Browser.of_patient(known.somebody)

    def page() -> float:
        return browser.get("/oppsummering/").milliseconds

    made, _took = known.document()
    work = time.process_time()
    for _ in range(10):
        known.document()
    work = (time.process_time() - work) * 100
    answer = browser.get("/oppsummering/", count=True)
    assert answer.status == "200 OK"
    note = f"{total:,} resources, {len(made['entry']) - 4} told; {work:.0f} ms of work here"
    return [
        *spread(
            f"$summary of a {name} record",
            _samples(lambda: known.document()[1]),
            goal=GOAL,
            p95_goal=GOAL,
            note=note,
        ),
        *spread(
            f"page of the summary of a {name} record",
            _samples(page),
            note=f"{len(answer.statements)} statements",
        ),
    ]


def _samples(action: Callable[[], float]) -> list[float]:
    return [action() for _ in range(TIMES + 5)][5:]


def _known(name: str, counts: dict[str, int]) -> Known:
    number = synthetic_national_id(f"summary {name}", date(1950, 3, 1), female=True)
    own_id = f"summary-{name}"
    patient = {
        "resourceType": "Patient",
        "id": own_id,
        "identifier": [{"system": FNR_SYSTEM, "value": number}],
        "name": [{"family": "Prøve", "given": ["Oppdiktet"]}],
        "birthDate": "1950-03-01",
    }
    documents = [
        Document(each["id"], json.dumps(each)) for each in (patient, *_record(own_id, counts))
    ]
    report = import_documents(documents, source=SOURCE)
    assert not report.refusals, report.refusals[:3]
    person = identity.person_for(number)
    patient_id: uuid.UUID = subjects.by_person_ids([person.id])[person.id]
    token = tokens.for_citizen(person.id, patient_id)["access_token"]
    connection.close()
    return Known(Somebody(person, patient_id, ""), token)


def _record(patient: str, counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    for resource_type, count in counts.items():
        for at in range(count):
            yield _resource(resource_type, patient, at)


def _resource(resource_type: str, patient: str, at: int) -> dict[str, Any]:
    """The oldest first. Most problems are over, and most medicines have been taken."""
    day = (date(2025, 6, 1) - timedelta(days=3 * (10_000 - at) // 4)).isoformat()
    used = "active" if at % 10 == 0 else "completed"
    words = {"text": f"{resource_type} {at % 250}"}
    statuses = {
        "clinicalStatus": _concept("condition-clinical", "resolved" if at % 6 else "active"),
        "verificationStatus": _concept("condition-ver-status", "confirmed"),
    }
    more: dict[str, dict[str, Any]] = {
        "Observation": {
            "status": "final",
            "category": [_concept("observation-category", "laboratory")],
            "effectiveDateTime": f"{day}T08:00:00+02:00",
            "valueQuantity": {"value": at % 90, "unit": "g/L"},
            "referenceRange": [{"low": {"value": 10}, "high": {"value": 60}}],
        },
        "DiagnosticReport": {
            "status": "final",
            "effectiveDateTime": f"{day}T08:00:00+02:00",
            "conclusion": "Normale funn. " * 20,
        },
        "Condition": {**statuses, "onsetDateTime": day},
        "AllergyIntolerance": {
            "clinicalStatus": _concept("allergyintolerance-clinical", "active"),
            "criticality": "high",
        },
        "MedicationStatement": {"status": used, "effectiveDateTime": day},
        "MedicationRequest": {"status": used, "intent": "order", "authoredOn": day},
        "Immunization": {"status": "completed", "occurrenceDateTime": day},
        "Procedure": {"status": "completed", "performedDateTime": day},
    }
    named = {"Immunization": "vaccineCode"}
    if resource_type.startswith("Medication"):
        named[resource_type] = "medicationCodeableConcept"
    subject = "patient" if resource_type in {"AllergyIntolerance", "Immunization"} else "subject"
    return {
        "resourceType": resource_type,
        "id": f"{patient}-{resource_type.lower()}-{at}",
        subject: {"reference": f"Patient/{patient}"},
        named.get(resource_type, "code"): words,
        **more[resource_type],
    }


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{_HL7}/{system}", "code": code}]}
