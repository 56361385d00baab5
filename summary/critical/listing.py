"""Critical information as one list: what others have sent, and what clinicians here say of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from summary.codes import Severity, Sort, State
from summary.critical.entries import Entry, entry_of

if TYPE_CHECKING:
    from summary.selectors import Kept

_SEVERE = frozenset({Severity.LIFE, Severity.SEVERE})
_MILD = frozenset({Severity.MODERATE, Severity.MILD})
# Most dangerous first. A severe reaction to a medicine comes before all, a severe allergy after
# what limits treatment; what was no worse than moderate comes last.
_ORDER = (
    *(Sort.LIMITATION, Sort.CLARIFICATION, Sort.INTUBATION, Sort.ANAESTHESIA),
    *(Sort.DRUG, Sort.ALLERGY),
    *(Sort.CONDITION, Sort.IMPLANT, Sort.INFECTION, Sort.PROCEDURE),
)
_STATES = (State.ACTIVE, State.OVERDUE, State.INACTIVE, State.REFUTED, State.MISTAKE)


@dataclass(frozen=True)
class Listed:
    """A piece as it stands. `about` is what another has sent and this says more of. Where that was
    changed after it was assessed, it stands for itself again (`is_changed_since`)."""

    kept: "Kept"
    entry: Entry
    about: "Listed | None" = None
    is_changed_since: bool = False


def entry(kept: "Kept", today: date) -> Entry | None:
    return entry_of(json.loads(kept.wire), today)


def listed(rows: Iterable["Kept"], today: date) -> list[Listed]:
    """Each thing once, most dangerous first. What is assessed here stands with its assessment, as
    long as its sender has not said anything new."""
    found = {kept.id: Listed(kept, read) for kept in rows if (read := entry(kept, today))}
    assessed: dict[object, Listed] = {}
    for each in found.values():
        original = found.get(each.kept.assesses_id) if each.kept.assesses_id else None
        if original is None or each.entry.state is State.MISTAKE:
            continue
        is_current = original.kept.version == each.kept.assessed_version
        assessed[original.kept.id] = (
            Listed(each.kept, each.entry, about=original)
            if is_current and original.entry.state is not State.MISTAKE
            else Listed(original.kept, original.entry, is_changed_since=True)
        )
    whole = [
        assessed.get(each.kept.id, each)
        for each in found.values()
        if each.kept.assesses_id not in found
    ]
    return sorted(whole, key=_danger)


def standing(rows: Sequence[Listed]) -> list[Listed]:
    """Those that apply today."""
    return [each for each in rows if each.entry.applies]


def _danger(each: Listed) -> tuple[int, int, str]:
    said = each.entry
    place = 2 * _ORDER.index(said.sort) + 2
    if said.severity in _SEVERE:
        place = 0 if said.sort is Sort.DRUG else min(place, 5)
    if said.severity in _MILD:
        place += 2 * len(_ORDER)
    return _STATES.index(said.state), place, said.title.casefold()
