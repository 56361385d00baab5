"""What is wrong with a policy table, in words; a table with a fault is never proposed. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from access.codes import Kind
from access.representation import policy, words
from access.representation.policy import Level, Policy, Role, Row

# Who is 16 is competent in matters of health (pasient- og brukerrettighetsloven § 4-3): a table
# cannot give parents more, nor take less account of it.
COMPETENT_BY_LAW = 16
HOLDER_BY_LAW = 18
OLDEST = 120
_FIELDS = frozenset({"role", "service", "from_age", "until_age", "level", "condition"})


def faults(table: Policy) -> list[str]:
    """Everything that is wrong, each once."""
    rows = table["rows"]
    unknown = list(_unknown(rows))
    if unknown:
        return list(dict.fromkeys(unknown))
    found = [*_options(table["options"])]
    for role in Role:
        for service in policy.SERVICES:
            mine = sorted(
                policy.rows_of(table, role, service), key=lambda row: int(row["from_age"])
            )
            found += [*_bounds(role, service, mine), *_rights(role, service, mine)]
    return list(dict.fromkeys(found))


def _unknown(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if set(row) != _FIELDS:
            yield _("A line is not complete.")
        elif row["role"] not in set(Role):
            yield _("There is no role «%(role)s».") % {"role": row["role"]}
        elif row["service"] not in {*map(str, policy.SERVICES)}:
            yield _("There is no service «%(service)s».") % {"service": row["service"]}
        elif row["level"] not in set(Level) or row["condition"] not in {"", policy.YOUTH_CONSENT}:
            yield _("There is no right «%(level)s».") % {
                "level": f"{row['level']} {row['condition']}".strip()
            }
        elif not _is_age(row["from_age"]) or not (
            row["until_age"] is None or _is_age(row["until_age"])
        ):
            yield _("An age is a whole number from 0 to 120.")


def _is_age(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST


def _bounds(role: Role, service: Kind, rows: Sequence[Row]) -> Iterator[str]:
    """From birth on, without gaps and overlaps, and open upwards."""
    names = {"role": words.ROLES[role], "service": words.SERVICES[service]}
    expected: int | None = 0
    for row in rows:
        ages = {**names, "from": row["from_age"]}
        if row["until_age"] is not None and row["until_age"] <= row["from_age"]:
            yield _("%(role)s, %(service)s: from %(from)s ends before it begins.") % ages
        if expected is None or row["from_age"] < expected:
            yield _("%(role)s, %(service)s: two lines hold at %(from)s years.") % ages
        elif row["from_age"] > expected:
            gap = {**names, "from": expected, "until": row["from_age"]}
            yield _("%(role)s, %(service)s: no line holds from %(from)s to %(until)s years.") % gap
        expected = row["until_age"]
    if not rows or expected is not None:
        last = {**names, "from": expected or 0}
        yield _("%(role)s, %(service)s: no line holds from %(from)s years on.") % last


def _rights(role: Role, service: Kind, rows: Sequence[Row]) -> Iterator[str]:
    names = {"role": words.ROLES[role], "service": words.SERVICES[service]}
    given = [row for row in rows if row["level"] != Level.NONE]
    for row in given:
        until = row["until_age"]
        if role is Role.PARENT and (until is None or until > COMPETENT_BY_LAW):
            yield _("Parents have no rights after their child has turned 16 (%(service)s).") % names
        if row["level"] == Level.WRITE and service not in policy.WRITABLE:
            yield _("There is nothing that can be done in «%(service)s», only read.") % names
        if row["condition"] and role is not Role.SELF:
            yield _("A parent's consent is a condition for the young only.")
    if role in _OTHERS:
        yield from _rights_of_others(service, given, names)
    if role is Role.SELF and not _is_open_to_adults(rows):
        yield _("Grown-up people keep access to what is their own (%(service)s).") % names


def _rights_of_others(
    service: Kind, given: Sequence[Row], names: Mapping[str, Any]
) -> Iterator[str]:
    for row in given:
        if service is Kind.REPRESENTATION:
            yield _("Who acts for another cannot decide who else acts (%(role)s).") % names
        if service is Kind.SETTINGS and row["level"] == Level.WRITE:
            yield _("Who acts for another cannot change privacy settings (%(role)s).") % names
        if row["from_age"] < COMPETENT_BY_LAW:
            yield _("Nobody under 16 has a proxy: that is for the parents (%(role)s).") % names


_OTHERS = frozenset({Role.PROXY, Role.ASSIGNED})


def _is_open_to_adults(rows: Sequence[Row]) -> bool:
    """Everybody has the right to see the own record (pasientjournalloven § 18)."""
    grown = [row for row in rows if row["until_age"] is None or row["until_age"] > HOLDER_BY_LAW]
    return bool(grown) and all(row["level"] != Level.NONE and not row["condition"] for row in grown)


def _options(options: Mapping[str, Any]) -> Iterator[str]:
    if options.get("address_rule") not in {policy.ANY_PARENT, policy.OWN_ADDRESS}:
        yield _("Choose the rule about addresses.")
    limits = (
        ("competent_from_age", 0, COMPETENT_BY_LAW, _("Who decides alone is 16 at the most.")),
        ("giver_from_age", COMPETENT_BY_LAW, OLDEST, _("Who gives power of attorney is over 16.")),
        ("holder_from_age", HOLDER_BY_LAW, OLDEST, _("Who acts for another is over 18.")),
    )
    for name, least, most, sentence in limits:
        value = options.get(name)
        if not _is_age(value) or not least <= int(value or 0) <= most:
            yield sentence
