"""The figures of the rules: how much is unusual, and what each sign of it counts.

They are defaults; a legal entity may have its own (people.UnitSetting, key `reading-alerts`).
Sources: security.md part 8 row 29 (200 records in an hour); the rest was weighed on a made-up
hospital (bench.unusual), where each sign alone and ordinary work beside it must come out right.
"""

import uuid
from dataclasses import dataclass, field, fields, replace
from typing import Any

from access.alerts.codes import Policy
from people import directory

KEY = "reading-alerts"
# A chain of kin through somebody who is named by more people than this leads no further.
MOST_KIN = 12
# A care relation that is registered so many days late, or ended so lately, is one.
LATE_DAYS = 3
# Fewer people, or fewer hours of work, than this say nothing of what is usual in a unit.
LEAST_PERSONS, LEAST_HOURS = 3, 40


@dataclass(frozen=True)
class Figures:
    """What raises an alert in one legal entity. Points add up; from `threshold` on it is unusual.

    Of what has two figures, the first counts where no care relation is known, the second where
    one is: care lowers the suspicion, and of close family it never takes it away.
    """

    threshold: int = 60
    family: tuple[int, int] = (100, 60)
    household_same_name: tuple[int, int] = (80, 30)
    household: tuple[int, int] = (60, 20)
    # Where more people than a household live at one address, the address says little.
    household_most: int = 8
    crowded_same_name: tuple[int, int] = (40, 10)
    crowded: tuple[int, int] = (10, 0)
    unit_colleague: tuple[int, int] = (60, 10)
    colleague: tuple[int, int] = (30, 0)
    public: int = 70
    public_in_care_there: int = 55
    public_readers: int = 5
    public_many: int = 20
    unrelated: int = 20
    former_days: int = 180
    former_reads: int = 2
    former: int = 35
    repeated_days: int = 3
    repeated: int = 30
    hour_always: int = 200
    hour_least: int = 25
    hour_times_usual: float = 3.0
    hour: int = 70
    many_least: int = 10
    many_times_usual: float = 3.0
    many_days: int = 7
    many_in_days_least: int = 30
    many: int = 70
    policy: str = Policy.ALERT
    answer_days: int = 14


DEFAULT = Figures()


@dataclass
class Known:
    """The figures of each legal entity, asked for once."""

    found: dict[uuid.UUID, Figures] = field(default_factory=dict)

    def of(self, legal_entity_id: uuid.UUID) -> Figures:
        if legal_entity_id not in self.found:
            self.found[legal_entity_id] = of(legal_entity_id)
        return self.found[legal_entity_id]


def of(legal_entity_id: uuid.UUID) -> Figures:
    """The figures in force in a legal entity."""
    return _with(directory.unit_setting(legal_entity_id, KEY, {}))


def _with(own: dict[str, Any]) -> Figures:
    """The defaults with the entity's own figures; what is no figure, or not of its kind, is not
    one: a misspelt setting must not switch a rule off."""
    found: dict[str, Any] = {}
    for each in fields(Figures):
        default, value = getattr(DEFAULT, each.name), own.get(each.name)
        if isinstance(default, tuple):
            if isinstance(value, list) and len(value) == 2 and all(map(_is_figure, value)):
                found[each.name] = (value[0], value[1])
        elif isinstance(default, str):
            if value in Policy.values:
                found[each.name] = value
        elif _is_figure(value):
            found[each.name] = type(default)(value)
    return replace(DEFAULT, **found)


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6
