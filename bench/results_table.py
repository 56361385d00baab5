"""The clinician's table of a patient with 10,000 results, over HTTP: all middleware, the gate and
the log included; and the patient's own page of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from access import subjects
from bench.figures import Figure, spread
from bench.population import Somebody, settle, the_cast
from bench.readers import Answer, Browser
from common.clock import OSLO
from common.identifiers import FNR_SYSTEM
from demo.cast.numbers import synthetic_national_id
from fhirapi.importing import Document, import_documents
from labresults.analytes import ANALYTES
from people import identity

GOAL, TIMES, SOURCE = 200.0, 40, "urn:bench"
RESULTS, ON_A_DAY = 10_000, 20
LABORATORIES = ("Laboratoriet A", "Laboratoriet B", "Legekontoret C")
_UCUM = "http://unitsofmeasure.org"


def measure() -> list[Figure]:
    the_cast()
    somebody = _somebody()
    settle()
    doctor, patient = Browser.of_doctor(somebody), Browser.of_patient(somebody)
    record = f"/kliniker/pasient/{somebody.patient_id}/provesvar/"
    pages = {
        "clinician's table of 10,000 results": (doctor, record, GOAL),
        "its last page": (doctor, f"{record}?page=9999", None),
        "the same, one group of one laboratory": (doctor, f"{record}?gruppe=blood&lab=A", None),
        "trend of one analyte among them": (doctor, f"{record}utvikling/?a=hb", None),
        "the patient's own page of them": (patient, "/provesvar/", None),
    }
    return [
        figure
        for name, (browser, path, goal) in pages.items()
        for figure in _figures(name, browser, path, goal)
    ]


def _figures(name: str, browser: Browser, path: str, goal: float | None) -> list[Figure]:
    counted: Answer = browser.get(path, count=True)
    assert counted.status == "200 OK", counted.status
    samples = [browser.get(path).milliseconds for _ in range(TIMES + 5)][5:]
    note = f"{len(counted.statements)} statements, {len(counted.text) // 1000} kB"
    return spread(name, samples, goal=goal, p95_goal=goal, note=note)


def _somebody() -> Somebody:
    number = synthetic_national_id("results table", date(1948, 5, 2), female=False)
    patient = {
        "resourceType": "Patient",
        "id": "results-table",
        "identifier": [{"system": FNR_SYSTEM, "value": number}],
        "name": [{"family": "Prøve", "given": ["Mange"]}],
        "birthDate": "1948-05-02",
    }
    documents = [Document(each["id"], json.dumps(each)) for each in (patient, *_results())]
    report = import_documents(documents, source=SOURCE)
    assert not report.refusals, report.refusals[:3]
    person = identity.person_for(number)
    patient_id: uuid.UUID = subjects.by_person_ids([person.id])[person.id]
    connection.close()
    return Somebody(person, patient_id, "")


def _results() -> Iterator[dict[str, Any]]:
    """A report with twenty results each third day, of analytes that the portal knows, in turn."""
    known = [
        (system, code, analyte.unit)
        for (system, code), analyte in ANALYTES.items()
        if analyte.unit and "7280" in system
    ]
    newest = datetime(2026, 6, 1, 8, tzinfo=OSLO)
    for number in range(RESULTS // ON_A_DAY):
        at = (newest - timedelta(days=3 * number)).isoformat()
        ids = [f"table-{number}-{place}" for place in range(ON_A_DAY)]
        common = {
            "status": "final",
            "subject": {"reference": "Patient/results-table"},
            "effectiveDateTime": at,
            "issued": at,
            "performer": [{"display": LABORATORIES[number % len(LABORATORIES)]}],
        }
        yield {
            "resourceType": "DiagnosticReport",
            "id": f"table-{number}",
            **common,
            "code": {"text": "Blodprøve"},
            "result": [{"reference": f"Observation/{own_id}"} for own_id in ids],
        }
        for place, own_id in enumerate(ids):
            # Half are the same each time, as a patient who is followed has; half come in turn.
            turn = place if place < ON_A_DAY // 2 else number * ON_A_DAY + place
            system, code, unit = known[turn % len(known)]
            yield {
                "resourceType": "Observation",
                "id": own_id,
                **common,
                "category": [{"coding": [{"code": "laboratory", "system": "urn:bench"}]}],
                "code": {"coding": [{"system": system, "code": code, "display": f"P-{code}"}]},
                "valueQuantity": {
                    "value": 5 + (number + place) % 17,
                    "unit": unit,
                    "system": _UCUM,
                    "code": unit,
                },
                "referenceRange": [{"low": {"value": 6}, "high": {"value": 15}}],
            }
