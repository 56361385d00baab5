"""Statements that run with every call: prepared once for each connection of the database.

The ORM has its own way, which makes the text of a statement anew each time and has it planned anew.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections
from psycopg import Cursor, errors, pq


def asked(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, with Django's errors. Its text is one of a few constants,
    and its values are of the types that it says or that PostgreSQL can tell."""
    own = connections["default"]  # Once: the usual `connection` looks for it at every use.
    own.ensure_connection()
    own.validate_no_broken_transaction()
    with own.wrap_database_errors, Cursor(own.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        if own.queries_logged:  # Counted with all others, by tests and by who debugs.
            own.queries_log.append({"sql": statement, "time": ""})
        gives_rows = cursor.pgresult and cursor.pgresult.status == pq.ExecStatus.TUPLES_OK
        return cursor.fetchall() if gives_rows else []


def begin(settings: Mapping[str, str]) -> None:
    """Begin the transaction that `transaction.atomic` has been entered for, with settings that end
    with it, all in one message. Within another transaction they last as long as that one."""
    own = connections["default"]
    own.ensure_connection()
    own.validate_no_broken_transaction()
    with own.wrap_database_errors:
        server: pq.abc.PGconn = own.connection.pgconn
        is_idle = server.transaction_status == pq.TransactionStatus.IDLE
        escape = pq.Escaping(server).escape_literal
        parts = [b"BEGIN"] if is_idle else []
        parts += [
            b"SET LOCAL %s = %s" % (n.encode(), escape(v.encode())) for n, v in settings.items()
        ]
        found = server.exec_(b"; ".join(parts))
        if found.status != pq.ExecStatus.COMMAND_OK:
            raise errors.error_from_result(found)
    if own.queries_logged:
        own.queries_log.append({"sql": "BEGIN; SET LOCAL", "time": ""})
