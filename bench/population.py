"""A large population made by COPY: patients, their documents, and who has looked at them."""

from __future__ import annotations

import dataclasses
import json
import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any

from django.db import connections, models

from access.models import AccessEvent, AccessItem
from common import clock
from common.identifiers import ORGANIZATION_SYSTEM
from demo.cast.fhir_documents import document_resources
from demo.cast.numbers import synthetic_national_id
from demo.cast.resources import bundles
from demo.cast.texts import documents
from fhirapi.importing import documents_of, import_documents
from journal.codes import CATEGORIES
from journal.models import DocumentReference
from people import identity
from people.models import Patient, Person

PATIENTS, DOCUMENTS = 20_000, 200_000
MANY, FEW, LOOKS = 2_000, 20, 10
_PLACES = [f"Helseforetak {number} HF" for number in range(8)]
_EVENT = AccessEvent(
    kind="journal",
    action="read",
    is_permitted=True,
    actor_kind="practitioner",
    basis="relation",
    ground="BEHANDLER",
    role_code="LE",
)
_ITEM = AccessItem(resource_type="DocumentReference", version=1, outcome="shown")
_READERS = [(uuid.uuid4(), f"Lege {number} Prøve") for number in range(40)]


@dataclasses.dataclass(frozen=True)
class Somebody:
    """A patient of the population and the title of the newest document."""

    person: Person
    patient_id: uuid.UUID
    newest: str


@dataclasses.dataclass(frozen=True)
class Population:
    """The patient with many documents, the one with few, and how many documents there are."""

    many: Somebody
    few: Somebody
    documents: int


@cache
def the_cast() -> None:
    import_documents(
        documents_of(bundles(clock.today())), source="urn:bench", believes_senders=True
    )


@cache
def population(patients: int = PATIENTS, total: int = DOCUMENTS) -> Population:
    """Made once for all parts of the bench; the cast is there too."""
    the_cast()
    persons = list(_persons(patients))
    rows = [_patient(number, person) for number, person in enumerate(persons)]
    counts = _counts(patients, total)
    copy_rows(Patient(family="Prøve"), rows)
    copy_rows(_shape(), _documents(rows, counts))
    copy_rows(_EVENT, _events(rows, counts))
    copy_rows(_ITEM, _items(rows, counts))
    settle()
    many, few = (
        Somebody(persons[number], rows[number]["id"], _title(number, 0)) for number in (0, 1)
    )
    return Population(many, few, sum(counts))


def settle() -> None:
    """What was loaded in order for reading, and on the disk: a server that has run for a while is
    measured, and not the end of the loading. A checkpoint is the administrator's to ask for, but
    dropping a database makes one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CREATE DATABASE dis_settled STRATEGY file_copy")
        cursor.execute("DROP DATABASE dis_settled")


def _counts(patients: int, total: int) -> list[int]:
    """How many documents each patient has; the two first are those that are looked at."""
    each, more = divmod(total - MANY - FEW, patients - 2)
    return [MANY, FEW, *(each + (number < more) for number in range(patients - 2))]


def _persons(count: int) -> Iterator[Person]:
    """Persons of synthetic numbers, each born on another day."""
    first = date(1925, 1, 1)
    numbers = [
        synthetic_national_id(str(n), first + timedelta(days=n + 1), female=bool(n % 2))
        for n in range(count)
    ]
    for start in range(0, count, 2000):
        part = numbers[start : start + 2000]
        found = identity.persons_for(part)
        yield from (found[number] for number in part)


def _patient(number: int, person: Person) -> dict[str, Any]:
    born = date(1925, 1, 1) + timedelta(days=number + 1)
    # The first two sign in themselves: of age, whatever their number says.
    born = date(1980, 1, 1) if number < 2 else born
    name = f"Målt {number}"
    return {"id": uuid.uuid4(), "given": name, "birth_date": born, "person_id": person.id}


def _documents(rows: list[dict[str, Any]], counts: list[int]) -> Iterator[dict[str, Any]]:
    """Some are hidden from clinicians, some from citizens, some replace an older one."""
    dice = random.Random(1)
    now = clock.now()
    categories = list(CATEGORIES)
    for number, (patient, count) in enumerate(zip(rows, counts, strict=True)):
        former: list[uuid.UUID] = []
        for serial in range(count):
            own_id = _document_id(number, serial)
            roll = dice.random() if serial else 1  # The newest one is plain.
            yield {
                "id": own_id,
                "patient_id": patient["id"],
                "source_id": str(own_id),
                "title": _title(number, serial),
                "date": now - timedelta(days=3650 * serial / count, minutes=1),
                "organization_name": dice.choice(_PLACES),
                "category": dice.choice(categories),
                "security": ["NORS"] if roll < 0.02 else ["NORN_ALL"] if roll < 0.04 else ["N"],
                "replaces": former if 0.04 < roll < 0.07 else [],
            }
            former = [own_id]


def _title(patient: int, serial: int) -> str:
    return f"Notat {serial} om prøve {patient}"


def _shape() -> DocumentReference:
    """A document of the cast as received, for the length that real wire texts have."""
    today = clock.today()
    resource = document_resources(next(iter(documents(today).values())), today)[0]
    wire = json.dumps(resource, ensure_ascii=False)
    return DocumentReference(
        source=f"{ORGANIZATION_SYSTEM}.bench",
        wire=wire,
        digest=bytes(32),
        received_at=clock.now(),
        status="current",
        doc_status="final",
        type="A00-1",
        type_text="Notat",
        author_name="Lege Prøve",
        content_type="text/plain",
        is_read_in=True,
        attachments="[]",  # As JSON: COPY writes a list as an array.
    )


def _events(rows: list[dict[str, Any]], counts: list[int]) -> Iterator[dict[str, Any]]:
    """Ten looks at each patient over the last 300 days; at the first two, one for each document."""
    now = clock.now()
    for number, serial, patient_id in _each_look(rows, counts):
        person_id, name = _READERS[(number + serial) % len(_READERS)]
        yield {
            "id": _event_id(number, serial),
            "recorded_at": _looked_at(now, serial, counts[number]),
            "patient_id": patient_id,
            "person_id": person_id,
            "actor_name": name,
            "legal_entity_name": _PLACES[serial % len(_PLACES)],
        }


def _items(rows: list[dict[str, Any]], counts: list[int]) -> Iterator[dict[str, Any]]:
    now = clock.now()
    for number, serial, patient_id in _each_look(rows, counts):
        yield {
            "id": uuid.uuid4(),
            "recorded_at": _looked_at(now, serial, counts[number]),
            "patient_id": patient_id,
            "event_id": _event_id(number, serial),
            "resource_id": _document_id(number, serial),
        }


def _looked_at(now: datetime, serial: int, count: int) -> datetime:
    return now - timedelta(days=300 * serial / max(count, LOOKS), minutes=1)


def _each_look(
    rows: list[dict[str, Any]], counts: list[int]
) -> Iterator[tuple[int, int, uuid.UUID]]:
    for number, patient in enumerate(rows):
        for serial in range(counts[number] if number < 2 else LOOKS):
            yield number, serial, patient["id"]


def _document_id(number: int, serial: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{number}/{serial}")


def _event_id(number: int, serial: int) -> uuid.UUID:
    return uuid.UUID(int=number << 64 | serial)


def same_values(shape: models.Model) -> dict[str, Any]:
    """What stands in each column of the table where rows do not differ from the shape."""
    fields = [field for field in shape._meta.concrete_fields if field.column]
    return {str(field.column): getattr(shape, field.attname) for field in fields}


@contextmanager
def open_to_owner(*tables: str) -> Iterator[Any]:
    """A cursor of the owner, whom row security of these tables stops too: off while it is used."""
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def copy_rows(shape: models.Model, rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows that differ from the shape in the columns they name."""
    table = shape._meta.db_table
    rows = iter(rows)
    first = next(rows)
    same = {name: value for name, value in same_values(shape).items() if name not in first}
    columns = ", ".join(f'"{name}"' for name in [*first, *same])
    tail = "\t".join(["", *map(_text, same.values())]) + "\n"
    with open_to_owner(table) as cursor:  # noqa: SIM117  # the COPY ends before the wall is back
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in chain([first], rows):
                copy.write("\t".join(map(_text, row.values())) + tail)


def _text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    text = str(value)
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")
