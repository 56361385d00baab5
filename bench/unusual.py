"""A month of 200,000 reads with twenty snoopers in it: who is found, who is suspected wrongly."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.db import connections, models

from access.alerts import checks
from access.alerts.judging import Finding
from access.models import AccessEvent, CareRelationship, CareResource
from bench.figures import Figure
from bench.hospital import Town, Unit, town
from bench.population import copy_rows
from bench.reading import DAYS, Month, month
from bench.snooping import plant
from common import clock
from people.models import (
    Organization,
    Patient,
    Person,
    Practitioner,
    PractitionerRole,
    RelatedPerson,
)

SEED = 21
LEAST_FOUND, MOST_WRONG, GOAL_SECONDS = 18, 20, 60.0
_TABLES = (
    *("access_accessevent", "access_carerelationship", "access_careresource"),
    *("people_relatedperson", "people_practitionerrole", "people_practitioner"),
    *("people_organization", "people_patient", "people_person"),
)
_EVENT = AccessEvent(is_permitted=True, actor_kind="practitioner", purpose_of_use="TREAT")


@dataclass(frozen=True)
class Outcome:
    """What came of judging one month."""

    events: int
    missed: list[str]
    wrong: list[Finding]
    found: int
    seconds: float


def measure() -> list[Figure]:
    """One month, of another seed than those on which the figures were weighed."""
    found = outcome(SEED)
    note = f"missed: {', '.join(found.missed) or 'none'}; {found.events} events"
    return [
        Figure("snoopers found of 20", found.found, "", LEAST_FOUND, at_least=True, note=note),
        Figure("suspected wrongly", len(found.wrong), "", MOST_WRONG),
        Figure("a month of 200,000 reads judged", found.seconds, "s", GOAL_SECONDS),
    ]


def outcome(seed: int, **sizes: int) -> Outcome:
    """Make a month, judge it, and hold who was found against who was planted."""
    made = made_month(seed, **sizes)
    begin, end = made.town.begin, made.town.begin + timedelta(days=DAYS + 1)
    events = store(made)
    start = time.perf_counter()
    found = checks.findings(begin, end, checks.usual(begin, end))
    seconds = time.perf_counter() - start
    persons = {each.person_id for each in found}
    return Outcome(
        events=events,
        missed=[kind for person, kind in made.snoopers.items() if person not in persons],
        wrong=[each for each in found if each.person_id not in made.snoopers],
        found=len(persons & made.snoopers.keys()),
        seconds=seconds,
    )


def made_month(
    seed: int, *, people: int = 15_000, staff: int = 420, events: int = 200_000, snoopers: int = 20
) -> Month:
    last = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    # Begins on a Monday in UTC, so that weeks are alike whenever it is made.
    begin = last - timedelta(days=DAYS + 1 + last.weekday())
    made = month(town(seed, begin.astimezone(UTC), people=people, staff=staff), events=events)
    plant(made, most=snoopers)
    return made


def store(made: Month) -> int:
    """Put everything into the database in the place of what was there; gives how many events."""
    place = made.town
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_TABLES)} CASCADE")
    received = {"source": "bench", "wire": "", "digest": bytes(32), "received_at": clock.now()}
    _copy(Person(), ({"id": each.person_id} for each in place.humans))
    _copy(Patient(postal_code="9000"), _patients(place))
    _copy(RelatedPerson(**received), _kin(place))
    _copy(Organization(), _organizations(place.units))
    _copy(Practitioner(), _practitioners(place))
    _copy(PractitionerRole(), _roles(place))
    _copy(CareResource(resource_type="EpisodeOfCare", **received), _resources(place))
    _copy(CareRelationship(ground="BEHANDLER"), _care(place))
    rows = list(made.events())
    _copy(_EVENT, rows)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(rows)


def _copy(shape: models.Model, rows: Iterable[dict[str, Any]]) -> None:
    copy_rows(shape, rows)


def _patients(place: Town) -> Iterator[dict[str, Any]]:
    for each in place.humans:
        yield {
            "id": each.patient_id,
            "person_id": each.person_id,
            "family": each.family,
            "given": "Oppdiktet",
            "address_line": each.home,
            "is_publicly_known": each.is_known,
        }


def _kin(place: Town) -> Iterator[dict[str, Any]]:
    for number, (one, other) in enumerate(place.ties):
        yield {
            "id": uuid.UUID(int=number),
            "source_id": str(number),
            "patient_id": one.patient_id,
            "person_id": other.person_id,
            "family": other.family,
        }


def _organizations(units: list[Unit]) -> Iterator[dict[str, Any]]:
    """Legal entities first: units point at them."""
    for unit in sorted(units, key=lambda each: each.id != each.entity):
        is_entity = unit.id == unit.entity
        yield {
            "id": unit.id,
            "name": unit.name,
            "kind": "legal-entity" if is_entity else "department",
            "part_of_id": None if is_entity else unit.entity,
        }


def _practitioners(place: Town) -> Iterator[dict[str, Any]]:
    for each in place.workers:
        yield {
            "id": each.practitioner_id,
            "person_id": each.human.person_id,
            "family": each.human.family,
        }


def _roles(place: Town) -> Iterator[dict[str, Any]]:
    for each in place.workers:
        yield {
            "id": each.role_id,
            "practitioner_id": each.practitioner_id,
            "organization_id": each.unit.id,
            "code": each.code,
        }


def _resources(place: Town) -> Iterator[dict[str, Any]]:
    for number, care in enumerate(place.care):
        yield {
            "id": uuid.UUID(int=number),
            "source_id": str(number),
            "patient_id": care.human.patient_id,
        }


def _care(place: Town) -> Iterator[dict[str, Any]]:
    for number, care in enumerate(place.care):
        yield {
            "id": uuid.UUID(int=number),
            "resource_id": uuid.UUID(int=number),
            "patient_id": care.human.patient_id,
            "organization_id": care.unit.id,
            "start": place.at(care.start),
            "end": None if care.end is None else place.at(care.end),
        }
