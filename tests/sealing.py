"""Owns how tests seal the log and change it afterwards, as somebody with all rights would."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from access.seals import store
from access.seals.anchor import Anchor
from access.seals.sealing import Sealer
from access.seals.statements import Statement
from access.seals.verifying import Verified, Verifier
from common import clock
from tests import log_writing

SEALER, OWNER, APPLICATION = "SEAL_DATABASE_URL", "OWNER_DATABASE_URL", "DATABASE_URL"
TABLES = (
    "access_accessevent, access_accessitem, access_seal, access_sealpiece, access_logerasure,"
    " access_logcheck"
)


def url_of(role: str = SEALER) -> str:
    """The address of the database of the tests, for a role."""
    url = urlsplit(os.environ[role])
    return urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))


def connected(role: str = SEALER) -> psycopg.Connection[Any]:
    return psycopg.connect(url_of(role), autocommit=True)


@dataclass
class Sealing:
    """A key and an anchor of one test."""

    folder: Path
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.folder / "anchor.jsonl")

    def seal(self, **asked: bool) -> Statement:
        with connected() as database:
            made = Sealer(database, self.key, self.anchor).seal(**asked)
        assert made
        return made

    def verify(self, *, looked_into: Sequence[int] = ()) -> Verified:
        known = self.anchor.read()
        with connected() as database, store.one_view(database, read_only=True):
            return Verifier(database, known, looked_into=looked_into).verify()


def write(count: int = 1, *, at: datetime | None = None) -> list[uuid.UUID]:
    """Write events, each with an item; give the ids of the events."""
    patient = uuid.uuid4()
    events = [log_writing.event(patient, at or clock.now()) for _ in range(count)]
    items = [log_writing.item(event, "shown", uuid.uuid4()) for event in events]
    log_writing.write(events, items)
    return [event.id for event in events]


def insert(database: psycopg.Connection[Any], rows: int = 1) -> None:
    """Write events in a transaction of one's own, as the gate does: `Berg 1`, `Berg 2` ..."""
    event = log_writing.event(uuid.uuid4(), clock.now())
    fields = [
        field for field in event._meta.concrete_fields if field.name not in {"id", "actor_name"}
    ]
    names = ", ".join(str(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    query = (
        f"INSERT INTO access_accessevent (id, actor_name, {names})"  # noqa: S608 - own names
        f" SELECT gen_random_uuid(), 'Berg ' || n, {values} FROM generate_series(1, %s) n"
    )
    database.execute(query.encode(), [*(field.value_from_object(event) for field in fields), rows])


def changed(statement: str, **values: Any) -> str:
    """A statement against the partitions of this month: past their parent, as only owners can."""
    month = clock.now().strftime("_%Y_%m")
    return statement.format(
        events=f"access_accessevent{month}", items=f"access_accessitem{month}", **values
    )


def change(statement: str, **values: Any) -> None:
    with connected(OWNER) as owner:
        assert owner.execute(changed(statement, **values).encode()).rowcount != 0


@contextmanager
def emptied_afterwards() -> Iterator[None]:
    """For what commits outside a test."""
    try:
        yield
    finally:
        with connected(OWNER) as owner:
            owner.execute(f"TRUNCATE {TABLES}".encode())
