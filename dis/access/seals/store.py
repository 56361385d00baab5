"""Seals in the database: reading and adding them, and the fingerprints of the rows of the log.

By a connection of the sealer's role, outside Django: it sees no patient and knows no other table.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from access.seals import merkle

Connection = psycopg.Connection[Any]
# Of sealers among themselves; the number means nothing else.
_LOCK = 0x5EA1

_SEALS = """
    SELECT number, sealed_at, statement, hash, signature, erased FROM access_seal
    WHERE number >= %s ORDER BY number
"""
_LEAVES = "SELECT * FROM access_seal_leaves(%s, %s, %s::pg_snapshot, %s::pg_snapshot, %s)"
_DUE = """
    SELECT e.month FROM access_logerasure e
    WHERE e.month + interval '1 month' <= now() - interval '3 years'
      AND NOT EXISTS (SELECT 1 FROM access_seal s WHERE e.month = ANY (s.erased))
    ORDER BY e.month
"""


@dataclass(frozen=True)
class Stored:
    """A seal as it stands in the database: not yet believed."""

    number: int
    sealed_at: datetime
    statement: str
    hash: bytes
    signature: bytes
    erased: Sequence[date]


@dataclass(frozen=True)
class Piece:
    """Leaves of one month, and the earliest time that a row of them tells."""

    month: date
    piece: int
    oldest: datetime
    leaves: bytes


@dataclass(frozen=True)
class Now:
    """What the database sees in this transaction, and its time."""

    snapshot: str
    at: datetime


def try_to_be_alone(connection: Connection) -> bool:
    """Whether no other sealer is at it; until `not_alone`, or the end of the connection."""
    return bool(_one(connection, "SELECT pg_try_advisory_lock(%s)", [_LOCK])[0])


def not_alone(connection: Connection) -> None:
    connection.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def one_view(connection: Connection, *, read_only: bool = False) -> Iterator[None]:
    """A transaction in which everything is seen as of its beginning."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = read_only
    with connection.transaction():
        yield


def now(connection: Connection) -> Now:
    return Now(*_one(connection, "SELECT pg_current_snapshot()::text, now()"))


def begun_anew(connection: Connection, snapshot: str) -> str:
    """What is wrong where the database counts its transactions from before that snapshot."""
    asked = "SELECT pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(%s::pg_snapshot)"
    if not _one(connection, asked, [snapshot])[0]:
        return ""
    epoch = (int(snapshot.split(":")[1]) >> 32) + 1
    return (
        "The database counts its transactions from the start: it was restored from a dump into"
        f" another cluster. Stop it, and set it forward: pg_resetwal --epoch={epoch}"
    )


def last(connection: Connection) -> Stored | None:
    with connection.cursor(row_factory=class_row(Stored)) as cursor:
        query = _SEALS.replace("ORDER BY number", "ORDER BY number DESC LIMIT 1")
        return cursor.execute(query, [0]).fetchone()


def seals(connection: Connection, since: int = 0) -> Iterator[Stored]:
    """The seals from that number on, one after another."""
    with connection.cursor("seals", row_factory=class_row(Stored)) as cursor:
        cursor.itersize = 500
        yield from cursor.execute(_SEALS, [since])


def months_let_go(connection: Connection) -> set[date]:
    found = connection.execute("SELECT unnest(erased) FROM access_seal WHERE erased <> '{}'")
    return {row[0] for row in found}


def months_to_let_go(connection: Connection) -> list[date]:
    """What retention has asked for and may have."""
    return [row[0] for row in connection.execute(_DUE)]


def columns(connection: Connection, log: str) -> list[str]:
    """The columns of a table of the log that are sealed now."""
    return list(_one(connection, "SELECT access_seal_columns(%s)", [log])[0])


def leaves(
    connection: Connection,
    log: str,
    names: Sequence[str],
    *,
    after: str,
    until: str,
    most: int = merkle.PIECE,
) -> Iterator[Piece]:
    """The rows that are visible in one snapshot and not in the one before it."""
    with connection.cursor("leaves", binary=True, row_factory=class_row(Piece)) as cursor:
        cursor.itersize = 8
        yield from cursor.execute(_LEAVES, [log, list(names), after, until, most])


def sealed_leaves(connection: Connection, number: int) -> Mapping[tuple[str, date], list[bytes]]:
    """What stands in the database as sealed by a seal: by table and month, in order."""
    found: dict[tuple[str, date], list[bytes]] = {}
    query = (
        "SELECT log, month, leaves FROM access_sealpiece WHERE seal = %s ORDER BY log, month, piece"
    )
    with connection.cursor(binary=True) as cursor:
        for log, month, packed in cursor.execute(query, [number]):
            found.setdefault((log, month), []).append(bytes(packed))
    return found


def add_piece(connection: Connection, number: int, log: str, piece: Piece) -> None:
    connection.execute(
        "INSERT INTO access_sealpiece (seal, log, month, piece, leaves)"
        " VALUES (%s, %s, %s, %s, %b)",
        [number, log, piece.month, piece.piece, piece.leaves],
    )


def add(connection: Connection, seal: Stored) -> None:
    connection.execute(
        "INSERT INTO access_seal (number, sealed_at, statement, hash, signature, erased)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        [
            seal.number,
            seal.sealed_at,
            seal.statement,
            seal.hash,
            seal.signature,
            list(seal.erased),
        ],
    )


def _one(connection: Connection, query: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = connection.execute(query.encode(), values).fetchone()
    if found is None:
        raise LookupError(f"No row came back: {query}")
    return found
