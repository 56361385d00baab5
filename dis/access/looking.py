"""Who has looked, gathered by the database: one row per person, day, role and basis.

The words are made elsewhere (access.telling). `access.reconciliation` holds these rows against the
log itself every night; it shares nothing with this module but its answers.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from access import deeds
from access.codes import ACTING_CHANGED, SEARCH_IN_RECORD, SETTING_CHANGED, Action, Basis, Kind
from access.grant import Grant
from access.log_conditions import BY_PEOPLE, Query, add_conditions
from access.log_conditions import Choice as Choice

# What was done, as one bit each. A list of the unit's patients shows who is there and nothing that
# was written; what is done with tasks, choices and the log itself has words of its own.
BITS = {
    Action.IDENTIFY.value: 1,
    Action.OPEN.value: 2,
    Action.LIST.value: 4,
    Action.SEARCH.value: 8,
    Action.READ.value: 16,
    Action.DOWNLOAD.value: 32,
    Action.WRITE.value: 64,
    Kind.TASK.value: 128,
    Kind.LOG.value: 256,
    Action.PRINT.value: 512,
    SEARCH_IN_RECORD: 4096,
    Kind.REVIEW.value: 8192,
    Kind.SETTINGS.value: 16384,
    SETTING_CHANGED: 32768,
    Kind.REPRESENTATION.value: 65536,
    ACTING_CHANGED: 131072,
}
_ASKED = {
    **BITS,
    "search": BITS["search"] | BITS[SEARCH_IN_RECORD],
    "settings": sum(BITS[code] for code in deeds.CHOICES),
}
_DONE = sum(BITS.values())
_UNBLOCKED, _ADMINISTRATION = 1024, 2048
_BY_KIND = " ".join(
    f"WHEN e.kind = '{kind}'{more} THEN {BITS[deeds.code_of(kind, action)]}"
    for more, action in ((" AND e.action = 'write'", Action.WRITE), ("", Action.READ))
    for kind in ("task", "log", "review", "settings", "representation")
)
# A search of the unit rests on no attestation; one in an opened record does, but for citizens.
IN_RECORD = "(e.actor_kind = 'citizen' OR e.attestation_id IS NOT NULL)"
_OF_UNIT = f"e.action = 'search' AND NOT {IN_RECORD}"
UNIT_SEARCHES = f"""SELECT e.id FROM access_accessevent e
    WHERE e.patient_id = ANY (%s::uuid[]) AND {_OF_UNIT}
        AND (%s::timestamptz IS NULL OR e.recorded_at >= %s)"""  # noqa: S608 - own words only
REASONS: Mapping[str, str] = {
    "emergency": f"basis = '{Basis.EMERGENCY}'",
    "declared": f"basis = '{Basis.DECLARED}'",
    "blocked": f"(opened OR bits & {_UNBLOCKED} <> 0)",
    "search": f"bits & {_ASKED['search']} <> 0",
    "administration": f"bits & {_ADMINISTRATION} <> 0",
}


class Group(NamedTuple):
    """One person's looking at one patient on one day in one role on one basis."""

    patient_id: uuid.UUID
    day: date
    person_id: uuid.UUID | None
    name: str
    role_id: uuid.UUID | None
    basis: str
    opened: bool
    first_at: datetime
    last_at: datetime
    times: int
    bits: int

    @property
    def actions(self) -> set[str]:
        return {action for action, bit in BITS.items() if self.bits & bit}

    @property
    def has_unblocked(self) -> bool:
        return self.opened or bool(self.bits & _UNBLOCKED)


def groups(
    grant: Grant, choice: Choice, *, limit: int | None = None, offset: int = 0
) -> tuple[list[Group], int]:
    """Rows, newest first, and how many there are without the limit."""
    query = kept(grant, choice)
    found = rows(query, _GROUPS, limit, offset)
    if not found and offset:
        return [], int(rows(query, "SELECT count(*) FROM chosen")[0][0])
    return [Group(*row[:-1]) for row in found], found[0][-1] if found else 0


COLUMNS = """patient_id, day, person_id, name, role_id, basis, opened, first_at, last_at,
        times, bits"""
_GROUPS = f"""SELECT {COLUMNS}, count(*) OVER ()
    FROM chosen ORDER BY last_at DESC, patient_id, person_id, name, role_id, basis, opened
    LIMIT %s OFFSET %s"""  # noqa: S608 - own words only


def kept(grant: Grant, choice: Choice) -> Query:
    """The rows that are told, as the table `chosen` of a statement.

    Looking up is told by itself only where no opening by the same person came of it that day.
    """
    query = events(grant, choice)
    conditions = [f"NOT (bits & {_DONE} = 1 AND has_more)"]
    if choice.reason:
        conditions.append(REASONS[choice.reason])
    if choice.done:
        conditions.append(f"bits & {_ASKED[choice.done]} <> 0")
    query.sql += f"""
        , gathered AS (
            SELECT patient_id, day, person_id, name, role_id, basis, opened,
                min(recorded_at) AS first_at, max(recorded_at) AS last_at, count(*) AS times,
                bit_or(bits) AS bits
            FROM seen GROUP BY patient_id, day, person_id, name, role_id, basis, opened
        ), judged AS (
            SELECT *, bool_or(bits & {_DONE} <> 1)
                OVER (PARTITION BY patient_id, day, person_id, name, role_id) AS has_more
            FROM gathered
        ), chosen AS (SELECT * FROM judged WHERE {" AND ".join(conditions)})"""  # noqa: S608 - own words only
    return query


def events(grant: Grant, choice: Choice) -> Query:
    """The permitted accesses by other people than the reader, as the table `seen`.

    What systems of the portal do is not somebody looking.
    """
    grant.check(Kind.LOG)
    query = Query("WITH marks AS (", [])
    _add_marks(query, grant, choice)
    done = " ".join(
        f"WHEN e.action = '{action}' THEN {bit}"
        for action, bit in BITS.items()
        if action in Action.values
    )
    reading = ""
    if choice.hidden:
        # What only showed hidden things is told as an opening, and a search of the unit as a look
        # at the name, which stood above what was found (9603, NORN_FORANS).
        reading = (
            f"WHEN {_OF_UNIT} AND m.only_hidden THEN 1"
            " WHEN e.action IN ('read', 'download', 'print', 'search') AND (m.only_hidden"
            " OR (e.item_id = ANY (%s::uuid[]) AND NOT coalesce(m.shows_open, false))) THEN 2"
        )
        query.values.append(list(choice.hidden))
    query.sql += f"""
        ), seen AS (
            SELECT e.patient_id, (e.recorded_at AT TIME ZONE 'Europe/Oslo')::date AS day,
                e.person_id, CASE WHEN e.person_id IS NULL THEN e.actor_name ELSE '' END AS name,
                e.role_id, e.basis, e.has_opened_restriction AS opened, e.recorded_at,
                CASE WHEN m.is_nothing THEN 0
                    {_BY_KIND}
                    WHEN e.action = 'list' AND e.kind = '{Kind.DEMOGRAPHICS}' THEN 1
                    {reading} WHEN e.action = 'search' AND {IN_RECORD}
                        THEN {BITS[SEARCH_IN_RECORD]} {done} ELSE 2 END
                | CASE WHEN m.is_unblocked THEN {_UNBLOCKED} ELSE 0 END
                | CASE WHEN e.ground IN ('PASADM', 'KVAL') OR e.purpose_of_use = 'COC'
                    OR e.kind IN ('task', 'review') THEN {_ADMINISTRATION} ELSE 0 END AS bits
            FROM access_accessevent e LEFT JOIN marks m ON m.event_id = e.id
            WHERE {BY_PEOPLE} AND """  # noqa: S608 - own words only
    add_conditions(query, grant, choice)
    query.sql += ")"
    return query


def _add_marks(query: Query, grant: Grant, choice: Choice) -> None:
    """What items say more of an event than it says itself: few of them do."""
    outcomes, unblocked, more, found = ["not-shown", "unblocked"], "outcome = 'unblocked'", "", ""
    if choice.hidden:
        outcomes.append("shown")
        shown = "outcome IN ('shown', 'listed')"
        more = f""", bool_or({shown}) AND bool_and(
            NOT {shown} OR resource_id = ANY (%s::uuid[])) AS only_hidden,
            bool_or({shown} AND resource_id <> ALL (%s::uuid[])) AS shows_open"""
        query.values += [list(choice.hidden)] * 3
        found = f" OR (outcome = 'listed' AND event_id IN ({UNIT_SEARCHES}))"
        unblocked += " AND resource_id <> ALL (%s::uuid[])"
    query.sql += f"""
        SELECT event_id, bool_or(outcome = 'not-shown') AS is_nothing,
            bool_or({unblocked}) AS is_unblocked {more}
        FROM access_accessitem
        WHERE patient_id = ANY (%s::uuid[]) AND (outcome = ANY (%s){found})"""  # noqa: S608 - own words only
    query.values += [list(grant.patient_ids), outcomes]
    if found:
        query.values += [list(grant.patient_ids), choice.since, choice.since]
    if choice.since:
        query.sql += " AND recorded_at >= %s"
        query.values.append(choice.since)
    query.sql += " GROUP BY event_id"


def rows(query: Query, more: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query.sql + " " + more, [*query.values, *values])
        found: list[Any] = cursor.fetchall()
    return found
