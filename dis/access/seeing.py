"""What stands in the rows of who has looked: who and where, why, and the things that were seen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from access import looking_pages, row_events
from access.codes import Kind
from access.grant import Grant
from access.looking import UNIT_SEARCHES, Choice, Group
from access.row_events import Deed as Deed
from access.row_events import Head
from common.sorting import norwegian

MOST_CHOICES = 1_000


@dataclass
class Details:
    """Everything of one row. `seen` gives the type of each thing that was shown, and `apps` are
    those by which a citizen came."""

    head: Head
    deeds: list[Deed] = field(default_factory=list)
    seen: dict[uuid.UUID, str] = field(default_factory=dict)
    apps: list[str] = field(default_factory=list)


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
    events = row_events.events(grant, groups, choice)
    things = row_events.things(events, choice.item_id)
    return [
        Details(
            head=of_row[0].head,
            deeds=list(dict.fromkeys(event.deed for event in of_row)),
            seen=seen,
            apps=list(dict.fromkeys(event.app for event in of_row if event.app)),
        )
        for of_row, seen in zip(events, things, strict=True)
    ]


def seen(grant: Grant, groups: Sequence[Group], choice: Choice) -> list[dict[uuid.UUID, str]]:
    """The type of each thing that was shown in each of these rows, in their order."""
    grant.check(Kind.LOG)
    events = row_events.events(grant, groups, choice)
    return row_events.things(events, choice.item_id)


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
    lookers = looking_pages.lookers(grant, Choice(since=since))
    persons = {each.person_id: each.name for each in lookers if each.person_id}
    last: dict[uuid.UUID, datetime] = {}
    for own_id, _person, _name, at in lookers:
        if own_id:
            last[own_id] = max(at, last.get(own_id, at))
    named = [grant.patient_id, list(last), list(last.values())]
    organizations = dict(_rows(_ORGANIZATIONS, named)) if last else {}
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
# As the organisation was called when somebody looked from there last.
_ORGANIZATIONS = """
    SELECT f.id, (
        SELECT e.legal_entity_name FROM access_accessevent e
        WHERE e.patient_id = %s AND e.recorded_at = f.latest AND e.legal_entity_id = f.id LIMIT 1)
    FROM unnest(%s::uuid[], %s::timestamptz[]) AS f (id, latest)"""


def _by_name(found: dict[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    ordered = sorted(found.items(), key=lambda each: norwegian(each[1]))
    return dict(ordered[:MOST_CHOICES])


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found
