"""Inserts rows by one statement that holds them as JSON, for tables that get some with every call.

`bulk_create` makes a placeholder of each value of each row, which takes several times as long.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from common.statements import asked

# Whose values stand in JSON as their columns take them. Others may be changed on their way to the
# database, and need `bulk_create`.
_PLAIN = (
    *(models.UUIDField, models.ForeignKey, models.BooleanField, models.IntegerField),
    *(models.CharField, models.TextField, models.DateField, models.BinaryField),
    *(models.JSONField, ArrayField),
)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, all of them or none; TypeError for a model with a field whose
    values are not plain ones."""
    if not rows:
        return
    model = type(rows[0])
    _, columns = _statement(model)
    insert_records(model, [{name: getattr(row, field) for name, field in columns} for row in rows])


def insert_records(model: type[models.Model], records: Sequence[Mapping[str, Any]]) -> None:
    """The same of rows that are no objects yet: each has the value of every column by its name."""
    if records:
        asked(_statement(model)[0], [json.dumps(records, default=_text)])


@cache
def _statement(model: type[models.Model]) -> tuple[str, Sequence[tuple[str, str]]]:
    """The statement of a model, and its columns with the names of their attributes."""
    quote = connection.ops.quote_name
    fields = [each for each in model._meta.local_concrete_fields if not each.generated]
    for each in fields:
        if not isinstance(each, _PLAIN):
            raise TypeError(f"{each} is no plain field.")
    table = quote(model._meta.db_table)
    names = ", ".join(quote(str(each.column)) for each in fields)
    statement = (
        f"INSERT INTO {table} ({names})"  # noqa: S608  # names of the model's own
        f" SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"
    )
    return statement, [(str(each.column), each.attname) for each in fields]


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    return str(value)
