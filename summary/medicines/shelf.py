"""All that is known of a patient's medicines, as one reader may see it, for pages and cards."""

from dataclasses import dataclass
from typing import Any

from access.grant import Grant
from common import clock
from summary import selectors
from summary.critical import listing
from summary.medicines import hints as hinting
from summary.medicines import reconciling
from summary.medicines.hints import Hint
from summary.medicines.reconciling import Group, Line, Signed
from summary.presenters import medicines as presenters


@dataclass(frozen=True)
class Shelf:
    """All that is known of a patient's medicines, as this reader may see it."""

    groups: list[Group]
    lists: list[Signed]
    by_hand: list[Line]
    hints: list[Hint]
    unchecked: list[str]
    content: str

    @property
    def number(self) -> int:
        return self.lists[0].number if self.lists else 0


def shelf(grant: Grant, *, is_noted: bool = True) -> Shelf:
    """Read once for a page, and noted in the log where all of it is shown."""
    today, rows = clock.today(), selectors.medicines(grant)
    if is_noted:
        selectors.note(grant, rows)
    visible = [each.id for each in rows]
    lists = [reconciling.signed(each, visible) for each in selectors.reconciled(grant)]
    latest = lists[0] if lists else None
    groups = reconciling.groups(reconciling.told(rows, today), latest)
    critical = listing.standing(listing.listed(selectors.critical(grant), today))
    in_use = [each.medicine for one in groups if one.is_in_use for each in one.told]
    written, reactions = reconciling.by_hand(latest, groups), [each.entry for each in critical]
    return Shelf(
        groups,
        lists,
        written,
        hinting.hints(in_use, reactions),
        hinting.unchecked(in_use, reactions),
        reconciling.content(rows),
    )


def list_values(found: Shelf) -> dict[str, Any]:
    rows = presenters.rows(found.groups, found.hints)
    signed = presenters.lists(found.lists)
    return {
        "rows": rows,
        "in_use": [each for each in rows if each.is_in_use],
        "past": [each for each in rows if not each.is_in_use],
        "by_hand": [
            row for each in found.by_hand if not (row := presenters.line_row(each)).is_stopped
        ],
        "latest": signed[0] if signed else None,
        "former": signed[1:],
        "unchecked": found.unchecked,
    }
