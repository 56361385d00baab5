"""Every search that is documented is served by an index, among many patients with many rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import connection, connections

from access.models import Block, ConsentResource, LoggedAccess, Restriction
from common import clock
from common.declarations import FhirType
from common.rest import Interaction, SearchParameter, SearchType
from demo.cast.fhir_directory import reference
from fhirapi import registry
from fhirapi.searching import asking, indexing
from people.models import Patient
from summary.models import Reconciliation
from tests import cast
from tests.cast import World
from tests.fhirapi.calling import call
from tests.labresults import received
from tests.log_reading import rows_of
from tests.log_writing import event, write

PATIENTS, ROWS_EACH = 150, 12
# A search, and its plans that read all of a table.
Slow = tuple[str, list[str]]
OWN_ID, KARI = str(uuid.uuid4()), reference("Patient", "kari")
CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}
MINIMAL: dict[str, dict[str, Any]] = {
    "Observation": {"status": "final", "code": CODE},
    "DiagnosticReport": {"status": "final", "code": CODE},
    "ServiceRequest": {"status": "active", "intent": "order", "code": CODE},
    "Condition": {"code": CODE},
    "AllergyIntolerance": {"code": CODE},
    "MedicationRequest": {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": CODE,
    },
    "MedicationStatement": {"status": "active", "medicationCodeableConcept": CODE},
    "Flag": {"status": "active", "code": CODE},
    "Consent": {
        "status": "active",
        "scope": {"coding": [{"code": "adr"}]},
        "category": [CODE],
        "policyRule": CODE,
    },
    "Appointment": {"status": "proposed", "participant": [{"actor": KARI, "status": "accepted"}]},
    "Specimen": {"type": CODE},
    "Immunization": {
        "status": "completed",
        "vaccineCode": CODE,
        "occurrenceDateTime": "2024-03-01",
    },
    "Procedure": {"status": "completed", "code": CODE},
    "Composition": {
        "status": "final",
        "type": CODE,
        "date": "2024-03-01",
        "author": [{"display": "Universitetssykehuset"}],
        "title": "Hemoglobin",
    },
}
# Copies every row of a table to others' records.
COPY = """
INSERT INTO {table} ({columns}) SELECT {fields} FROM ({template}) t,
  unnest(%s::uuid[]) p, generate_series(1, %s) n,
  LATERAL jsonb_populate_record(CAST(NULL AS {table}), to_jsonb(t) || jsonb_build_object(
    'id', gen_random_uuid(), 'patient_id', p, 'source_id', concat(n, gen_random_uuid()),
    'wire', '{{"resourceType": "Basic", "id": "1"}}')) r
"""


def resources() -> list[dict[str, Any]]:
    return [
        {
            "resourceType": name,
            "id": f"one-{name}",
            **({} if "participant" in more else {received.subject_of(name): KARI}),
            **more,
        }
        for name, more in MINIMAL.items()
    ]


def fill(world: World) -> None:
    """Thousands of rows in every table that is searched, most of them other people's."""
    assert not cast.import_resources(resources())
    others = [Patient(id=uuid.uuid4(), family=f"Nordmann {n}") for n in range(PATIENTS)]
    owners = [*world.patients.values(), *(each.id for each in others)]
    tables = {registry.rest_of(each).table for each in searched()}
    with rows_of(*owners), connection.cursor() as cursor:
        Patient.objects.bulk_create(others)
        for table in sorted(tables):
            model = indexing._model(table)
            fields = [f.column for f in model._meta.concrete_fields if not f.generated]
            columns = ", ".join(f'"{field}"' for field in fields)
            values = ", ".join(f'r."{field}"' for field in fields)
            one = f"SELECT * FROM {table} LIMIT 1"  # noqa: S608 - own names
            if "resource_type" in fields:
                one = one.replace("*", "DISTINCT ON (resource_type) *").removesuffix("LIMIT 1")
            sql = COPY.format(table=table, columns=columns, fields=values, template=one)
            cursor.execute(sql, [owners, ROWS_EACH])
    with connections["owner"].cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"VACUUM ANALYZE {table}")


def searched() -> list[FhirType]:
    """The types that are searched and kept as received."""
    return [
        each
        for each in registry.served().values()
        if Interaction.SEARCH in registry.rest_of(each).interactions
        and indexing._model(registry.rest_of(each).table)
    ]


VALUES = {
    SearchType.TOKEN: "http://loinc.org|none",
    SearchType.DATE: "ge2020",
    SearchType.STRING: "nobody",
    SearchType.QUANTITY: "gt5.4",
    SearchType.URI: "http://example.org/none",
}


def queries(fhir_type: FhirType) -> Iterator[str]:
    rest = registry.rest_of(fhir_type)
    for parameter in asking.parameters(fhir_type).values():
        yield urlencode({parameter.name: _value(fhir_type, parameter)})
    main = [rest.sorted_by, f"-{rest.sorted_by},_lastUpdated"] if rest.sorted_by else []
    for sort in ("_lastUpdated", "-_lastUpdated", "_lastUpdated,-_id", *main):
        yield f"_sort={sort}&_count=5"
    yield "_count=5&_tag:not=x"
    yield "_total=accurate&_tag=x"
    if rest.kind:
        # Of the directory this is all of a type, which is read to be counted.
        yield "_summary=count"
        yield "identifier:missing=true&_total=accurate&_lastUpdated=ge2020"
    yield from _joins(fhir_type)


def _joins(fhir_type: FhirType) -> Iterator[str]:
    for parameter in registry.rest_of(fhir_type).parameters:
        targets = sorted({*parameter.targets} & registry.served().keys())
        if parameter.type is SearchType.REFERENCE and targets:
            yield f"_include={fhir_type.name}:{parameter.name}"
            if "identifier" in asking.parameters(registry.served()[targets[0]]):
                yield f"{parameter.name}:{targets[0]}.identifier=x|y"
    if registry.rest_of(fhir_type).kind:
        yield from {_back(fhir_type, other) for other in searched()} - {""}


def _back(fhir_type: FhirType, other: FhirType) -> str:
    """One way from another type to this one."""
    for parameter in registry.rest_of(other).parameters:
        if fhir_type.name in parameter.targets:
            has = f"_has:{other.name}:{parameter.name}:_tag=x"
            return f"_count=1&_revinclude={other.name}:{parameter.name}&{has}"
    return ""


def _value(fhir_type: FhirType, parameter: SearchParameter) -> str:
    if parameter.name == asking.ID:
        return "{kari}" if fhir_type.name == "Patient" else OWN_ID
    if parameter.type is SearchType.REFERENCE:
        target = next(iter(parameter.targets), "Encounter")
        return f"{target}/{{kari}}" if target == "Patient" else f"{target}/{OWN_ID}"
    return VALUES[parameter.type]


@contextmanager
def explained(tables: set[str], found: list[str]) -> Iterator[None]:
    """The plans of the statements that read these tables, as they are run."""

    def explain(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in tables):
            execute(f"EXPLAIN {sql}", params, *rest)
            cursor = rest[-1]["cursor"]
            found.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(explain):
        yield


def slow(
    world: World, fhir_type: FhirType, reads: set[str], holds: set[str], about: str = ""
) -> Iterator[Slow]:
    """Each search of a type, and its plans that read all of a table. The statements are those that
    read `reads`, and the rows lie in `holds`."""
    kari = str(world.patients["kari"])
    for query in queries(fhir_type):
        plans: list[str] = []
        path = f"{fhir_type.name}?{query}{about}".replace("%7Bkari%7D", kari)
        with explained(reads, plans):
            answer = call(world, "kari", "GET", path)
        assert answer.status == 200, (path, answer.text)
        assert plans, path
        yield path, [plan for plan in plans if _reads_all(plan, holds)]


def assert_none_slow(found: list[Slow]) -> None:
    told = ["\n".join((path, *plans)) for path, plans in found if plans]
    assert not told, f"{len(told)} of {len(found)}:\n" + "\n\n".join(told[:5])


def test_every_documented_search_is_served_by_an_index(committed_world: World) -> None:
    fill(committed_world)
    tables = {registry.rest_of(each).table for each in searched()}
    found = [
        each
        for fhir_type in searched()
        for about in ["&scope=adr" if registry.beside(fhir_type.name) else ""]
        for each in slow(committed_world, fhir_type, tables, tables, about)
    ]
    assert_none_slow(found)
    assert len(found) > 300, len(found)


# What is born here is read from the tables of the portal.
BORN_HERE = {
    "AuditEvent": (LoggedAccess, ("access_accessevent",)),
    "Consent": (ConsentResource, ("access_restriction", "access_block")),
    "List": (Reconciliation, ("summary_reconciliation",)),
}


def fill_log_and_settings(world: World) -> None:
    """Many who were looked at, and who have closed something, each a few times."""
    others = [Patient(id=uuid.uuid4(), family=f"Nordmann {n}") for n in range(PATIENTS)]
    owners = [*world.patients.values(), *(each.id for each in others)]
    now, berg = clock.now(), world.roles["berg"].practitioner_id
    write([event(owner, now) for owner in owners for _ in range(ROWS_EACH)])
    closed: tuple[tuple[Any, dict[str, Any]], ...] = (
        (Restriction, {"scope": "category", "category": "C00-1"}),
        (Block, {"practitioner_id": berg}),
    )
    with rows_of(*owners):
        Patient.objects.bulk_create(others)
        for model, more in closed:
            rows = (
                model(patient_id=owner, start=now, end=now, **more)
                for owner in owners
                for _ in range(ROWS_EACH)
            )
            model.ungated.bulk_create(rows)
        Reconciliation.ungated.bulk_create(
            Reconciliation(patient_id=owner, number=number, signed_at=now)
            for owner in owners
            for number in range(ROWS_EACH)
        )
    with connections["owner"].cursor() as cursor:
        for _, tables in BORN_HERE.values():
            for table in tables:
                cursor.execute(f"VACUUM ANALYZE {table}")


def filled(tables: tuple[str, ...]) -> set[str]:
    """The tables with rows, and of those in parts the parts: of an empty one all is soon read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 100"
            " AND relname ~ ('^(' || %s || ')')",
            ["|".join(tables)],
        )
        return {name for (name,) in cursor.fetchall()}


def test_what_is_born_here_is_searched_by_an_index(committed_world: World) -> None:
    fill_log_and_settings(committed_world)
    for name, (model, tables) in BORN_HERE.items():
        holds = filled(tables)
        assert len(holds) == len(tables), holds
        fhir_type = registry.beside(name) or registry.served()[name]
        about = "&scope=patient-privacy" if registry.beside(name) else ""
        found = list(slow(committed_world, fhir_type, {model._meta.db_table}, holds, about))
        assert_none_slow(found)
        assert len(found) > 10, len(found)


def test_every_type_that_is_searched_is_among_these() -> None:
    does = {
        name
        for name, each in registry.served().items()
        if Interaction.SEARCH in registry.rest_of(each).interactions
    }
    assert does == {each.name for each in searched()} | BORN_HERE.keys()


def _reads_all(plan: str, tables: set[str]) -> bool:
    return any(f"Seq Scan on {table}" in plan for table in tables)
