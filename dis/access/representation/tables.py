"""The policy table as people read it: by role and age, what changes, what it means at an age."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from access.codes import Kind
from access.representation import policy, words
from access.representation.policy import Level, Policy, Role, Row

# The ages at which families ask what holds; examples for the reader, no limits.
EXAMPLES = (11, 12, 13, 15, 16)
# How a right stands in a form: the level, and + where a parent's consent is needed.
CONSENT = "+"


@dataclass(frozen=True)
class Band:
    """What one role opens from an age on; `cells` in the order of the services."""

    from_age: int
    until_age: int | None
    cells: Sequence[str]

    @property
    def ages(self) -> str:
        return ages(self.from_age, self.until_age)

    @property
    def rights(self) -> list[tuple[Any, str]]:
        """Each service by name, with the right in words."""
        names = [words.SERVICES[each] for each in policy.SERVICES]
        return [(name, right(cell)) for name, cell in zip(names, self.cells, strict=True)]


@dataclass(frozen=True)
class RoleTable:
    role: Role
    label: Any
    bands: Sequence[Band]


@dataclass(frozen=True)
class Change:
    """Where two versions differ: whose right in what, at which ages."""

    role: Any
    service: Any
    ages: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Example:
    """What the table means at one age; services by name, each with how."""

    age: int
    lines: Sequence[tuple[Any, str]]


def role_tables(table: Policy) -> list[RoleTable]:
    return [RoleTable(role, words.ROLES[role], bands(table, role)) for role in Role]


def bands(table: Policy, role: Role) -> list[Band]:
    """The ages of a role, parted where anything of it changes."""
    found: list[Band] = []
    for start, end in _between([row for row in table["rows"] if row["role"] == role]):
        cells = [cell(policy.row_at(table, role, each, start)) for each in policy.SERVICES]
        if found and list(found[-1].cells) == cells:
            found[-1] = Band(found[-1].from_age, end, cells)
        else:
            found.append(Band(start, end, cells))
    return found


def cell(row: Row | None) -> str:
    if row is None:
        return Level.NONE.value
    return f"{row['level']}{CONSENT if row['condition'] else ''}"


def right(code: str) -> str:
    """A right in words."""
    words_of = str(words.LEVELS[Level(code.rstrip(CONSENT))])
    if code.endswith(CONSENT):
        return _("%(right)s, with a parent's consent") % {"right": words_of}
    return words_of


def rows_of(role: Role, band: Band) -> Iterator[dict[str, Any]]:
    """The lines of the table that a band stands for."""
    for service, code in zip(policy.SERVICES, band.cells, strict=True):
        yield {
            "role": role.value,
            "service": service.value,
            "from_age": band.from_age,
            "until_age": band.until_age,
            "level": code.rstrip(CONSENT),
            "condition": policy.YOUTH_CONSENT if code.endswith(CONSENT) else "",
        }


def changes(old: Policy, new: Policy) -> list[Change]:
    """What the new table changes in the old one; nothing where they say the same."""
    found: list[Change] = []
    for role in Role:
        for service in policy.SERVICES:
            found += _changes(old, new, role, service)
    for name, label in option_labels().items():
        was, becomes = (option_text(table["options"].get(name)) for table in (old, new))
        if was != becomes:
            found.append(Change(_("For all"), label, "", was, becomes))
    return found


def examples(table: Policy) -> list[Example]:
    return [_example(table, age) for age in EXAMPLES]


def option_labels() -> dict[str, str]:
    return {
        "address_rule": _("Address"),
        "competent_from_age": _("Decides alone in matters of health from"),
        "giver_from_age": _("Can give power of attorney from"),
        "holder_from_age": _("Can act for others than own children from"),
    }


def option_text(value: Any) -> str:
    named = {
        policy.ANY_PARENT: _(
            "Both parents with responsibility act if one of them lives with the child"
        ),
        policy.OWN_ADDRESS: _("Only a parent who lives with the child acts"),
    }
    if isinstance(value, int):
        return _("%(age)s years") % {"age": value}
    return str(named.get(value, value))


def options(table: Policy) -> list[tuple[str, str]]:
    return [
        (label, option_text(table["options"].get(name))) for name, label in option_labels().items()
    ]


def ages(start: int, end: int | None) -> str:
    """An age or ages, as people say them: both years belong to it."""
    if end is None:
        return _("%(from)s years and older") % {"from": start}
    if end == start + 1:
        return _("%(from)s years") % {"from": start}
    return _("%(from)s–%(to)s years") % {"from": start, "to": end - 1}


def _changes(old: Policy, new: Policy, role: Role, service: Kind) -> Iterator[Change]:
    rows = [*policy.rows_of(old, role, service), *policy.rows_of(new, role, service)]
    merged: list[tuple[int, int | None, str, str]] = []
    for start, end in _between(rows):
        was, becomes = (cell(policy.row_at(each, role, service, start)) for each in (old, new))
        if merged and merged[-1][1:] == (start, was, becomes):
            merged[-1] = (merged[-1][0], end, was, becomes)
        else:
            merged.append((start, end, was, becomes))
    for start, end, was, becomes in merged:
        if was != becomes:
            yield Change(
                words.ROLES[role],
                words.SERVICES[service],
                ages(start, end),
                right(was),
                right(becomes),
            )


def _between(rows: Sequence[Row]) -> list[tuple[int, int | None]]:
    """The spans between all bounds of the rows; the last one is open where a row is."""
    bounds = {row["from_age"] for row in rows} | {row["until_age"] for row in rows}
    is_open = None in bounds
    limits: list[int | None] = sorted(each for each in bounds if each is not None)
    spans = list(pairwise([*limits, None] if is_open else limits))
    return [(start, end) for start, end in spans if start is not None]


def _example(table: Policy, age: int) -> Example:
    lines = []
    for role in (Role.SELF, Role.PARENT, Role.PROXY):
        opened = [
            _("%(service)s (%(right)s)")
            % {"service": words.SERVICES[service], "right": right(code).lower()}
            for service in policy.SERVICES
            if (code := cell(policy.row_at(table, role, service, age))) != Level.NONE
        ]
        lines.append((words.ROLES[role], ", ".join(opened)))
    return Example(age, lines)
