"""Pages of who has looked in a long log, which gather no more of it than they show."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import connection

from access import log_conditions, looking
from access.codes import Kind
from access.grant import Grant
from access.log_conditions import BY_PEOPLE, Choice, Query
from access.looking import COLUMNS, Group, rows
from common import clock


class Person(NamedTuple):
    """One person's looking in all: in how many rows, the first and the last of it."""

    person_id: uuid.UUID | None
    name: str
    looks: int
    first_at: datetime
    last_at: datetime


class Looker(NamedTuple):
    """One person's looking from one organisation: the last of it, and a name of the person."""

    organization_id: uuid.UUID | None
    person_id: uuid.UUID | None
    name: str
    last_at: datetime


class Newest(NamedTuple):
    """A page of rows. There are `total` of them in all, or at least so many."""

    groups: list[Group]
    total: int
    is_least: bool = False


_KEPT = "access.lookers"
# A log with more events is long: a page of it is made of the newest days, if these are enough.
_LONG, _DAYS = 3_000, (31, 366)


def newest(grant: Grant, choice: Choice, *, limit: int, offset: int = 0) -> Newest:
    """As `groups`, for a page. Of a long log no more is gathered than the page needs, as if that
    were the period that is asked for; how many rows are older is then not told."""
    # What one person did and the log of one thing are found without the rest.
    is_short = choice.person_id or choice.item_id or not _is_long(grant, choice)
    for since in () if is_short else _beginnings(choice):
        found, total = looking.groups(
            grant, replace(choice, since=since), limit=limit, offset=offset
        )
        if total > offset + limit:
            return Newest(found, total, is_least=True)
    return Newest(*looking.groups(grant, choice, limit=limit, offset=offset))


def lookers(grant: Grant, choice: Choice) -> list[Looker]:
    """Who has looked from where, whatever was done: an index alone answers it, however long the
    log is. A page asks it for its rows and for its filter, and the database once."""
    choice = replace(choice, hidden=(), reason="", done="")
    found: list[Looker]
    asked, found = grant.remembered.get(_KEPT, (None, []))
    if asked != choice:
        with _hashing():
            found = [Looker(*row) for row in rows(_who(grant, choice), _LOOKERS)]
        grant.remembered[_KEPT] = choice, found
    return found


def people(
    grant: Grant, choice: Choice, *, limit: int, offset: int = 0, most: int
) -> tuple[list[tuple[Person, list[Group]]], int]:
    """Each person once, who looked last first, with their newest rows, and how many persons."""
    if choice.reason or choice.done:
        persons = [row[:2] for row in rows(looking.kept(grant, choice), _PERSONS)]
    else:
        persons = _in_order(lookers(grant, choice))
    among = persons[offset : offset + limit]
    if not among:
        return [], len(persons)
    choice = replace(choice, among=among)
    query = looking.kept(grant, replace(choice, at=_times(grant, choice)))
    found: dict[Person, list[Group]] = {}
    for person_id, name, looks, first_at, last_at, *row in rows(query, _NEWEST, most):
        person = Person(person_id, name, looks, first_at, last_at)
        found.setdefault(person, []).append(Group(*row))
    return list(found.items()), len(persons)


def _times(grant: Grant, choice: Choice) -> list[datetime]:
    """When the persons of `among` were there: an index alone answers it. Asked for the events by
    person, the database would read all of the patient's: row security hides from it how many these
    are."""
    everybody = _who(grant, replace(choice, among=()))
    found = rows(everybody, _TIMES, choice.among_ids, choice.among_names)
    return [at for (at,) in found]


def _in_order(found: Sequence[Looker]) -> list[tuple[uuid.UUID | None, str]]:
    """Each person once, who looked last first; by name where there is no more of them."""
    last: dict[tuple[uuid.UUID | None, str], datetime] = {}
    for each in found:
        key = each.person_id, "" if each.person_id else each.name
        last[key] = max(each.last_at, last.get(key, each.last_at))
    return sorted(sorted(last, key=str), key=lambda key: last[key], reverse=True)


def people_count(grant: Grant, choice: Choice) -> int:
    """How many persons have looked. A look-up that is told with an opening changes nothing of it,
    so that the events alone say it, unless what was done is asked for."""
    if choice.reason or choice.done:
        query, table = looking.kept(grant, choice), "chosen"
    else:
        query, table = _who(grant, choice), "seen"
    count = f"SELECT count(*) FROM (SELECT FROM {table} GROUP BY person_id, name) each_once"  # noqa: S608 - own words only
    return int(rows(query, count)[0][0])


def _is_long(grant: Grant, choice: Choice) -> bool:
    count = "SELECT count(*) > %s FROM (SELECT FROM seen LIMIT %s) enough"
    return bool(rows(_any_events(grant, choice), count, _LONG, _LONG + 1)[0][0])


def _beginnings(choice: Choice) -> Iterator[datetime]:
    """Midnights in Norway from which on to look at first: rows are gathered by day."""
    until = (choice.until or clock.now()).astimezone(clock.OSLO).date()
    for days in _DAYS:
        since = datetime.combine(until - timedelta(days=days), time.min, clock.OSLO)
        if choice.since is None or since > choice.since:
            yield since


@contextmanager
def _hashing() -> Iterator[None]:
    """Have many rows gathered without sorting them. PostgreSQL takes them for few, of whomever:
    row security hides from it how long the log of this patient is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def _who(grant: Grant, choice: Choice) -> Query:
    """As `looking.events`, without what was done: an index alone answers it, however long it is."""
    grant.check(Kind.LOG)
    query = Query(_WHO)
    log_conditions.add_conditions(query, grant, choice)
    query.sql += ")"
    return query


def _any_events(grant: Grant, choice: Choice) -> Query:
    """The events of the period, of whatever kind: an index alone answers it."""
    grant.check(Kind.LOG)
    query = Query("WITH seen AS (SELECT e.recorded_at FROM access_accessevent e WHERE ")
    log_conditions.add(query, [log_conditions.patients(grant), *log_conditions.in_period(choice)])
    query.sql += ")"
    return query


_WHO = f"""WITH seen AS (
    SELECT e.person_id, CASE WHEN e.person_id IS NULL THEN e.actor_name ELSE '' END AS name,
        e.actor_name, e.legal_entity_id, e.recorded_at
    FROM access_accessevent e WHERE {BY_PEOPLE} AND """  # noqa: S608 - own words only
_LOOKERS = """SELECT legal_entity_id, person_id, max(actor_name), max(recorded_at) FROM seen
    GROUP BY legal_entity_id, person_id, name"""
_TIMES = """SELECT recorded_at FROM (SELECT * FROM seen OFFSET 0) seen
    WHERE person_id = ANY (%s::uuid[]) OR (person_id IS NULL AND name = ANY (%s))"""
_PERSONS = """SELECT person_id, name, max(last_at) FROM chosen
    GROUP BY person_id, name ORDER BY max(last_at) DESC, person_id, name"""
_NEWEST = f"""SELECT person_id, name, looks, since, until, {COLUMNS} FROM (
        SELECT {COLUMNS}, count(*) OVER person AS looks, min(first_at) OVER person AS since,
            max(last_at) OVER person AS until,
            row_number() OVER (PARTITION BY person_id, name ORDER BY last_at DESC) AS place
        FROM chosen WINDOW person AS (PARTITION BY person_id, name)
    ) newest WHERE place <= %s ORDER BY until DESC, person_id, name, last_at DESC"""  # noqa: S608 - own words only
