"""Makes every patient with results so many times over, inside the database: the same rows with ids
of their own. What the rows name by those ids in their texts stays as it was."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models

from access.models import CareRelationship, CareResource
from access.received import ReceivedRecord
from bench.population import open_to_owner
from people.models import Patient, PatientSource

_NEW = "md5({column}::text || '{copy}')::uuid"


def multiply(copies: range) -> None:
    """Add these copies of the patients who are there now and had results to begin with."""
    tables: list[Any] = [Patient, PatientSource, CareResource, CareRelationship]
    for name in ("labresults", "summary"):
        models_of = apps.get_app_config(name).get_models()
        tables += [each for each in models_of if issubclass(each, ReceivedRecord)]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS bench_first AS"
            " SELECT DISTINCT patient_id AS id FROM labresults_observation"
        )
    for model in tables:
        for copy in copies:
            _copy(model, copy)


def _copy(model: type[models.Model], copy: int) -> None:
    table = model._meta.db_table
    fields = [each for each in model._meta.local_concrete_fields if not each.generated]
    columns = ", ".join(f'"{each.column}"' for each in fields)
    values = ", ".join(_value(each, copy) for each in fields)
    owner = "id" if model is Patient else "patient_id"
    with open_to_owner(table) as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}"  # noqa: S608  # own names
            f" WHERE {owner} IN (SELECT id FROM bench_first)"
        )


def _value(field: Any, copy: int) -> str:
    column = f'"{field.column}"'
    if field.primary_key or column == '"patient_id"':
        return _NEW.format(column=column, copy=copy)
    if column == '"source_id"':
        return f"{column} || '-{copy}'"
    return "NULL" if column == '"person_id"' else column
