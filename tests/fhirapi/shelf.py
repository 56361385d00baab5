"""Owns types of the tests: Observation, Encounter and Patient on tables that are there, declared
with a parameter of every kind, and many rows of them in a moment."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from access import receiving, subjects
from access.codes import Kind
from access.fhir import FHIR_TYPES as OF_ACCESS
from access.models import CareResource, FormerVersion
from access.receiving import Placed
from common import clock
from common.declarations import FhirType, Incoming, Outcome
from common.fhirtime import instant
from common.rest import Rest, SearchParameter, SearchType
from fhirapi import registry
from fhirapi.searching import values
from people.fhir import FHIR_TYPES as OF_PEOPLE
from people.models import DirectoryResource, PatientResource
from tests.cast import SOURCE, World
from tests.log_reading import rows_of

T = SearchType
HIDDEN = "NORS"


def _rows(name: str) -> Any:
    def rows(grant: Any) -> Any:
        found = CareResource.objects.under(grant).filter(resource_type=name)
        return found if grant.audience == "system" else found.exclude(source="hidden")

    return rows


def _withheld(name: str) -> Any:
    def withheld(grant: Any) -> int:
        rows = CareResource.objects.under(grant).filter(resource_type=name)
        return int(rows.filter(source="hidden").count())

    return withheld


def _wires(grant: Any, rows: Sequence[Any]) -> list[str]:
    return [row.wire for row in rows]


def _lift(changed: Sequence[Placed], grant: Any) -> list[Any]:
    return [{"resource_type": str(each.incoming.resource["resourceType"])} for each in changed]


def _store(batch: Sequence[Incoming]) -> list[Outcome]:
    found = subjects.patients_of([(each, each.resource.get("subject")) for each in batch])
    placed, refused = receiving.place(batch, found)
    return refused + receiving.store(CareResource, placed, kind=Kind.RECORD, lift=_lift)


def _parameter(name: str, kind: SearchType, *paths: str, **more: Any) -> SearchParameter:
    return SearchParameter(name, kind, paths or (name,), **more)


OBSERVATION = FhirType(
    "Observation",
    50,
    _store,
    Rest(
        kind=Kind.RECORD,
        table="access_careresource",
        rows=_rows("Observation"),
        wires=_wires,
        parameters=(
            _parameter("subject", T.REFERENCE, targets=("Patient",)),
            _parameter("patient", T.REFERENCE, "subject", targets=("Patient",)),
            _parameter("identifier", T.TOKEN),
            _parameter("code", T.TOKEN),
            _parameter("status", T.TOKEN),
            _parameter("date", T.DATE, "effectiveDateTime", "effectivePeriod", "effectiveTiming"),
            _parameter("value-quantity", T.QUANTITY, "valueQuantity", "valueRange"),
            _parameter("value-string", T.STRING, "valueString"),
            _parameter("encounter", T.REFERENCE, targets=("Encounter",)),
            _parameter("performer", T.REFERENCE, targets=("Practitioner", "Patient")),
            _parameter("instantiates", T.URI, "instantiatesUri"),
        ),
        subject="subject",
        sorted_by="date",
        withheld=_withheld("Observation"),
    ),
)
ENCOUNTER = Rest(
    kind=Kind.RECORD,
    table="access_careresource",
    rows=_rows("Encounter"),
    wires=_wires,
    parameters=(
        _parameter("subject", T.REFERENCE, targets=("Patient",)),
        _parameter("status", T.TOKEN),
        _parameter("class", T.TOKEN),
    ),
    subject="subject",
)
PATIENT = Rest(
    kind=Kind.DEMOGRAPHICS,
    table="people_patientsource",
    rows=lambda grant: PatientResource.objects.filter(patient_id__in=grant.patient_ids),
    wires=_wires,
    parameters=(
        _parameter("identifier", T.TOKEN),
        _parameter("name", T.STRING),
        _parameter("birthdate", T.DATE, "birthDate"),
    ),
)
PRACTITIONER = Rest(
    kind="",
    table="people_directoryresource",
    rows=lambda grant: DirectoryResource.objects.filter(resource_type="Practitioner"),
    wires=_wires,
    parameters=(_parameter("name", T.STRING), _parameter("identifier", T.TOKEN)),
)
_RESTS = {"Encounter": ENCOUNTER, "Patient": PATIENT, "Practitioner": PRACTITIONER}


@contextmanager
def declared() -> Iterator[None]:
    """These types instead of those that the apps declare."""
    before = registry.declared()
    operations = [each for name in registry.types() for each in registry.operations(name)]
    others = [replace(each, rest=_RESTS.get(each.name)) for each in (*OF_PEOPLE, *OF_ACCESS)]
    registry.fill([*others, OBSERVATION])
    try:
        yield
    finally:
        registry.fill(before, operations)


def put(
    world: World, patient: str, resources: Sequence[dict[str, Any]], **columns: Any
) -> list[Any]:
    """Rows of a patient as the import would have made them, at once."""
    made = [_row(world.patients[patient], each, **columns) for each in resources]
    with rows_of(world.patients[patient]):
        CareResource.ungated.bulk_create(made)
    return made


def _row(patient_id: uuid.UUID, resource: dict[str, Any], **columns: Any) -> CareResource:
    fhir_type = registry.types()[resource["resourceType"]]
    text = json.dumps(resource)
    source = columns.pop("source", SOURCE)
    incoming = Incoming("", source, "", resource, text, b"")
    search = values.of(fhir_type, incoming)
    now = columns.pop("received_at", clock.now())
    return CareResource(
        id=columns.pop("id", uuid.uuid4()),
        patient_id=patient_id,
        resource_type=fhir_type.name,
        source=source,
        source_id=str(uuid.uuid4()),
        wire=text,
        digest=b"",
        received_at=now,
        search=search,
        sorted_at=instant(search.get("_sorted_at")) or now,
        **columns,
    )


def change(world: World, patient: str, own_id: str, resource: dict[str, Any]) -> None:
    """A new version of a row, with the former one kept."""
    new = _row(world.patients[patient], resource)
    with rows_of(world.patients[patient]):
        row = CareResource.ungated.get(pk=own_id)
        FormerVersion.ungated.create(
            patient_id=row.patient_id,
            resource_type=row.resource_type,
            resource_id=row.id,
            version=row.version,
            wire=row.wire,
            received_at=row.received_at,
            replaced_at=new.received_at,
        )
        row.version += 1
        changed = ("wire", "search", "sorted_at", "received_at")
        for name in changed:
            setattr(row, name, getattr(new, name))
        row.save(update_fields=["version", *changed])


def encounter() -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "subject": {"reference": "Patient/x"},
    }


def names(row: Any, parameter: str, value: str) -> None:
    """Let a row name something here, as one that came over the API does."""
    row.search[parameter] = [*row.search.get(parameter, ()), value]
    with rows_of(row.patient_id):
        row.save(update_fields=["search"])


def observation(**elements: Any) -> dict[str, Any]:
    code = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "subject": {"reference": "Patient/somebody"},
        **elements,
    }


def ids(answer: Any, mode: str = "match") -> list[str]:
    """What a searchset brings, in its order."""
    found = json.loads(answer.text)
    assert found["resourceType"] == "Bundle", found
    return [
        each["resource"]["id"] for each in found.get("entry", ()) if each["search"]["mode"] == mode
    ]


def next_link(answer: Any) -> str:
    """The path and query of the next page; empty at the end."""
    links = {each["relation"]: each["url"] for each in json.loads(answer.text)["link"]}
    return str(links.get("next", "")).partition("/fhir/R4/")[2]
