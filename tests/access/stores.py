"""Owns how tests look for words in everything that is kept: tables, sessions and files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.contrib.sessions.models import Session
from django.core.files.storage import Storage, storages
from django.db import connection

from tests.log_reading import rows_of

# Rows of partitions are those of their parent. Of seals of the log nobody here reads anything.
_TABLES = """
    SELECT t.table_name FROM information_schema.tables t
    JOIN pg_class c ON c.oid = quote_ident(t.table_name)::regclass
    WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND NOT c.relispartition
      AND has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1
"""


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [row[0] for row in cursor.fetchall()]


def where(words: Mapping[str, str], patient_ids: Iterable[uuid.UUID]) -> dict[str, set[str]]:
    """In which stores each word stands, by the name of the word: in clear, or as plain bytes.

    In tables of patients it is looked for among the rows of these patients.
    """
    found: dict[str, set[str]] = {name: set() for name in words}
    with rows_of(*patient_ids):
        for store, text in _stores():
            for name, word in words.items():
                if word.lower() in text or word.lower().encode().hex() in text:
                    found[name].add(store)
    return found


def _stores() -> Iterator[tuple[str, str]]:
    for table in tables():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")  # noqa: S608 - own names
            yield table, cursor.fetchone()[0].lower()
    for session in Session.objects.all():
        yield "sessions", str(session.get_decoded()).lower()
    for name, data in files():
        yield "files", f"{name} {data.hex()} {data.decode('latin-1')}".lower()


def files(folder: str = "", storage: Storage | None = None) -> Sequence[tuple[str, bytes]]:
    """Everything in the storage of documents, with its bytes."""
    storage = storage or storages["documents"]
    folders, names = storage.listdir(folder)
    found = [(f"{folder}{name}", storage.open(f"{folder}{name}").read()) for name in names]
    for below in folders:
        found += files(f"{folder}{below}/", storage)
    return found
