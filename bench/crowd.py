"""Fifty doctors at once on granian with its real workers: the first page of a record for each.

The model: each asks, reads for one to three seconds, and asks again, twenty times, on a connection
that stays open. What is timed is from the request to the last byte, on this machine's loopback; the
askers share its processors with the server, so the server alone is a little faster.
"""

from __future__ import annotations

import http.client
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from bench.figures import Figure, spread
from bench.population import Somebody, population
from bench.readers import Browser
from bench.serving import served

GOAL = 100.0
USERS, REQUESTS = 50, 20
PAUSE = (1.0, 3.0)


def measure() -> list[Figure]:
    """One of the fifty reads the record with 2,000 documents, the others one of about ten."""
    readers = [(Browser.of_doctor(each), _path(each)) for each in _patients()]
    connections["default"].close()
    with served() as port, ThreadPoolExecutor(USERS) as pool:
        start = time.monotonic()
        found = list(pool.map(lambda reader: _visit(port, *reader), readers))
        rate = USERS * REQUESTS / (time.monotonic() - start)
    samples = [each for visit in found for each in visit]
    note = (
        f"{USERS} users, each with pauses of {PAUSE[0]:g} to {PAUSE[1]:g} s: {rate:.0f} requests/s;"
        " server, database and askers on the same processors"
    )
    return spread("first page of the record, 50 users", samples, goal=GOAL, note=note)


def _patients() -> list[Somebody]:
    people = population()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_patient WHERE given LIKE 'Målt %%' AND id <> %s LIMIT %s",
            [people.many.patient_id, USERS - 1],
        )
        others = [row[0] for row in cursor.fetchall()]
    return [people.many, *(Somebody(people.few.person, each, "") for each in others)]


def _path(patient: Somebody) -> str:
    return f"/kliniker/pasient/{uuid.UUID(str(patient.patient_id))}/dokumenter/"


def _visit(port: int, browser: Browser, path: str) -> list[float]:
    dice = random.Random(path)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = []
    try:
        time.sleep(dice.uniform(0, PAUSE[1]))
        for _ in range(REQUESTS):
            start = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": browser.cookie})
            answer = connection.getresponse()
            answer.read()
            found.append((time.perf_counter() - start) * 1000)
            assert answer.status == 200, answer.status
            time.sleep(dice.uniform(*PAUSE))
    finally:
        connection.close()
    return found
