"""The events that are gathered in each row of who has looked, and the things seen in them."""

import uuid
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from access.actor import ActorKind
from access.grant import Grant
from access.looking import IN_RECORD, Choice, Group

# Items are written at the end of the request in which their event was written.
LONGEST_REQUEST = timedelta(days=1)


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


class Event(NamedTuple):
    """One event; its first fields are those by which rows are gathered (`Group`)."""

    patient_id: uuid.UUID
    day: date
    person_id: uuid.UUID | None
    name: str
    role_id: uuid.UUID | None
    basis: str
    opened: bool
    at: datetime
    id: uuid.UUID
    actor_kind: str
    actor_name: str
    role_code: str
    unit_name: str
    point_of_care_name: str
    legal_entity_name: str
    ground: str
    kind: str
    action: str
    purpose_of_use: str
    is_in_record: bool
    item_type: str
    item_id: uuid.UUID | None

    @property
    def head(self) -> Head:
        return Head(*self[8:16])

    @property
    def app(self) -> str:
        """By which a citizen came; empty on the portal's own pages, and for all others."""
        return self.point_of_care_name if self.actor_kind == ActorKind.CITIZEN else ""

    @property
    def deed(self) -> Deed:
        does = (self.kind, self.action, self.ground, self.purpose_of_use, self.is_in_record)
        return Deed(self.actor_kind, *does)


_Key = tuple[Any, ...]


def _key(row: Group | Event) -> _Key:
    """By whom, about whom, when, in which role, on what basis: what makes events one row."""
    return row[:7]


def events(grant: Grant, groups: Sequence[Group], choice: Choice) -> list[list[Event]]:
    """The events of each of these rows, the newest first."""
    found: dict[_Key, list[Event]] = {_key(group): [] for group in groups}
    last = {_key(group): group.last_at for group in groups}
    for sql, some in (
        (_OF_PERSONS, [group for group in groups if group.person_id]),
        (_OF_OTHERS, [group for group in groups if not group.person_id]),
    ):
        for event in map(Event._make, _asked(grant, sql, some, choice) if some else ()):
            key = _key(event)
            # What was written since the rows were gathered is in none of them.
            if key in last and event.at <= last[key]:
                found[key].append(event)
    return [found[_key(group)] for group in groups]


def _asked(grant: Grant, sql: str, groups: Sequence[Group], choice: Choice) -> list[Any]:
    days = {(g.patient_id, g.person_id, g.name, g.first_at, g.last_at) for g in groups}
    columns = [list(column) for column in zip(*days, strict=True)]
    values = [*columns, min(columns[3]), max(columns[4])]
    if choice.item_id:
        sql += _OF_ITEM
        values += [choice.item_id, list(grant.patient_ids), choice.item_id]
    return _rows(f"{sql} OFFSET 0) e ORDER BY e.recorded_at DESC, e.id DESC", values)


def things(
    rows: Sequence[Sequence[Event]], only: uuid.UUID | None = None
) -> list[dict[uuid.UUID, str]]:
    """The type of each thing that was shown in these rows of events, the newest first."""
    events = [event for of_row in rows for event in of_row]
    shown: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    nothing: set[uuid.UUID] = set()
    if events:
        at = [event.at for event in events]
        values = [[event.id for event in events], at, min(at), max(at) + LONGEST_REQUEST]
        for event_id, outcome, thing, resource_type in _rows(_ITEMS, values):
            if outcome == "shown":
                shown.setdefault(event_id, []).append((thing, resource_type))
            else:
                nothing.add(event_id)
    return [_newest_things(of_row, shown, nothing, only) for of_row in rows]


def _newest_things(
    events: Sequence[Event],
    shown: Mapping[uuid.UUID, Sequence[tuple[uuid.UUID, str]]],
    nothing: Set[uuid.UUID],
    only: uuid.UUID | None,
) -> dict[uuid.UUID, str]:
    found: dict[uuid.UUID, str] = {}
    for _at, together in groupby(events, key=lambda event: event.at):
        things: list[tuple[uuid.UUID, str]] = []
        for event in together:
            if event.item_id and event.id not in nothing:
                things.append((event.item_id, event.item_type))
            things += shown.get(event.id, ())
        for thing, resource_type in sorted(things):
            if only is None or thing == only:
                found.setdefault(thing, resource_type)
    return found


_COLUMNS = f"""e.patient_id, (e.recorded_at AT TIME ZONE 'Europe/Oslo')::date AS day, e.person_id,
    CASE WHEN e.person_id IS NULL THEN e.actor_name ELSE '' END AS name, e.role_id, e.basis,
    e.has_opened_restriction, e.recorded_at, e.id, e.actor_kind, e.actor_name, e.role_code,
    e.unit_name, e.point_of_care_name, e.legal_entity_name, e.ground, e.kind, e.action,
    e.purpose_of_use, {IN_RECORD}, e.item_type, e.item_id"""
# OFFSET keeps it to one short look at the index for each row, however long the log is.
_EVENTS = f"""SELECT e.* FROM (
        SELECT patient_id, person_id, name, min(first_at) AS first_at, max(last_at) AS last_at
        FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[])
            AS g (patient_id, person_id, name, first_at, last_at)
        GROUP BY patient_id, person_id, name, (first_at AT TIME ZONE 'Europe/Oslo')::date
    ) g CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM access_accessevent e
        WHERE e.patient_id = g.patient_id
            AND e.recorded_at >= g.first_at AND e.recorded_at <= g.last_at
            AND e.recorded_at >= %s AND e.recorded_at <= %s
            AND e.is_permitted AND e.actor_kind <> 'system' AND """  # noqa: S608 - own words only
_OF_PERSONS = f"{_EVENTS} e.person_id = g.person_id"
_OF_OTHERS = f"{_EVENTS} e.person_id IS NULL AND e.actor_name = g.name"
_OF_ITEM = """ AND (e.item_id = %s OR e.id IN (
    SELECT event_id FROM access_accessitem
    WHERE patient_id = ANY (%s::uuid[]) AND resource_id = %s AND outcome = 'shown'))"""
_ITEMS = """SELECT i.event_id, i.outcome, i.resource_id, i.resource_type
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS e (id, at) CROSS JOIN LATERAL (
        SELECT event_id, outcome, resource_id, resource_type FROM access_accessitem
        WHERE event_id = e.id AND outcome IN ('shown', 'not-shown')
            AND recorded_at >= e.at AND recorded_at <= e.at + interval '1 day'
            AND recorded_at >= %s AND recorded_at <= %s
        OFFSET 0
    ) i"""


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found
