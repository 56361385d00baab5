"""The second wall: what the application's role can do in the database when the program forgets."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, models, transaction

from access import gate
from access.codes import Kind
from access.grant import NotGranted
from access.models import AccessEvent, AccessItem, ConsentResource, LoggedAccess
from access.records import PatientRecord
from journal.models import DocumentReference
from people.models import Patient, PatientResource, PatientSource, RelatedPerson
from tests.cast import World
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
RECORDS: list[Any] = [m for m in apps.get_models() if issubclass(m, PatientRecord)]
WALLED: list[Any] = [
    *RECORDS,
    Patient,
    PatientSource,
    PatientResource,
    RelatedPerson,
    AccessEvent,
    AccessItem,
    LoggedAccess,
    ConsentResource,
]
# Views have the walls of the tables behind them.
VIEWS = {ConsentResource}


def name(model: Any) -> str:
    return str(model.__name__)


def rows(model: Any) -> models.QuerySet[Any]:
    """What a program that forgets the gate would ask for."""
    manager: models.Manager[Any] = getattr(model, "ungated", model._default_manager)
    return manager.all()


def about_patients(model: type[models.Model]) -> bool:
    """Whether rows of a model belong to a patient, by whatever name."""
    if model is Patient:
        return True
    return any(
        getattr(field, "related_model", None) is Patient or field.name == "patient_id"
        for field in model._meta.get_fields()
        if field.concrete
    )


@pytest.mark.parametrize("model", apps.get_models(), ids=name)
def test_every_table_about_patients_has_forced_row_security(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity AND relforcerowsecurity"
            " OR coalesce('security_invoker=true' = ANY (reloptions), false)"
            " FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone()[0] is about_patients(model)
    assert about_patients(model) is (model in WALLED)


def test_every_partition_of_the_log_is_shut_to_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), bool_or(has_table_privilege(c.oid, p)) FROM pg_class c,"
            " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) p"
            " WHERE c.relispartition AND c.relkind = 'r'"
        )
        count, any_right = cursor.fetchone()
    assert count > 0
    assert any_right is False


@pytest.mark.parametrize("model", [each for each in WALLED if each not in VIEWS], ids=name)
def test_every_table_has_the_same_policy(model: Any) -> None:
    column = "id" if model is Patient else "patient_id"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT qual FROM pg_policies WHERE tablename = %s AND cmd IN ('ALL', 'SELECT')"
            " AND policyname <> 'owner_reads'",
            [model._meta.db_table],
        )
        policies = [" ".join(row[0].split()) for row in cursor.fetchall()]
    assert policies == [
        f"({column} = ANY (( SELECT (current_setting('dis.patients'::text))::uuid[]"
        " AS current_setting)::uuid[]))"
    ]


@pytest.mark.attack(54)
@pytest.mark.parametrize("model", WALLED, ids=name)
def test_without_a_context_reading_fails_and_never_looks_empty(world: World, model: Any) -> None:
    with rows_of(*world.patients.values()):
        is_empty = not rows(model).exists()
    if is_empty:
        pytest.skip("The small world has no row of it; the policy is that of the others.")
    for read in ("exists", "count", "first"):
        with pytest.raises(DatabaseError), transaction.atomic():
            getattr(rows(model), read)()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")  # noqa: S608 - own names


@pytest.mark.attack(54)
@pytest.mark.attack(52)
@pytest.mark.parametrize("model", WALLED, ids=name)
def test_who_forgets_to_filter_gets_rows_of_the_granted_patient_only(
    world: World, model: Any
) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    column = "id" if model is Patient else "patient_id"
    with gate.open_record(world.citizen("kari"), kari, Kind.RECORD):
        found = set(rows(model).values_list(column, flat=True))
        assert found <= {kari}
        assert not rows(model).filter(**{column: ola}).exists()
    with rows_of(uuid.uuid4()):
        assert not rows(model).exists()


@pytest.mark.attack(52)
def test_the_world_has_rows_that_could_have_leaked(world: World) -> None:
    others = [world.patients[slug] for slug in world.patients if slug != "kari"]
    filled = set()
    with rows_of(*others):
        filled = {name(model) for model in WALLED if rows(model).exists()}
    assert filled >= {"Patient", "PatientSource", "RelatedPerson", "CareResource", "Restriction"}
    assert filled >= {"CareRelationship", "Block", "PatientKey", "Blob", "DocumentReference"}
    assert filled >= {"AccessEvent", "AccessItem"}


@pytest.mark.attack(52)
def test_a_row_of_another_patient_cannot_be_written_or_taken_over(world: World) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    with rows_of(kari):
        assert rows(DocumentReference).filter(patient_id=ola).update(title="x") == 0
        assert rows(DocumentReference).filter(patient_id=ola).delete()[0] == 0
        for taken in (
            lambda: rows(DocumentReference).update(patient_id=ola),
            lambda: Patient.objects.create(id=uuid.uuid4(), family="x"),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                taken()


def test_a_context_of_nobody_shows_nobody() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dis.patients', '{}', true)")
        for model in WALLED:
            assert not rows(model).exists()


def test_the_context_ends_with_the_grant(world: World) -> None:
    kari = world.patients["kari"]
    grant = gate.open_record(world.citizen("kari"), kari, Kind.RECORD)
    with grant:
        assert Patient.objects.get().id == kari
    with pytest.raises(DatabaseError), transaction.atomic():
        Patient.objects.count()
    with pytest.raises(ZeroDivisionError), grant:
        raise ZeroDivisionError
    with pytest.raises(DatabaseError), transaction.atomic():
        Patient.objects.count()
    with pytest.raises(NotGranted):
        grant.__exit__(None, None, None)


OWNED = """
    SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
    WHERE pg_has_role(current_user, r.oid, 'MEMBER')
      AND c.relnamespace NOT IN ('pg_toast'::regnamespace) AND NOT c.relpersistence = 't'
"""


def test_the_application_owns_nothing_and_is_nobody_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone()[0] is False
        cursor.execute("SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')")
        assert cursor.fetchall() == [(connection.settings_dict["USER"],)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE people_patient NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people_patient DISABLE ROW LEVEL SECURITY",
        "DROP POLICY patient_rows ON people_patient",
        "CREATE POLICY x ON people_patient USING (true)",
        "ALTER POLICY patient_rows ON people_patient USING (true)",
        "SET ROLE dis_owner",
        "SET SESSION AUTHORIZATION dis_owner",
        "ALTER FUNCTION access_facts OWNER TO dis_app",
        "SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_the_application_cannot_take_the_wall_down(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_row_security_cannot_be_switched_off_for_oneself() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT set_config('dis.patients', '{}', true)")
        with pytest.raises(DatabaseError, match="row-level security"):
            cursor.execute("SELECT count(*) FROM people_patient")
        transaction.set_rollback(True)


LOOKUPS = """
    SELECT proname, proconfig::text, has_function_privilege('public', oid, 'EXECUTE')
    FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
"""


def test_every_lookup_round_the_wall_is_named_in_the_docs() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(LOOKUPS)
        found = cursor.fetchall()
    docs = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    table = docs.split("## The named look-ups")[1].split("## ")[0]
    named = set(re.findall(r"^\| `(\w+)\(", table, re.MULTILINE))
    assert {row[0] for row in found} == named
    for function, config, is_public in found:
        assert "search_path=public, pg_temp" in config, function
        assert not is_public, function


def test_a_condition_of_being_in_force_costs_nothing() -> None:
    """PostgreSQL writes it into the query: as a call of a function it would be run row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (VERBOSE) SELECT 1 FROM access_representationpolicy p"
            " WHERE access_in_force(p.proposed_at, p.closed_at, now())"
            " AND access_relation_counts(p.proposed_at, p.closed_at, now(), now()::date)"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "closed_at > now()" in plan
    assert "access_" not in plan.replace("access_representationpolicy", "")
