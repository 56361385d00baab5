"""Gives rows that were stored before a search parameter was declared the values it looks for."""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from access import gate
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from access.receiving import Placed
from common.declarations import FhirType, Incoming
from common.errors import Unacceptable
from common.fhirtime import instant
from common.models import Served
from common.references import local_id
from fhirapi import registry
from fhirapi.searching import forms, values

INDEXER = Actor.system("fhirapi.index")
_PATIENTS, _ROWS = 50, 500
_URN = "urn:uuid:"
_NEW_RESOURCE = re.compile(r'"urn:uuid:([0-9a-f-]{36})"')
# By source what each urn:uuid is called there.
Names = dict[str, dict[str, str]]


def index() -> dict[str, int]:
    """How many rows of each table have got new values. May be stopped anywhere, and run again."""
    served = sorted(registry.served().values(), key=_table)
    tables = {table: list(types) for table, types in groupby(served, key=_table)}
    counts = {}
    for table, types in tables.items():
        model = _model(table)
        if model is not None:
            rest = registry.rest_of(types[0])
            of_patients = _of_patients(model, types, Kind(rest.kind)) if rest.kind else None
            done = of_patients if of_patients is not None else _of_nobody(model, types)
            counts[table] = sum(done)
    return counts


def _table(fhir_type: FhirType) -> str:
    return registry.rest_of(fhir_type).table


def _model(table: str) -> Any:
    """The model of a table of received resources; None for what was born here."""
    return next(
        (
            model
            for model in apps.get_models()
            if model._meta.db_table == table and model._meta.managed and issubclass(model, Served)
        ),
        None,
    )


def _of_patients(model: Any, types: list[FhirType], kind: Kind) -> Iterator[int]:
    after = uuid.UUID(int=0)
    while patient_ids := _patients(model, types, after):
        with gate.open_batch(INDEXER, patient_ids, kind) as grant:
            rows = model._base_manager.filter(patient__in=patient_ids)
            yield from _changed(model, types, rows, grant)
        after = patient_ids[-1]


def _of_nobody(model: Any, types: list[FhirType]) -> Iterator[int]:
    with transaction.atomic():
        yield from _changed(model, types, model._base_manager.all())


def _patients(model: Any, types: list[FhirType], after: uuid.UUID) -> list[uuid.UUID]:
    declared = [values.declared(each) for each in types]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id FROM fhirapi_patients_to_index(%s, %s, %s, %s)",
            [model._meta.db_table, declared, after, _PATIENTS],
        )
        return [row[0] for row in cursor.fetchall()]


def _changed(
    model: Any, types: list[FhirType], rows: Any, grant: Grant | None = None
) -> Iterator[int]:
    by_name = {each.name: each for each in types}
    for batch in _batches(rows.select_for_update(skip_locked=True).order_by("pk")):
        named = _named(batch)
        taken = [(row, _take(row, _type_of(row, by_name), named)) for row in batch]
        new = [(row, incoming) for row, incoming in taken if incoming is not None]
        columns = _lift_anew(types, new, grant) if grant is not None else set()
        names = {"search", "sorted_at", *columns}
        model._base_manager.bulk_update([row for row, _ in new], sorted(names))
        yield len(new)


def _lift_anew(
    types: list[FhirType], new: Sequence[tuple[Any, Incoming]], grant: Grant
) -> set[str]:
    """Set the columns that the app lifts out of its rows; what they are called."""
    names: set[str] = set()
    for fhir_type in types if new else ():
        if fhir_type.lift is None:
            continue
        own = [(row, each) for row, each in new if each.resource["resourceType"] == fhir_type.name]
        placed = [Placed(each, row.pk, row.patient_id) for row, each in own]
        for (row, _), columns in zip(own, fhir_type.lift(placed, grant), strict=True):
            for name, value in () if isinstance(columns, Unacceptable) else columns.items():
                setattr(row, name, value)
                names.add(name)
    return names


def _type_of(row: Any, by_name: dict[str, FhirType]) -> FhirType | None:
    return by_name.get(getattr(row, "resource_type", next(iter(by_name))))


def _named(rows: Iterable[Any]) -> Names:
    """What rows name by the urn:uuid that it had in their Bundle, as far as it is still there: what
    brought no id of its own got its id from that."""
    wanted = {(row.source, uuid_) for row in rows for uuid_ in _NEW_RESOURCE.findall(row.wire)}
    found: Names = {}
    for fhir_type in registry.served().values() if wanted else ():
        model = _model(_table(fhir_type))
        ids = {local_id(source, fhir_type.name, each): (source, each) for source, each in wanted}
        there = model._base_manager.filter(pk__in=list(ids)) if model is not None else ()
        for row in there:
            if getattr(row, "resource_type", fhir_type.name) == fhir_type.name:
                source, each = ids[row.pk]
                found.setdefault(source, {})[f"{_URN}{each}"] = f"{fhir_type.name}/{each}"
    return found


def _take(row: Any, fhir_type: FhirType | None, named: Names) -> Incoming | None:
    """What the row was made of, where it has got other values."""
    if fhir_type is None or row.search.get(forms.DECLARED) == values.declared(fhir_type):
        return None
    incoming = Incoming(
        place="",
        source=row.source,
        source_id=row.source_id,
        resource=json.loads(row.wire),
        wire=row.wire,
        digest=b"",
        references=named.get(row.source, {}),
        id=row.pk if row.names_own_ids else None,
    )
    row.search = _with_known(row.search, values.of(fhir_type, incoming))
    row.sorted_at = instant(row.search.get(forms.SORTED_AT)) or row.sorted_at
    return incoming


def _with_known(before: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The values, and of parameters that name something of their Bundle that brought an id of its
    own those from before: what it was called there, nobody knows any more."""
    return {
        name: before[name] if name in before and _is_unknown(value) else value
        for name, value in found.items()
    }


def _is_unknown(value: Any) -> bool:
    return isinstance(value, list) and any(str(each).startswith(_URN) for each in value)


def _batches(rows: Any) -> Iterator[Iterable[Any]]:
    after = None
    while batch := list((rows.filter(pk__gt=after) if after else rows)[:_ROWS]):
        yield batch
        after = batch[-1].pk
