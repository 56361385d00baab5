"""The FHIR API under load: eight connections, two web workers, everything on this machine.

Data: carebundle's cohort of seed 42, sent as the transactions it comes in. What is asked is drawn
at random from what was loaded; every kind of answer is checked once before it is timed. Rounds
alternate with the limit: a bare view that returns one stored row (bench.bare).
"""

from __future__ import annotations

import json
import random
import statistics
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import carebundle
from django.db import connections

from bench import bare
from bench.figures import Figure
from bench.load import Load, load, request
from bench.population import population, settle
from bench.serving import served
from demo.cast import callers, tokens

PATIENTS, SEED = 1_000, 42
ROUNDS = 3
BASE, SEARCH = "/fhir/R4", "/Observation?_sort=-date&_count=20"


@dataclass(frozen=True)
class Goal:
    """What is measured: how many answers a second, and how slow the slowest of twenty may be."""

    name: str
    per_second: float
    requests: int
    p95: float | None = None


READ = Goal("patient read", 1_000, 3_000, 25)
NEWEST = Goal("newest 20 observations", 600, 2_000)
CREATE = Goal("create", 400, 1_500)
PAIR = Goal("transaction of 2 entries", 250, 800)
EVERYTHING = Goal("$everything of a patient", 150, 600)
LOADED = 1_000  # Resources a second, in bundles of about 45 entries.


def measure() -> list[Figure]:
    """Load, then each interaction in rounds that alternate with the limit."""
    population()
    callers.register()
    sender = Sender(tokens.for_system()["access_token"])
    bundles = cohort(SEED)
    _prepare_limit(bundles[0])
    connections["default"].close()
    with served() as port, served("bench.bare:application") as limit:
        figures = loaded(port, sender, bundles)
        settle()
        patients, dice = patients_loaded(), random.Random(SEED)

        def somebody() -> uuid.UUID:
            return dice.choice(patients)

        asked: list[tuple[Goal, Callable[[], bytes]]] = [
            (READ, lambda: sender.get(f"/Patient/{somebody()}")),
            (NEWEST, lambda: sender.newest(somebody())),
            (EVERYTHING, lambda: sender.get(f"/Patient/{somebody()}/$everything?_count=100")),
            (CREATE, lambda: sender.post("/Observation", _observation(somebody()))),
            (PAIR, lambda: sender.post("", _pair(somebody()))),
        ]
        for goal, make in asked:
            figures += _measured(port, limit, goal, make)
    return figures


@dataclass(frozen=True)
class Sender:
    """Makes requests of the hospital's record system."""

    token: str

    def get(self, path: str) -> bytes:
        return request("GET", BASE + path, self._headers())

    def newest(self, patient_id: uuid.UUID) -> bytes:
        """The search for the newest 20 observations of a patient."""
        return self.get(f"{SEARCH}&patient={patient_id}")

    def post(self, path: str, body: str) -> bytes:
        return request("POST", BASE + path, self._headers(), body.encode())

    def _headers(self) -> list[tuple[str, str]]:
        return [
            ("Authorization", f"Bearer {self.token}"),
            ("Accept", "application/fhir+json"),
            ("Content-Type", "application/fhir+json"),
        ]


def cohort(seed: int) -> list[str]:
    """A thousand patients, each a transaction."""
    return [_text(each) for each in carebundle.generate_cohort(count=PATIENTS, seed=seed)]


def loaded(port: int, sender: Sender, bundles: Sequence[str]) -> list[Figure]:
    count = sum(text.count('"resourceType"') - 1 for text in bundles)
    found = load(port, [sender.post("", text) for text in bundles])
    check(found)
    rate = found.per_second / len(bundles) * count
    note = f"{count:,} resources in {len(bundles)} bundles, p95 of a bundle {found.p95:.0f} ms"
    return [Figure("load of bundles", rate, "resources/s", LOADED, at_least=True, note=note)]


def _measured(port: int, limit: int, goal: Goal, make: Callable[[], bytes]) -> list[Figure]:
    """The median of rounds, each beside one of the limit."""
    bare_request = request("GET", "/bare/1", [])
    check(load(port, [make()]))
    rates, limits, slow = [], [], []
    for _ in range(ROUNDS):
        found = load(port, [make() for _ in range(goal.requests // ROUNDS)])
        check(found)
        rates.append(found.per_second)
        slow.append(found.p95)
        limits.append(load(limit, [bare_request] * (goal.requests // ROUNDS)).per_second)
    rate, most = statistics.median(rates), statistics.median(limits)
    note = f"{rate / most:.2f} of the limit ({most:.0f}/s); rounds {_rounded(rates)}"
    return [
        Figure(f"{goal.name}, a second", rate, "/s", goal.per_second, at_least=True, note=note),
        Figure(f"{goal.name}, 95th percentile", statistics.median(slow), "ms", goal.p95),
    ]


def check(found: Load) -> None:
    assert not found.failures, (len(found.failures), found.failures[0])


def _rounded(rates: Sequence[float]) -> str:
    return ", ".join(f"{rate:.0f}" for rate in rates)


def patients_loaded() -> list[uuid.UUID]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT patient_id FROM labresults_observation")
        return [row[0] for row in cursor.fetchall()]


def _prepare_limit(text: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(bare.TABLE)
        cursor.execute("GRANT SELECT ON bench_bare TO PUBLIC")
        cursor.execute("INSERT INTO bench_bare VALUES (1, %s)", [text[:1_500]])


def _text(bundle: Any) -> str:
    return bundle if isinstance(bundle, str) else str(carebundle.to_json(bundle))


def _observation(patient_id: uuid.UUID) -> str:
    code = {"system": "urn:oid:2.16.578.1.12.4.1.1.7280", "code": "NPU02319"}
    return json.dumps(
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [code], "text": "B-Hemoglobin"},
            "subject": {"reference": f"Patient/{patient_id}"},
            "effectiveDateTime": "2026-03-02T08:15:00+01:00",
            "valueQuantity": {"value": 14.2, "unit": "g/dL"},
        }
    )


def _pair(patient_id: uuid.UUID) -> str:
    observation = json.loads(_observation(patient_id))
    full_url = f"urn:uuid:{uuid.uuid4()}"
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "Hematologi"},
        "subject": {"reference": f"Patient/{patient_id}"},
        "result": [{"reference": full_url}],
    }
    entries = [(full_url, observation), (f"urn:uuid:{uuid.uuid4()}", report)]
    return json.dumps(
        {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "fullUrl": name,
                    "resource": each,
                    "request": {"method": "POST", "url": each["resourceType"]},
                }
                for name, each in entries
            ],
        }
    )
