"""Result messages where five million observations are stored already, of the same patients.

BENCH_OBSERVATIONS makes it fewer, to try it out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from bench import results_in
from bench.figures import Figure
from bench.population import open_to_owner, settle
from labresults.models import Observation

ROWS = int(os.environ.get("BENCH_OBSERVATIONS", "5000000"))
_TABLE = Observation._meta.db_table
# Of the first results of each patient as many as are wanted, with ids and days of their own.
_FILL = """
    INSERT INTO {table} ({columns})
    SELECT {values}
    FROM generate_series(1, %(times)s) AS n CROSS JOIN bench_results r
    LIMIT %(rows)s"""
# Primary key, unique and foreign keys; then the indexes that are none of them.
_CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f')"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""


def measure() -> list[Figure]:
    """As beside few: what is there must not make the way in longer."""
    results_in.of_run("first")
    _fill()
    note = f", about patients with {ROWS / 1e6:g} million observations"
    return results_in.of_run("large", note, patients_of="first")


def _fill() -> None:
    fields = [each for each in Observation._meta.local_concrete_fields if not each.generated]
    columns = ", ".join(f'"{each.column}"' for each in fields)
    values = ", ".join(_value(str(each.column)) for each in fields)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bench_results AS SELECT * FROM {_TABLE}")  # noqa: S608
        cursor.execute("SELECT count(*) FROM bench_results")
        times = ROWS // cursor.fetchone()[0] + 1
    statement = _FILL.format(table=_TABLE, columns=columns, values=values)
    with open_to_owner(_TABLE) as cursor, _without_indexes(cursor):
        cursor.execute(statement, {"times": times, "rows": ROWS})
    settle()


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """They are made anew when all rows are there, and so are keys: that is sooner done."""
    cursor.execute(_CONSTRAINTS, [_TABLE])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [_TABLE])
    indexes = cursor.fetchall()
    for name, _made in constraints:
        cursor.execute(f'ALTER TABLE {_TABLE} DROP CONSTRAINT "{name}"')
    for name, _made in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _name, made in indexes:
        cursor.execute(made)
    for name, made in constraints:
        cursor.execute(f'ALTER TABLE {_TABLE} ADD CONSTRAINT "{name}" {made}')


def _value(column: str) -> str:
    if column == "id":
        return "md5(r.id::text || n)::uuid"
    if column == "source_id":
        return "r.source_id || '-' || n"
    if column == "wire":  # No index has it, and nothing of these rows is read.
        return "left(r.wire, 100)"
    return "r.sorted_at - n * interval '1 day'" if column == "sorted_at" else f'r."{column}"'
