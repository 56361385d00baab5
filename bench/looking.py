"""The log of a patient at whom somebody has looked 50,000 times: its pages, and its file."""

from __future__ import annotations

import csv
import io
import random
import time
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as datetime_time
from functools import cache
from typing import Any

from access import reconciliation
from access.models import AccessEvent, AccessItem
from bench.figures import Figure, spread
from bench.population import Somebody, copy_rows, population, settle
from bench.readers import Browser
from common import clock
from demo.cast.numbers import synthetic_national_id
from people import identity
from people.models import Patient

EVENTS, PERSONS, YEARS, TIMES = 50_000, 400, 3, 15
CHECKED, CHECKED_PATIENTS, CHECK_GOAL = 12_000, 1_500, 3_000.0
# Opening a record is a list, and some documents read: events come in bursts.
BURST = 6
GOAL, SHEET_GOAL = 100.0, 10.0
PAGES = {
    "log of 50,000 events, 30 days": "/innsyn/",
    "log of 50,000 events, by person": "/innsyn/?gruppe=person",
    "log of 50,000 events, everything": "/innsyn/?periode=alt",
    "log of 50,000 events, everything by person": "/innsyn/?periode=alt&gruppe=person",
}
SHEET = "/innsyn/last-ned.csv?periode=alt"
_EVENT = AccessEvent(is_permitted=True, actor_kind="practitioner", role_code="LE")
_LISTED = AccessItem(resource_type="DocumentReference", version=1, outcome="listed")


def measure() -> list[Figure]:
    """Each page checked once and then timed; the file once."""
    patient = looked_at()
    browser = Browser.of_patient(patient)
    found: list[Figure] = []
    for name, path in PAGES.items():
        browser.get(path)
        answer = browser.get(path, count=True)
        assert answer.status == "200 OK", (name, answer.status)
        assert "Lege 1" in answer.text, name
        samples = [browser.get(path).milliseconds for _ in range(TIMES)]
        note = f"{len(answer.statements)} statements"
        found += spread(name, samples, goal=GOAL, note=note)
    return [*found, _sheet(browser), _check()]


def _check() -> Figure:
    """The nightly check of a day on which somebody looked at very many patients."""
    day = clock.today() - timedelta(days=1)
    events = list(_events_of(day))
    copy_rows(_EVENT, iter(events))
    copy_rows(_LISTED, _items(events))
    settle()
    start = time.perf_counter()
    run = reconciliation.reconcile(day)
    took = time.perf_counter() - start
    assert not run.faults, run.faults
    assert run.events >= CHECKED, run.events
    note = f"{run.events} events of {run.patients} patients"
    return Figure(
        "check of the log", run.events / took, "events/s", CHECK_GOAL, at_least=True, note=note
    )


def _events_of(day: date) -> Iterator[dict[str, Any]]:
    """Bursts of a reader at a patient: a list, and some documents that were read."""
    noon = datetime.combine(day, datetime_time(12), clock.OSLO)
    for serial in range(CHECKED):
        burst, place = divmod(serial, BURST)
        yield {
            **_look(burst % PERSONS, "journal", "read" if place else "list"),
            "id": uuid.UUID(int=11 << 100 | serial),
            "recorded_at": noon + timedelta(seconds=serial % 3600),
            "patient_id": uuid.UUID(int=12 << 100 | burst % CHECKED_PATIENTS),
            "item_id": uuid.UUID(int=serial % 2_000) if place else None,
        }


def _sheet(browser: Browser) -> Figure:
    start = time.perf_counter()
    answer = browser.get(SHEET)
    took = time.perf_counter() - start
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"), newline=""), delimiter=";"))
    note = f"{len(rows) - 1} rows, {len(answer.text) // 1024} kB"
    return Figure("log of 50,000 events as CSV", took, "s", SHEET_GOAL, note=note)


def somebody() -> Somebody:
    """A patient more, who can sign in."""
    number = synthetic_national_id("looked at", date(1980, 1, 1), female=True)
    person = identity.person_for(number)
    own_id = uuid.uuid4()
    row = {"id": own_id, "given": "Sett", "birth_date": date(1980, 1, 1), "person_id": person.id}
    copy_rows(Patient(family="Prøve"), iter([row]))
    return Somebody(person, own_id, "")


@cache
def looked_at() -> Somebody:
    """A patient of the population with a long log: most of it reading, some lists and searches."""
    population()
    patient = somebody()
    events = list(_events(patient.patient_id))
    copy_rows(_EVENT, iter(events))
    copy_rows(_LISTED, _items(events))
    settle()
    return patient


def _events(patient_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    dice = random.Random(1)
    now = clock.now()
    reader = 0
    for serial in range(EVENTS):
        if serial % BURST == 0:
            reader = dice.randrange(PERSONS)
        kind, action = dice.choices(
            [("journal", "read"), ("journal", "list"), ("demographics", "list")], [6, 3, 1]
        )[0]
        yield {
            **_look(reader, kind, action),
            "id": uuid.UUID(int=9 << 100 | serial),
            "recorded_at": now
            - timedelta(days=365 * YEARS * (serial // BURST) / (EVENTS / BURST), minutes=2)
            - timedelta(seconds=20 * (serial % BURST)),
            "patient_id": patient_id,
            "item_id": uuid.UUID(int=dice.randrange(2_000)) if action == "read" else None,
        }


def _look(reader: int, kind: str, action: str) -> dict[str, Any]:
    return {
        "person_id": uuid.UUID(int=7 << 100 | reader),
        "role_id": uuid.UUID(int=8 << 100 | reader),
        "legal_entity_id": uuid.UUID(int=reader % 8),
        "legal_entity_name": f"Helseforetak {reader % 8} HF",
        "actor_name": f"Lege {reader} Prøve",
        "kind": kind,
        "action": action,
        "basis": "relation" if kind == "journal" else "",
        "ground": "BEHANDLER" if kind == "journal" else "",
        "item_type": "DocumentReference" if action == "read" else "",
    }


def _items(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Lists name what they show: ten documents each."""
    for event in events:
        if event["action"] == "list":
            for number in range(10):
                yield {
                    "id": uuid.uuid4(),
                    "recorded_at": event["recorded_at"],
                    "patient_id": event["patient_id"],
                    "event_id": event["id"],
                    "resource_id": uuid.UUID(int=number),
                }
