"""What of the log is asked for, as conditions of a statement about its events."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from access.grant import Grant


@dataclass(frozen=True)
class Choice:
    """What of the log is asked for; empty means everything but the reader's own visits.

    `hidden` are things that the reader must not even learn were opened. `readers` says whose visits
    to which patient are their own; the reader of the Grant where nothing is said. `among` are
    persons by their ids, and by their names where they have none, `at` the times of their events.
    """

    since: datetime | None = None
    until: datetime | None = None
    organization_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    reason: str = ""
    done: str = ""
    item_id: uuid.UUID | None = None
    with_own: bool = False
    hidden: Sequence[uuid.UUID] = ()
    readers: Mapping[uuid.UUID, uuid.UUID] | None = None
    among: Sequence[tuple[uuid.UUID | None, str]] = ()
    at: Sequence[datetime] = ()

    @property
    def among_ids(self) -> list[uuid.UUID]:
        return [each for each, _name in self.among if each]

    @property
    def among_names(self) -> list[str]:
        return [name for each, name in self.among if not each]


@dataclass
class Query:
    """Parts of a statement with the values that belong into it."""

    sql: str
    values: list[Any] = field(default_factory=list)


def patients(grant: Grant, column: str = "e.patient_id") -> Query:
    """That a row is about the Grant's patients; of one alone an index gives the newest first."""
    if len(grant.patient_ids) == 1:
        return Query(f"{column} = %s", [grant.patient_id])
    return Query(f"{column} = ANY (%s::uuid[])", [list(grant.patient_ids)])


def add_conditions(query: Query, grant: Grant, choice: Choice) -> None:
    """What is asked for of the permitted accesses by people."""
    found = [patients(grant)]
    if not choice.with_own:
        found += _by_others(grant, choice)
    if choice.among:
        ids, names = choice.among_ids, choice.among_names
        by_name = Query(" OR (e.person_id IS NULL AND e.actor_name = ANY (%s))", [names])
        more = by_name if names else Query("")
        found.append(Query(f"(e.person_id = ANY (%s::uuid[]){more.sql})", [ids, *more.values]))
    found += in_period(choice)
    if choice.organization_id:
        found.append(Query("e.legal_entity_id = %s", [choice.organization_id]))
    if choice.person_id:
        found.append(Query("e.person_id = %s", [choice.person_id]))
    if choice.item_id:
        values = [choice.item_id, list(grant.patient_ids), choice.item_id]
        found.append(Query(_OF_ITEM, values))
    add(query, found)


def add(query: Query, conditions: Sequence[Query]) -> None:
    query.sql += " AND ".join(each.sql for each in conditions)
    for each in conditions:
        query.values += each.values


def in_period(choice: Choice) -> list[Query]:
    since = [Query("e.recorded_at >= %s", [choice.since])] if choice.since else []
    until = [Query("e.recorded_at < %s", [choice.until])] if choice.until else []
    at = [Query("e.recorded_at = ANY (%s)", [list(choice.at)])] if choice.at else []
    return since + until + at


def _by_others(grant: Grant, choice: Choice) -> list[Query]:
    """That it was not the patient's own visit, nor one of the reader of the Grant."""
    readers = choice.readers
    if readers is None:
        reader = grant.reader_id
        readers = dict.fromkeys(grant.patient_ids, reader) if reader else {}
    if len(grant.patient_ids) == 1:
        reader = readers.get(grant.patient_id)
        return [Query("e.person_id IS DISTINCT FROM %s", [reader])] if reader else []
    return [Query(_BY_OTHERS, [list(readers), list(readers.values())])]


# The index access_event_looks holds these events and no others.
BY_PEOPLE = "e.is_permitted AND e.actor_kind <> 'system'"
_BY_OTHERS = """NOT EXISTS (SELECT 1 FROM unnest(%s::uuid[], %s::uuid[]) AS reader (patient, person)
    WHERE reader.patient = e.patient_id AND reader.person = e.person_id)"""
# Of one document: who was shown it, not who only saw that it was there.
_OF_ITEM = """(e.item_id = %s OR e.id IN (
    SELECT event_id FROM access_accessitem WHERE patient_id = ANY (%s::uuid[])
        AND resource_id = %s AND outcome = 'shown')) AND m.is_nothing IS NOT TRUE"""
