"""Owns what the application role may do: work with rows, own nothing, never alter a log.

And what the sealer's role may do: read fingerprints of the log, and add seals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

from config import env

# Which transaction wrote a row of the log is said by the database, never by who writes.
_TABLES = """
    SELECT c.relname, c.relispartition, (
        SELECT string_agg(quote_ident(a.attname), ', ') FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attname <> 'committed_in'
          AND NOT a.attisdropped AND EXISTS (
            SELECT 1 FROM pg_attribute m WHERE m.attrelid = c.oid AND m.attname = 'committed_in'))
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
"""
# Only migrations write their own history.
_READ_ONLY = frozenset({"django_migrations"})
Tables = Sequence[tuple[str, bool, str | None]]


def append_only() -> frozenset[str]:
    """Return the tables that apps name in `APPEND_ONLY` of their models module."""
    return frozenset(
        table
        for app in apps.get_app_configs()
        for table in getattr(app.models_module, "APPEND_ONLY", ())
    )


def declared(name: str) -> Mapping[str, Sequence[str]]:
    """Return the rights by table that apps name in such a constant of their models module."""
    return {
        table: rights
        for app in apps.get_app_configs()
        for table, rights in getattr(app.models_module, name, {}).items()
    }


def sealer_functions() -> Sequence[str]:
    """Return the functions that apps leave to the sealer."""
    return [
        function
        for app in apps.get_app_configs()
        for function in getattr(app.models_module, "SEALER_FUNCTIONS", ())
    ]


def _rights(table: str, columns: str | None) -> Sequence[str]:
    if table in _READ_ONLY:
        return ("SELECT",)
    if columns:
        return ("SELECT", f"INSERT ({columns})")
    if table in append_only():
        return ("SELECT", "INSERT")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")


def _statements(role: str, tables: Tables) -> Iterator[str]:
    fewer = declared("APPLICATION_RIGHTS")
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    for table, is_partition, columns in tables:
        if is_partition:  # Reached through its parent, whose rights hold then.
            continue
        rights = fewer.get(table, _rights(table, columns))
        if rights:
            yield f'GRANT {", ".join(rights)} ON "{table}" TO {role}'
    # The look-ups of the gate run as the owner: nobody else may call them.
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}"
    for function in sealer_functions():
        yield f"REVOKE ALL ON FUNCTION {function} FROM {role}"


def _sealer_statements(role: str) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM {role}"
    for table, rights in declared("SEALER_RIGHTS").items():
        yield f'GRANT {", ".join(rights)} ON "{table}" TO {role}'
    for function in sealer_functions():
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {role}"


def _sealer() -> str | None:
    """Return the sealer's role, where a database is named for it."""
    if not env.text("SEAL_DATABASE_URL", ""):
        return None
    return str(env.database("SEAL_DATABASE_URL")["USER"])


def grant_application_role(*, using: str, **kwargs: Any) -> None:
    """Give the roles their rights on all tables; runs after every migrate."""
    connection = connections[using]
    application = str(settings.DATABASES["default"]["USER"])
    if connection.settings_dict["USER"] == application:
        return
    sealer = _sealer()
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
        cursor.execute("; ".join(_statements(connection.ops.quote_name(application), tables)))
        if sealer and sealer != application:
            cursor.execute("; ".join(_sealer_statements(connection.ops.quote_name(sealer))))
