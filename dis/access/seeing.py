"""What stands in the rows of who has looked: who and where, why, and the things that were seen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from access.codes import Kind
from access.grant import Grant
from access.looking import IN_RECORD, UNIT_SEARCHES, Choice, Group
from common.sorting import norwegian

# Items are written at the end of the request in which their event was written.
LONGEST_REQUEST = timedelta(days=1)
MOST_CHOICES = 1_000


class Head(NamedTuple):
    """Who and where, as the newest event of a row says it."""

    event_id: uuid.UUID
    actor_kind: str
    actor_name: str
    role_code: str
    unit_name: str
    point_of_care_name: str
    legal_entity_name: str
    ground: str


class Deed(NamedTuple):
    """One way in which something was done in a row; the newest first."""

    actor_kind: str
    kind: str
    action: str
    ground: str
    purpose_of_use: str
    is_in_record: bool


@dataclass
class Details:
    """Everything of one row. `seen` gives the type of each thing that was shown."""

    head: Head
    deeds: list[Deed] = field(default_factory=list)
    seen: dict[uuid.UUID, str] = field(default_factory=dict)


class SystemDay(NamedTuple):
    """What one system of the portal did on one day."""

    day: date
    name: str
    kind: str
    times: int


def details(grant: Grant, groups: Sequence[Group], choice: Choice) -> list[Details]:
    """The details of each of these rows, in their order."""
    grant.check(Kind.LOG)
    if not groups:
        return []
    rows = _Rows(groups, choice)
    heads = {row[0]: Head(*row[1:]) for row in rows.ask(_HEADS)}
    found = [Details(heads[number]) for number in range(len(groups))]
    for number, *deed, _at in rows.ask(_DEEDS):
        found[number].deeds.append(Deed(*deed))
    for each, things in zip(found, _seen(grant, groups, choice, rows), strict=True):
        each.seen = things
    return found


def seen(grant: Grant, groups: Sequence[Group], choice: Choice) -> list[dict[uuid.UUID, str]]:
    """The type of each thing that was shown in each of these rows, in their order."""
    grant.check(Kind.LOG)
    return _seen(grant, groups, choice, _Rows(groups, choice)) if groups else []


def _seen(
    grant: Grant, groups: Sequence[Group], choice: Choice, rows: "_Rows"
) -> list[dict[uuid.UUID, str]]:
    first = min(group.first_at for group in groups)
    last = max(group.last_at for group in groups) + LONGEST_REQUEST
    of_patients = [list(grant.patient_ids), first, last]
    found: list[dict[uuid.UUID, str]] = [{} for _ in groups]
    for number, resource_type, item_id, _at in rows.ask(
        _SEEN, *of_patients, *of_patients, *[choice.item_id] * 4
    ):
        found[number][item_id] = resource_type
    return found


def controllers(grant: Grant, things: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Who answers for each of these things (data controller), as the log told it last."""
    grant.check(Kind.LOG)
    return dict(_rows(_CONTROLLERS, [list(grant.patient_ids), list(things)])) if things else {}


def opened_things(grant: Grant, since: datetime | None) -> dict[uuid.UUID, str]:
    """The type of everything of the patient that somebody opened, or found in a unit's search."""
    grant.check(Kind.LOG)
    values = [list(grant.patient_ids), since, since]
    found = _rows(_OPENED, [*values, *values, values[0], *values])
    return {item_id: resource_type for resource_type, item_id in found}


def looked_from(
    grant: Grant, since: datetime | None
) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, str]]:
    """The organisations from which somebody has looked, and the persons who have, by name."""
    grant.check(Kind.LOG)
    organizations: dict[uuid.UUID, str] = {}
    persons: dict[uuid.UUID, str] = {}
    values = [list(grant.patient_ids), grant.reader_id, since, since]
    for organization_id, organization_name, person_id, name in _rows(_LOOKED_FROM, values):
        if organization_id:
            organizations[organization_id] = organization_name
        if person_id:
            persons[person_id] = name
    return _by_name(organizations), _by_name(persons)


def systems(
    grant: Grant, choice: Choice, *, limit: int, offset: int = 0
) -> tuple[list[SystemDay], int]:
    """What the systems of the portal did, by day, and how many such rows there are."""
    grant.check(Kind.LOG)
    values = [list(grant.patient_ids), choice.since, choice.since, choice.until, choice.until]
    found = _rows(_SYSTEMS, [*values, limit, offset])
    total = found[0][-1] if found else 0
    return [SystemDay(*row[:-1]) for row in found], total


class _Rows:
    """The groups as a table `g` of a statement, joined with the events `e` that are in them."""

    def __init__(self, groups: Sequence[Group], choice: Choice) -> None:
        columns = list(zip(*groups, strict=True))
        patients, _days, persons, names, roles, bases, opened, first, last, *_more = columns
        self._values = [
            *(list(range(len(groups))), list(patients), list(persons), list(names)),
            *(list(roles), list(bases), list(opened), list(first), list(last)),
            *(min(first), max(last), choice.item_id, choice.item_id),
            *(list(dict.fromkeys(patients)), choice.item_id),
        ]

    def ask(self, sql: str, *more: Any) -> list[Any]:
        return _rows(_IN_ROWS + sql, [*self._values, *more])


# OFFSET keeps it to one short look at the index for each row, however long the log is.
_IN_ROWS = """
    WITH g AS (
        SELECT * FROM unnest(%s::int[], %s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::text[],
            %s::bool[], %s::timestamptz[], %s::timestamptz[])
        AS g (number, patient_id, person_id, name, role_id, basis, opened, first_at, last_at)
    ), e AS (
        SELECT g.number, g.last_at, e.* FROM g CROSS JOIN LATERAL (
            SELECT * FROM access_accessevent e
            WHERE e.patient_id = g.patient_id
                AND e.recorded_at >= g.first_at AND e.recorded_at <= g.last_at
                AND e.person_id IS NOT DISTINCT FROM g.person_id
                AND (g.person_id IS NOT NULL OR e.actor_name = g.name)
                AND e.role_id IS NOT DISTINCT FROM g.role_id
                AND e.basis = g.basis AND e.has_opened_restriction = g.opened
                AND e.is_permitted AND e.actor_kind <> 'system'
            OFFSET 0
        ) e
        WHERE e.recorded_at >= %s AND e.recorded_at <= %s
            AND (%s::uuid IS NULL OR e.item_id = %s OR e.id IN (
                SELECT event_id FROM access_accessitem
                WHERE patient_id = ANY (%s::uuid[]) AND resource_id = %s AND outcome = 'shown'))
    ) """
_HEADS = """SELECT DISTINCT ON (number) number, id, actor_kind, actor_name, role_code, unit_name,
        point_of_care_name, legal_entity_name, ground
    FROM e WHERE recorded_at = last_at ORDER BY number, id DESC"""
_DEEDS = f"""SELECT number, actor_kind, kind, action, ground, purpose_of_use,
        {IN_RECORD}, max(recorded_at)
    FROM e GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 8 DESC, 2, 3, 4, 5, 6, 7"""  # noqa: S608 - own words only
_SEEN = """
    , nothing AS (
        SELECT event_id FROM access_accessitem WHERE patient_id = ANY (%s::uuid[])
            AND outcome = 'not-shown' AND recorded_at >= %s AND recorded_at <= %s
    ), shown AS (
        SELECT event_id, resource_type, resource_id FROM access_accessitem
        WHERE patient_id = ANY (%s::uuid[])
            AND outcome = 'shown' AND recorded_at >= %s AND recorded_at <= %s
    )
    SELECT number, type, thing, max(at) FROM (
        SELECT number, item_type AS type, item_id AS thing, recorded_at AS at FROM e
        WHERE item_id IS NOT NULL AND id NOT IN (SELECT event_id FROM nothing)
            AND (%s::uuid IS NULL OR item_id = %s)
        UNION ALL
        SELECT number, resource_type, resource_id, recorded_at
        FROM e JOIN shown ON shown.event_id = e.id
        WHERE (%s::uuid IS NULL OR resource_id = %s)
    ) seen GROUP BY number, type, thing ORDER BY number, max(at) DESC, thing"""
_CONTROLLERS = """
    SELECT DISTINCT ON (resource_id) resource_id, controller FROM access_accessitem
    WHERE patient_id = ANY (%s::uuid[]) AND resource_id = ANY (%s::uuid[]) AND controller <> ''
    ORDER BY resource_id, recorded_at DESC"""
_OPENED = f"""
    SELECT item_type, item_id FROM access_accessevent WHERE patient_id = ANY (%s::uuid[])
        AND item_id IS NOT NULL AND (%s::timestamptz IS NULL OR recorded_at >= %s)
    UNION
    SELECT resource_type, resource_id FROM access_accessitem WHERE patient_id = ANY (%s::uuid[])
        AND outcome IN ('shown', 'unblocked')
        AND (%s::timestamptz IS NULL OR recorded_at >= %s)
    UNION
    SELECT resource_type, resource_id FROM access_accessitem WHERE patient_id = ANY (%s::uuid[])
        AND outcome = 'listed' AND event_id IN ({UNIT_SEARCHES})"""  # noqa: S608 - own words only
_SYSTEMS = """
    SELECT (recorded_at AT TIME ZONE 'Europe/Oslo')::date AS day, actor_name, kind,
        count(*), count(*) OVER ()
    FROM access_accessevent
    WHERE patient_id = ANY (%s::uuid[]) AND is_permitted AND actor_kind = 'system'
        AND (%s::timestamptz IS NULL OR recorded_at >= %s)
        AND (%s::timestamptz IS NULL OR recorded_at < %s)
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3 LIMIT %s OFFSET %s"""
_LOOKED_FROM = """
    SELECT legal_entity_id, max(legal_entity_name), person_id, max(actor_name)
    FROM access_accessevent
    WHERE patient_id = ANY (%s::uuid[]) AND is_permitted AND actor_kind <> 'system'
        AND person_id IS DISTINCT FROM %s AND (%s::timestamptz IS NULL OR recorded_at >= %s)
    GROUP BY legal_entity_id, person_id"""


def _by_name(found: dict[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    ordered = sorted(found.items(), key=lambda each: norwegian(each[1]))
    return dict(ordered[:MOST_CHOICES])


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found
