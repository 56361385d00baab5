"""The sealer's role adds seals and sees no patient; the application's role sees their heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from access.models import SEALER_RIGHTS
from access.seals.statements import BEFORE_ALL, LOGS
from tests import sealing

pytestmark = [pytest.mark.django_db, pytest.mark.attack(55)]


@pytest.fixture
def sealer() -> Iterator[psycopg.Connection[Any]]:
    with sealing.connected() as made:
        yield made


def test_the_sealer_has_rights_on_its_own_tables_only(sealer: psycopg.Connection[Any]) -> None:
    found = sealer.execute(
        "SELECT c.relname, array_agg(p ORDER BY p) FROM pg_class c, unnest(ARRAY['SELECT',"
        " 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege(c.oid, p) GROUP BY 1"
    ).fetchall()
    assert dict(found) == {table: sorted(rights) for table, rights in SEALER_RIGHTS.items()}


def test_the_sealer_calls_its_own_functions_only(sealer: psycopg.Connection[Any]) -> None:
    found = sealer.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND has_function_privilege(oid, 'EXECUTE') ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in found] == ["access_seal_columns", "access_seal_leaves"]


def test_the_sealer_owns_nothing_and_gets_round_nothing(sealer: psycopg.Connection[Any]) -> None:
    found = sealer.execute(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,"
        " (SELECT count(*) FROM pg_class WHERE relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = current_user"
    ).fetchone()
    assert found == (False, False, False, False, False, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM access_accessevent",
        "SELECT count(*) FROM people_patient",
        "INSERT INTO access_accessevent DEFAULT VALUES",
        "UPDATE access_seal SET number = number",
        "DELETE FROM access_seal",
        "TRUNCATE access_seal",
        "DELETE FROM access_sealpiece",
        "INSERT INTO access_logerasure DEFAULT VALUES",
        "SELECT access_erase_sealed_month('2020-01-01')",
        "SET ROLE dis_owner",
        "CREATE TABLE x (id int)",
    ],
)
def test_the_sealer_is_refused(sealer: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sealer.execute(statement.encode())


@pytest.mark.parametrize("log", LOGS)
def test_no_value_of_a_row_comes_out(sealer: psycopg.Connection[Any], log: str) -> None:
    """Not even through a name of a column that is more than a name."""
    query = "SELECT * FROM access_seal_leaves(%s, %s, %s::pg_snapshot, %s::pg_snapshot, 1)"
    injected = 'id)::text)) AS leaf, t.recorded_at FROM people_patient t --"'
    with pytest.raises(psycopg.errors.UndefinedColumn):
        sealer.execute(query, [log, [injected], BEFORE_ALL, "9:9:"]).fetchall()
    with pytest.raises(psycopg.errors.RaiseException, match="no table of the log"):
        sealer.execute(query, ["people_patient", ["id"], BEFORE_ALL, "9:9:"]).fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT statement FROM access_seal",
        "SELECT signature FROM access_seal",
        "INSERT INTO access_seal (number) VALUES (1)",
        "SELECT count(leaves) FROM access_sealpiece",
        "INSERT INTO access_sealpiece (seal) VALUES (1)",
        "SELECT access_seal_columns('access_accessevent')",
        "SELECT access_seal_leaves('access_accessevent', '{{id}}', '1:1:', '9:9:', 1)",
        "INSERT INTO access_accessevent (id, recorded_at, committed_in)"
        " VALUES (gen_random_uuid(), now(), '5')",
        "UPDATE access_accessevent_other SET reason = ''",
        "TRUNCATE access_accessevent_other",
        "DROP TABLE access_accessevent_other",
        "ALTER TABLE access_accessevent DETACH PARTITION access_accessevent_other",
    ],
)
def test_the_application_is_refused(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_application_reads_the_heads_of_seals() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, sealed_at, hash FROM access_seal")
        assert cursor.fetchall() == []
