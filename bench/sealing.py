"""Whether sealing keeps up with the log, and what it costs to hold the log against its seals."""

from __future__ import annotations

import os
import tempfile
import time
import uuid
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, models

from access.models import AccessEvent, AccessItem
from access.seals import store
from access.seals.anchor import Anchor
from access.seals.sealing import EVERY_SECONDS, Sealer
from access.seals.verifying import Verified, Verifier
from bench.figures import Figure
from common import clock

ROWS_A_SECOND = 2_000
MINUTES = 3


class Log:
    """Rows of the log, and a chain of its own over them."""

    def __init__(self, folder: Path) -> None:
        self._anchor = Anchor(folder / "anchor.jsonl")
        self._key = Ed25519PrivateKey.generate()

    def write(self, rows: int) -> None:
        """So many rows in transactions of five hundred, events and items in turn."""
        for _ in range(rows // 1_000):
            _insert(_event(), 500)
            _insert(_item(), 500)

    def seal(self) -> int:
        with psycopg.connect(os.environ["SEAL_DATABASE_URL"], autocommit=True) as database:
            made = Sealer(database, self._key, self._anchor).seal()
        assert made
        return made.rows

    def verify(self) -> Verified:
        known = self._anchor.read()
        with (
            psycopg.connect(os.environ["SEAL_DATABASE_URL"], autocommit=True) as database,
            store.one_view(database, read_only=True),
        ):
            return Verifier(database, known).verify()


def _event() -> AccessEvent:
    return AccessEvent(
        recorded_at=clock.now(),
        patient_id=uuid.uuid4(),
        kind="journal",
        action="read",
        is_permitted=True,
        actor_kind="practitioner",
        person_id=uuid.uuid4(),
        role_id=uuid.uuid4(),
        practitioner_id=uuid.uuid4(),
        actor_name="Ingrid Berg",
        role_code="LE",
        legal_entity_id=uuid.uuid4(),
        legal_entity_name="Universitetssykehuset Nord-Norge HF",
        unit_name="Hjertepoliklinikken",
        basis="relation",
        ground="BEHANDLER",
        purpose_of_use="TREAT",
    )


def _item() -> AccessItem:
    return AccessItem(
        recorded_at=clock.now(),
        patient_id=uuid.uuid4(),
        event_id=uuid.uuid4(),
        resource_type="DocumentReference",
        resource_id=uuid.uuid4(),
        version=1,
        outcome="shown",
    )


def _insert(row: models.Model, count: int) -> None:
    """The row so many times, each with an id of its own: made by the database, for speed."""
    fields = [field for field in row._meta.concrete_fields if field.name != "id"]
    names = ", ".join(str(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} (id, {names})"  # noqa: S608  # Own names.
            f" SELECT gen_random_uuid(), {values} FROM generate_series(1, %s)",
            [*(field.value_from_object(row) for field in fields), count],
        )


def measure() -> list[Figure]:
    """A few minutes with 2,000 rows a second, each of them sealed, and then all verified."""
    rows = ROWS_A_SECOND * EVERY_SECONDS
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder))
        log.seal()  # What the other parts have left behind.
        for _ in range(MINUTES):
            log.write(rows)
            start = time.perf_counter()
            assert log.seal() == rows
            seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        found = log.verify()
        verified = time.perf_counter() - start
    assert found.seals == MINUTES + 1
    return [
        Figure(
            "rows of the log sealed a second",
            rows / max(seconds),
            "/s",
            ROWS_A_SECOND,
            at_least=True,
            note=f"{rows:,} rows at once, the slowest of {MINUTES} seals",
        ),
        Figure(
            "seal of a minute with 2,000 rows a second",
            max(seconds),
            "s",
            note="made once a minute",
        ),
        Figure("verify_log", verified, "s", note=f"{found.events + found.items:,} rows"),
    ]
