"""Who has looked where the log of all patients is very long: fifty million rows of three years.

BENCH_LOG_ROWS makes it shorter, to try it out.
"""

from __future__ import annotations

import os
import shutil
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections

from access.models import AccessEvent, AccessItem
from bench.figures import Figure, spread
from bench.looking import EVENTS, somebody
from bench.population import Population, Somebody, open_to_owner, same_values, settle
from bench.readers import Browser
from common import clock

ROWS = int(os.environ.get("BENCH_LOG_ROWS", "50000000"))
PATIENTS, MONTHS, TIMES, GOAL = 200_000, 36, 15, 100.0
BYTES_OF_ROW = 1_000
PAGES = {
    "30 days": "/innsyn/",
    "everything": "/innsyn/?periode=alt",
    "everything by person": "/innsyn/?periode=alt&gruppe=person",
}
_EVENT = AccessEvent(is_permitted=True, actor_kind="practitioner", role_code="LE")
_ITEM = AccessItem(resource_type="DocumentReference", version=1)
# Five rows are four events and an item. One patient has 50,000 of the events, in bursts of the same
# reader; who comes on the other patients' records is never the same twice. All come in order of
# time, so that the rows of one patient lie far apart on the disk.
_EVENTS = """
    INSERT INTO access_accessevent (id, recorded_at, patient_id, person_id, role_id,
        legal_entity_id, legal_entity_name, actor_name, kind, action, basis, ground, item_type,
        item_id, {same})
    SELECT md5('event' || n)::uuid, %(since)s + (n - %(first)s) * %(step)s::interval, patient,
        md5('reader' || k)::uuid, md5('role' || k)::uuid, md5('place' || k %% 8)::uuid,
        'Helseforetak ' || k %% 8 || ' HF', 'Lege ' || k || ' Prøve',
        CASE WHEN is_list AND n %% 40 = 0 THEN 'demographics' ELSE 'journal' END,
        CASE WHEN is_list THEN 'list' ELSE 'read' END, 'relation', 'BEHANDLER',
        CASE WHEN is_list THEN '' ELSE 'DocumentReference' END,
        CASE WHEN NOT is_list THEN md5('document' || n %% 2000)::uuid END, {values}
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    CROSS JOIN LATERAL (SELECT n %% 4 = 0 AS is_list,
        CASE WHEN n %% %(every)s = 0 THEN %(much)s::uuid WHEN n %% %(patients)s = 1
            THEN %(little)s::uuid ELSE md5('patient' || n * 48271 %% %(patients)s)::uuid
        END AS patient,
        CASE WHEN n %% %(every)s = 0 THEN n / %(every)s / 6 * 7919 %% 400
            ELSE n * 31 %% 20000 END AS k) made"""
_ITEMS = """
    INSERT INTO access_accessitem (id, recorded_at, patient_id, event_id, resource_id, outcome,
        {same})
    SELECT md5('item' || id)::uuid, recorded_at, patient_id, id, md5(id::text)::uuid,
        CASE WHEN get_byte(uuid_send(id), 0) = 0 THEN 'unblocked' ELSE 'listed' END, {values}
    FROM access_accessevent
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND action = 'list'
        AND kind IN ('journal', 'demographics') AND item_type = ''"""


def measure(people: Population) -> list[Figure]:
    """Each page of a patient as most are, and of one at whom somebody has looked 50,000 times."""
    little, much = people.few, somebody()
    fill(little, much)
    found: list[Figure] = []
    for whose, patient in (("an ordinary patient", little), ("50,000 events", much)):
        browser = Browser.of_patient(patient)
        for page, path in PAGES.items():
            name = f"log of {ROWS / 1e6:g} million rows, {whose}, {page}"
            browser.get(path)
            answer = browser.get(path, count=True)
            assert answer.status == "200 OK", (name, answer.status)
            assert "Lege " in answer.text, name
            samples = [browser.get(path).milliseconds for _ in range(TIMES)]
            found += spread(name, samples, goal=GOAL, note=f"{len(answer.statements)} statements")
    return found


def fill(little: Somebody, much: Somebody) -> None:
    """Month by month, then in order for reading, as autovacuum leaves months that are over."""
    free = shutil.disk_usage(settings.VAR).free
    assert free > ROWS * BYTES_OF_ROW, f"{ROWS} rows may need {ROWS * BYTES_OF_ROW >> 30} GB"
    now = clock.now()
    since = now - timedelta(days=MONTHS * 365 / 12)
    of_month = ROWS * 4 // 5 // MONTHS
    length = (now - since) / MONTHS
    whose = {"little": little.patient_id, "much": much.patient_id}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT access_make_partitions(%s, %s)", [since.date(), MONTHS])
    with open_to_owner("access_accessevent", "access_accessitem"):
        for month in range(MONTHS):
            _fill_month(month * of_month, of_month, since + month * length, length, whose)
            print(f"  {(month + 1) * of_month * 5 // 4:,} rows", flush=True)
    settle()


def _fill_month(
    first: int, count: int, since: datetime, length: timedelta, whose: dict[str, uuid.UUID]
) -> None:
    values: dict[str, Any] = {
        "first": first,
        "last": first + count - 1,
        "since": since,
        "until": since + length,
        "step": length / count,
        "patients": PATIENTS,
        **whose,
        "every": max(1, ROWS * 4 // 5 // EVENTS),
    }
    with connections["owner"].cursor() as cursor:
        for sql, shape, given in (
            (_EVENTS, _EVENT, _GIVEN_EVENTS),
            (_ITEMS, _ITEM, _GIVEN_ITEMS),
        ):
            same = {k: v for k, v in same_values(shape).items() if k not in given}
            columns = ", ".join(same)
            literals = ", ".join(f"%(same_{name})s" for name in same)
            filled = sql.format(same=columns, values=literals)
            cursor.execute(filled, values | {f"same_{k}": v for k, v in same.items()})


def _given(sql: str) -> frozenset[str]:
    return frozenset(sql.split("(", 1)[1].split("{same}")[0].replace(",", " ").split())


_GIVEN_EVENTS, _GIVEN_ITEMS = _given(_EVENTS), _given(_ITEMS)
