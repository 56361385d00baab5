"""How many resources an import stores in a second, the database's own work on the same core."""

from __future__ import annotations

import base64
import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from bench.figures import Figure
from common import clock
from common.declarations import Fate
from common.identifiers import FNR_SYSTEM
from demo.cast.numbers import synthetic_national_id
from demo.cast.resources import bundles
from fhirapi.importing import Document, Report, documents_of, import_documents

GOAL = 500
RUNS = 3
PATIENTS, DOCUMENTS_EACH = 100, 10
_TEXT = "Pasienten kom til avtalt kontroll og er i god allmenntilstand.\n" * 20


def measure() -> list[Figure]:
    """The cast's own Bundles, the same again, and Bundles of new patients with many documents."""
    cast = list(documents_of(bundles(clock.today())))
    with _one_core() as core:
        _stored(0, 10)  # Models of FHIR types are built at their first use: not counted.
        first = _timed(core, cast)
        again = _timed(core, cast)
        assert not first.report.refusals + again.report.refusals, first.report.refusals[:5]
        assert again.report.counts[Fate.UNCHANGED] == first.report.counts[Fate.STORED] > 0
        runs = [_timed(core, _documents(run, PATIENTS)) for run in range(1, RUNS + 1)]
        assert all(each.report.counts[Fate.STORED] == _count(PATIENTS) for each in runs)
    typical = sorted(runs, key=lambda each: each.rate)[RUNS // 2]
    content = f"{PATIENTS} Bundles of a Patient, {DOCUMENTS_EACH} DocumentReferences and Binaries"
    return [
        _figure("import of the cast", first, f"{first.count} resources of all types"),
        _figure("import of the cast again, unchanged", again, "the same"),
        _figure("import of patients with documents", typical, f"{content}; median of {RUNS} runs"),
    ]


@dataclass(frozen=True)
class _Run:
    """One import: seconds by the clock, and of work by importer and database backend together."""

    report: Report
    seconds: float
    work: float

    @property
    def count(self) -> int:
        return sum(self.report.counts.values())

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def _figure(name: str, run: _Run, content: str) -> Figure:
    note = f"{content}; {run.count / run.work:.0f} for each second of processor time"
    return Figure(name, run.rate, "resources/s", GOAL, at_least=True, note=note)


class _one_core:  # noqa: N801  # Reads as a word in `with`.
    """Keeps this process and its database backend on one and the same core."""

    def __enter__(self) -> _one_core:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = int(cursor.fetchone()[0])
        self.before = os.sched_getaffinity(0)
        for pid in (0, self.backend):
            os.sched_setaffinity(pid, {max(self.before)})
        return self

    def __exit__(self, *error: object) -> None:
        for pid in (0, self.backend):
            os.sched_setaffinity(pid, self.before)

    def work(self) -> float:
        """Processor seconds of both until now."""
        # Behind the name in brackets: user and system time are the 14th and 15th field.
        fields = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _timed(core: _one_core, documents: list[Document]) -> _Run:
    work, start = core.work(), time.perf_counter()
    report = import_documents(documents, source="urn:bench", believes_senders=True)
    return _Run(report, time.perf_counter() - start, core.work() - work)


def _stored(run: int, patients: int) -> None:
    report = import_documents(_documents(run, patients), source="urn:bench", believes_senders=True)
    assert report.counts[Fate.STORED] == _count(patients), report.refusals[:5]


def _count(patients: int) -> int:
    return patients * (1 + 2 * DOCUMENTS_EACH)


def _documents(run: int, patients: int) -> list[Document]:
    return [_document(_bundle(run, number)) for number in range(patients)]


def _document(bundle: dict[str, Any]) -> Document:
    return Document(f"bundle {bundle['id']}", json.dumps(bundle, ensure_ascii=False))


def _bundle(run: int, number: int) -> dict[str, Any]:
    patient_id = f"bench-{run}-{number}"
    resources = [_patient(patient_id, run * PATIENTS + number)]
    for serial in range(DOCUMENTS_EACH):
        resources += _pair(patient_id, serial)
    entries = [{"fullUrl": f"urn:uuid:{uuid.uuid4()}", "resource": each} for each in resources]
    return {"resourceType": "Bundle", "id": patient_id, "type": "transaction", "entry": entries}


def _patient(patient_id: str, number: int) -> dict[str, Any]:
    born = date(1950, 1, 1) + timedelta(days=37 * number)
    national_id = synthetic_national_id(patient_id, born, female=bool(number % 2))
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "identifier": [{"system": FNR_SYSTEM, "value": national_id}],
        "name": [{"use": "official", "family": f"Prøve {number}", "given": ["Målt"]}],
        "gender": "female" if number % 2 else "male",
        "birthDate": born.isoformat(),
        "address": [{"line": ["Målveien 1"], "postalCode": "9000", "city": "Tromsø"}],
    }


def _pair(patient_id: str, serial: int) -> Iterator[dict[str, Any]]:
    binary_id = f"{patient_id}-{serial}"
    data = base64.b64encode(f"{binary_id}\n{_TEXT}".encode()).decode()
    attachment = {"contentType": "text/plain", "url": f"Binary/{binary_id}", "title": "Notat"}
    yield {
        "resourceType": "DocumentReference",
        "id": binary_id,
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": "A00-1"}]},
        "subject": {"reference": f"Patient/{patient_id}"},
        "date": f"2026-01-{serial % 28 + 1:02d}T08:00:00Z",
        "custodian": {"display": "Målesykehuset HF"},
        "securityLabel": [
            {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "N"}]}
        ],
        "content": [{"attachment": attachment}],
    }
    yield {
        "resourceType": "Binary",
        "id": binary_id,
        "contentType": "text/plain",
        "data": data,
    }
