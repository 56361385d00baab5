"""Owns what the application role may do: work with rows, own nothing, never alter a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

_TABLES = """
    SELECT c.relname, c.relispartition FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
"""
# Only migrations write their own history.
_READ_ONLY = frozenset({"django_migrations"})


def append_only() -> frozenset[str]:
    """Return the tables that apps name in `APPEND_ONLY` of their models module."""
    return frozenset(
        table
        for app in apps.get_app_configs()
        for table in getattr(app.models_module, "APPEND_ONLY", ())
    )


def _statements(role: str, tables: list[tuple[str, bool]]) -> Iterator[str]:
    appended = append_only()
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    for table, is_partition in tables:
        if is_partition:  # Reached through its parent, whose rights hold then.
            continue
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in _READ_ONLY:
            rights = "SELECT"
        elif table in appended:
            rights = "SELECT, INSERT"
        yield f'GRANT {rights} ON "{table}" TO {role}'
    # The look-ups of the gate run as the owner: nobody else may call them.
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}"


def grant_application_role(*, using: str, **kwargs: Any) -> None:
    """Give the application's role its rights on all tables; runs after every migrate."""
    connection = connections[using]
    application = str(settings.DATABASES["default"]["USER"])
    if connection.settings_dict["USER"] == application:
        return
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
        role = connection.ops.quote_name(application)
        cursor.execute("; ".join(_statements(role, tables)))
