"""Which patients stand on a unit's lists, and in which order. Names come here for that only."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from access.codes import Ground
from common import clock
from common.sorting import norwegian
from people.directory import Role

# For so many days a list tells what one has opened.
RECENT_DAYS = 14
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class View(StrEnum):
    """The lists of a unit, by the words in their addresses."""

    TODAY = "i-dag"
    IN_CARE = "i-behandling"
    OPENED = "apnet"


class Order(StrEnum):
    NAME = "navn"
    TIME = "tid"
    GROUND = "grunn"


class UnitPatient(NamedTuple):
    """One relation of a patient to the unit, as the named look-up tells it."""

    patient_id: uuid.UUID
    family: str
    given: str
    birth_date: date | None
    is_blocked: bool
    ground: str
    since: datetime | None
    until: datetime | None
    is_restricted: bool


@dataclass(frozen=True)
class Listed:
    """A patient on a list: why, since and until when, and when the reader opened the record last.

    `ground` is empty where no relation puts the patient there, only the record that is open.
    """

    patient_id: uuid.UUID
    sort_name: str
    birth_date: date | None
    ground: str
    since: datetime | None
    until: datetime | None
    is_restricted: bool
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """Which list, and what narrows and orders it. `match` is a part of a name."""

    view: View = View.IN_CARE
    order: Order = Order.NAME
    match: str = ""
    born: date | None = None


def of_unit(role: Role) -> list[UnitPatient]:
    """The relations of the unit's patients that are in force, or begin later today."""
    return [
        UnitPatient(*row)
        for row in _rows(
            "SELECT * FROM access_patients_of_unit(%s, %s, %s)",
            [role.id, clock.now(), clock.today()],
        )
    ]


def opened_by(role: Role, attestation_id: uuid.UUID | None) -> list[Listed]:
    """Whom the practitioner has opened lately in the role and may still know of."""
    since = clock.now() - timedelta(days=RECENT_DAYS)
    rows = _rows(
        "SELECT * FROM access_opened_by_role(%s, %s, %s, %s, %s)",
        [role.id, attestation_id, since, clock.now(), clock.today()],
    )
    return [
        Listed(patient_id, norwegian(f"{family} {given}"), *more)
        for patient_id, family, given, *more in rows
    ]


def listed(
    role: Role, attestation_id: uuid.UUID | None, wanted: Wanted
) -> tuple[list[Listed], int]:
    """The patients of a list in order, and how many have shut the reader out of it."""
    opened = opened_by(role, attestation_id)
    found, withheld = opened, 0
    if wanted.view is not View.OPENED:
        rows = of_unit(role)
        chosen = [row for row in rows if wanted.view is View.IN_CARE or _is_today(row)]
        withheld = len({row.patient_id for row in chosen if row.is_blocked})
        opened_at = {each.patient_id: each.opened_at for each in opened}
        found = [
            replace(each, opened_at=opened_at.get(each.patient_id)) for each in _one_each(chosen)
        ]
    return sorted((each for each in found if _fits(each, wanted)), key=_key(wanted)), withheld


def _one_each(rows: Iterable[UnitPatient]) -> Iterator[Listed]:
    """One row for each patient that may be told of; the relation that lasts longest stands first,
    and a visit of today goes before it."""
    for _, relations in groupby(rows, key=lambda row: row.patient_id):
        kept = [row for row in relations if not row.is_blocked]
        if kept:
            yield _as_listed(next((row for row in kept if _starts_today(row)), kept[0]))


def _as_listed(row: UnitPatient) -> Listed:
    return Listed(
        patient_id=row.patient_id,
        sort_name=norwegian(f"{row.family} {row.given}"),
        birth_date=row.birth_date,
        ground=row.ground,
        since=row.since,
        until=row.until,
        is_restricted=row.is_restricted,
    )


def _is_today(row: UnitPatient) -> bool:
    """Care that begins today, and who is admitted now. Nothing else says when somebody comes."""
    return _starts_today(row) or row.ground == Ground.ADMITTED


def _starts_today(row: UnitPatient) -> bool:
    return row.since is not None and row.since.astimezone(clock.OSLO).date() == clock.today()


def _fits(row: Listed, wanted: Wanted) -> bool:
    if wanted.born is not None and row.birth_date != wanted.born:
        return False
    return all(part in row.sort_name for part in norwegian(wanted.match).split())


def _key(wanted: Wanted) -> Callable[[Listed], Any]:
    def key(row: Listed) -> tuple[Any, ...]:
        if wanted.view is View.OPENED and wanted.order is Order.TIME:
            return (-(row.opened_at or _NEVER).timestamp(), row.sort_name)
        if wanted.order is Order.TIME:
            return (row.since or _NEVER, row.sort_name)
        if wanted.order is Order.GROUND:
            return (row.ground, row.sort_name)
        return (row.sort_name,)

    return key


def _rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
