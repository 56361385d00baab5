"""Inserts rows by one statement that holds them as JSON, for tables that get some with every call.

`bulk_create` makes a placeholder of each value of each row, which takes several times as long.
"""

import json
from collections.abc import Sequence
from functools import cache

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, all of them or none. Their fields are as the columns have
    them: no lists, no bytes, nothing that the database or `save` would have to fill in."""
    if not rows:
        return
    statement, columns = _statement(type(rows[0]))
    records = [{name: getattr(row, field) for name, field in columns} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(records, default=str)])


@cache
def _statement(model: type[models.Model]) -> tuple[str, Sequence[tuple[str, str]]]:
    """The statement of a model, and its columns with the names of their attributes."""
    quote = connection.ops.quote_name
    fields = model._meta.local_concrete_fields
    table, names = quote(model._meta.db_table), ", ".join(quote(each.column) for each in fields)
    statement = (
        f"INSERT INTO {table} ({names})"  # noqa: S608  # names of the model's own
        f" SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"
    )
    return statement, [(each.column, each.attname) for each in fields]
