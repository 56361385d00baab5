"""The application's role works with rows, owns nothing, and cannot alter a log."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from config import checks, grants


def execute(statement: str) -> None:
    """Run a statement in a transaction of its own, with a context of no patient."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dis.patients', '{}', true)")
        cursor.execute(statement)


@pytest.mark.django_db
def test_tests_run_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, *rights = cursor.fetchone()
    assert name == connection.settings_dict["USER"]
    assert rights == [False, False, False, False]


@pytest.mark.django_db
def test_application_role_works_with_every_table_of_the_apps() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND NOT relispartition"
            " AND relnamespace = current_schema()::regnamespace AND relname <> 'django_migrations'"
            " AND NOT (has_table_privilege(oid, 'SELECT')"
            "   AND has_any_column_privilege(oid, 'INSERT'))"
        )
        assert {row[0] for row in cursor.fetchall()} == set(grants.declared("APPLICATION_RIGHTS"))


@pytest.mark.django_db
def test_application_role_passes_the_production_check() -> None:
    assert list(checks.unsafe_database_role()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["CREATE TABLE x (id int)", "CREATE ROLE x", "CREATE DATABASE x"]
)
def test_application_role_creates_nothing(statement: str) -> None:
    with pytest.raises(DatabaseError):
        execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "TRUNCATE {0}",
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
        "ALTER TABLE {0} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {0}",
    ],
)
@pytest.mark.attack(55)
def test_log_cannot_be_altered(statement: str) -> None:
    columns = {model._meta.db_table: model._meta.concrete_fields[-1] for model in apps.get_models()}
    logs = grants.append_only()
    assert logs
    for table in sorted(logs):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            execute(statement.format(table, columns[table].column))


@pytest.mark.django_db
def test_partitions_are_reached_through_their_parent_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
            " AND has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE')"
        )
        assert cursor.fetchall() == []
