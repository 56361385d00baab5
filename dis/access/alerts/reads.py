"""What the log holds of reading, and how near readers and patients are: from named look-ups.

Ids, times, counts, yes and no. No name, no address and nothing of what was read.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from access.alerts.figures import LATE_DAYS, LEAST_HOURS, LEAST_PERSONS, MOST_KIN
from access.models import ReadingUsual

Pair = tuple[uuid.UUID, uuid.UUID, uuid.UUID]


class Read(NamedTuple):
    """One person's reading of one patient in one half hour, in one role."""

    person_id: uuid.UUID
    legal_entity_id: uuid.UUID
    unit_id: uuid.UUID | None
    role_id: uuid.UUID | None
    role_code: str
    band: str
    patient_id: uuid.UUID
    first_at: datetime
    last_at: datetime
    times: int
    is_related: bool

    @property
    def pair(self) -> Pair:
        return self.person_id, self.legal_entity_id, self.patient_id


class Tie(NamedTuple):
    """How near a reader and a patient are. `kin` counts steps, 0 is none; `home_size` says how many
    live at an address that both have, 0 that they have none in common.

    `has_care` is a care relation then or just about then, `ended_days` how long ago the last one
    ended; `is_in_care_there` is one to any unit of the organisation.
    """

    kin: int
    is_same_name: bool
    home_size: int
    is_colleague: bool
    is_unit_colleague: bool
    is_public: bool
    has_care: bool
    is_in_care_there: bool
    ended_days: int | None


@dataclass(frozen=True)
class Usual:
    """What is usual in a role at a time of the week: of the unit, or of the organisation."""

    charts: int
    unrelated: int
    unrelated_share: float


UNKNOWN = Usual(charts=15, unrelated=3, unrelated_share=0.1)


def reads(begin: datetime, end: datetime) -> list[Read]:
    """All reading in that time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_reads(%s, %s)", [begin, end])
        return [Read(*row) for row in cursor.fetchall()]


def ties(begin: datetime, end: datetime) -> dict[Pair, Tie]:
    """The readers and patients who are near each other, or between whom no care is told of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_reading_ties(%s, %s, %s, %s::interval)",
            [begin, end, MOST_KIN, f"{LATE_DAYS} days"],
        )
        return {(row[0], row[1], row[2]): Tie(*row[3:]) for row in cursor.fetchall()}


UsualKey = tuple[uuid.UUID, uuid.UUID | None, str, str]


@dataclass(frozen=True)
class Usuals:
    """What is usual, by organisation, unit, role and time of the week."""

    found: Mapping[UsualKey, ReadingUsual]

    @classmethod
    def of_rows(cls, rows: Iterable[ReadingUsual]) -> "Usuals":
        return cls({(r.legal_entity_id, r.unit_id, r.role_code, r.band): r for r in rows})

    @classmethod
    def kept(cls) -> "Usuals":
        """As the last night found it."""
        return cls.of_rows(ReadingUsual.objects.all())

    def of(self, read: Read) -> Usual:
        """Of the unit where enough is known of it, else of the role in the organisation."""
        for unit_id in (read.unit_id, None):
            row = self.found.get((read.legal_entity_id, unit_id, read.role_code, read.band))
            if row and row.persons >= LEAST_PERSONS and row.hours >= LEAST_HOURS:
                return Usual(row.charts, row.unrelated, row.unrelated_share)
        return UNKNOWN


def usual_rows(begin: datetime, end: datetime) -> list[ReadingUsual]:
    """What was usual in that time, not yet kept."""
    names = (
        *("legal_entity_id", "unit_id", "role_code", "band", "persons", "hours", "charts"),
        *("unrelated", "unrelated_share"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM access_reading_usual(%s, %s)",  # noqa: S608 - own words
            [begin, end],
        )
        rows = cursor.fetchall()
    return [ReadingUsual(**dict(zip(names, row, strict=True))) for row in rows]
