"""The policy table, evaluated: what a role opens in a service at an age. The only place where ages
decide anything; pure.

An age is in whole years on the day in Europe/Oslo. Bounds are half-open, and what stands nowhere in
the table is closed.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from access.codes import Kind

Policy = Mapping[str, Any]
Row = Mapping[str, Any]

YOUTH_CONSENT = "youth-consent"
ANY_PARENT, OWN_ADDRESS = "any-parent", "own-address"


class Role(StrEnum):
    """As what a citizen comes to a record."""

    SELF = "self"
    PARENT = "parent"
    PROXY = "proxy"
    ASSIGNED = "assigned-proxy"


class Level(StrEnum):
    NONE = "none"
    READ = "read"
    WRITE = "write"


SERVICES = (
    Kind.JOURNAL,
    Kind.RESULTS,
    Kind.SUMMARY,
    Kind.APPOINTMENTS,
    Kind.LOG,
    Kind.TASK,
    Kind.SETTINGS,
    Kind.REPRESENTATION,
)
# Opened by themselves, these hold what the services hold (access.gate.kinds_of).
PARTS = {
    Kind.RECORD: (
        *(Kind.JOURNAL, Kind.RESULTS, Kind.SUMMARY, Kind.APPOINTMENTS),
        *(Kind.LOG, Kind.TASK),
    ),
    Kind.DEMOGRAPHICS: SERVICES,
}
# The only conditions and levels that mean something; the rest is a fault of the table.
WRITABLE = frozenset({Kind.TASK, Kind.SETTINGS, Kind.REPRESENTATION})
_ORDER = (Level.NONE, Level.READ, Level.WRITE)


def rows_of(policy: Policy | None, role: Role, service: Kind) -> Iterator[Row]:
    for row in policy["rows"] if policy else ():
        if row["role"] == role and row["service"] == service:
            yield row


def covers(row: Row, age: int) -> bool:
    until = row["until_age"]
    return bool(row["from_age"] <= age and (until is None or age < until))


def row_at(policy: Policy | None, role: Role, service: Kind, age: int | None) -> Row | None:
    if age is None:
        return None
    return next((row for row in rows_of(policy, role, service) if covers(row, age)), None)


def level(
    policy: Policy | None, role: Role, service: Kind, age: int | None, *, has_consent: bool
) -> Level:
    """What the role opens; nothing where the condition of the row is not met."""
    row = row_at(policy, role, service, age)
    if row is None or (row["condition"] and not has_consent):
        return Level.NONE
    return Level(row["level"])


def waits_for_consent(policy: Policy | None, role: Role, service: Kind, age: int | None) -> bool:
    """Whether the row gives something, but with a parent's consent only."""
    row = row_at(policy, role, service, age)
    return row is not None and row["condition"] == YOUTH_CONSENT and row["level"] != Level.NONE


def has_passed(policy: Policy | None, role: Role, service: Kind, age: int) -> bool:
    """Whether the role opened the service at an earlier age and does no longer."""
    return any(
        row["level"] != Level.NONE and row["until_age"] is not None and row["until_age"] <= age
        for row in rows_of(policy, role, service)
    )


def lower(one: Level, other: Level) -> Level:
    return min(one, other, key=_ORDER.index)


def is_enough(given: Level, needed: Level) -> bool:
    return _ORDER.index(given) >= _ORDER.index(needed)


def is_competent(policy: Policy | None, age: int | None) -> bool:
    """Whether the patient decides alone in matters of health."""
    return _is_at_least(policy, "competent_from_age", age)


def may_give(policy: Policy | None, age: int | None) -> bool:
    """Whether a patient of that age can let others act."""
    return _is_at_least(policy, "giver_from_age", age)


def may_hold(policy: Policy | None, age: int | None) -> bool:
    """Whether somebody of that age can act for others than own children."""
    return _is_at_least(policy, "holder_from_age", age)


def asks_own_address(policy: Policy | None) -> bool:
    """Whether a parent must live where the child does; otherwise it is enough that one of those
    with responsibility does. No table, or another word, is the stricter rule."""
    return not policy or policy["options"].get("address_rule") != ANY_PARENT


def _is_at_least(policy: Policy | None, option: str, age: int | None) -> bool:
    limit = policy["options"].get(option) if policy else None
    return limit is not None and age is not None and age >= limit
