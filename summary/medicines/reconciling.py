"""Medicines compared over sources: what each says of the same, what was decided, what is new."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from summary.codes import Decision
from summary.medicines.entries import Medicine, medicine_of

if TYPE_CHECKING:
    from summary.selectors import Kept


@dataclass(frozen=True)
class Told:
    """One row, read."""

    kept: "Kept"
    medicine: Medicine


@dataclass(frozen=True)
class Line:
    """What was decided of one medicine. `sources` are the rows that said something of it: a line is
    shown to nobody who may see none of them."""

    key: str
    title: str
    atc: str
    dose: str
    decision: str
    reason: str = ""
    is_multidose: bool = False
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Group:
    """The same medicine at all who say something of it, newest first; `line` is what was decided
    last, and `is_new` that a source says something else since."""

    key: str
    told: Sequence[Told]
    line: Line | None = None
    is_new: bool = False

    @property
    def first(self) -> Medicine:
        return self.told[0].medicine

    @property
    def is_in_use(self) -> bool:
        """By what was decided, where that still stands; else where any source says so."""
        if self.line is not None and not self.is_new:
            return self.line.decision != Decision.STOP
        return any(each.medicine.is_in_use for each in self.told)


@dataclass(frozen=True)
class Signed:
    """A list as it was signed."""

    id: uuid.UUID
    number: int
    at: datetime
    author: str
    lines: Sequence[Line]
    withheld: int = 0


def told(rows: Iterable["Kept"], today: date) -> list[Told]:
    return [Told(each, medicine_of(json.loads(each.wire), today)) for each in rows]


def content(rows: Iterable["Kept"]) -> str:
    """A mark of all that was compared: what is new or changed since gives another."""
    names = sorted(f"{each.id}:{each.version}" for each in rows)
    return hashlib.sha256("|".join(names).encode()).hexdigest()


def signed(row: Any, visible: Iterable[uuid.UUID]) -> Signed:
    """A list without the lines that this reader may not see; how many those are."""
    shown, seen = [], {str(each) for each in visible}
    for each in row.lines:
        line = Line(**each)
        if not line.sources or seen & set(line.sources):
            shown.append(line)
    author = ", ".join(
        each for each in (row.author_name, row.author_role, row.author_place) if each
    )
    return Signed(row.id, row.number, row.signed_at, author, shown, len(row.lines) - len(shown))


def groups(rows: Sequence[Told], latest: Signed | None) -> list[Group]:
    """Those in use first, by name. What came after the list was signed is told as new."""
    by_key: dict[str, list[Told]] = {}
    for each in rows:
        by_key.setdefault(each.medicine.key, []).append(each)
    lines = {each.key: each for each in latest.lines} if latest else {}
    found = [_group(key, told, lines.get(key), latest) for key, told in by_key.items()]
    return sorted(found, key=lambda each: (not each.is_in_use, each.first.title.casefold()))


def _group(key: str, rows: Sequence[Told], line: Line | None, latest: Signed | None) -> Group:
    newest = sorted(rows, key=lambda each: each.kept.received_at, reverse=True)
    in_use = [each for each in newest if each.medicine.is_in_use]
    ordered = [*in_use, *(each for each in newest if each not in in_use)]
    is_new = latest is not None and any(each.kept.received_at > latest.at for each in rows)
    return Group(key, ordered, line, is_new)


def by_hand(latest: Signed | None, rows: Sequence[Group]) -> list[Line]:
    """Lines of the list that no source says anything of: a clinician has written them."""
    known = {each.key for each in rows}
    return [each for each in (latest.lines if latest else ()) if each.key not in known]


def plain(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [asdict(each) for each in lines]
