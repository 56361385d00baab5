"""Statements that run with every call: prepared once for each connection of the database.

The ORM has its own way, which makes the text of a statement anew each time and has it planned anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor


def asked(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, with Django's errors. Its text is one of a few constants,
    and its values are of the types that it says or that PostgreSQL can tell."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        if connection.queries_logged:  # Counted with all others, by tests and by who debugs.
            connection.queries_log.append({"sql": statement, "time": ""})
        return cursor.fetchall() if cursor.description else []
