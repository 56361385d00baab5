"""Rows of the log beside the leaves that were sealed of them."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import psycopg

from access.seals import merkle, store
from access.seals.statements import LOGS, Statement
from access.seals.store import Connection
from common.errors import DisError

# Everything is visible in it.
AFTER_ALL = "9223372036854775806:9223372036854775806:"
_SHORT = {"access_accessevent": "Event", "access_accessitem": "Item"}
Sealed = Mapping[tuple[str, date], list[bytes]]


class Broken(DisError):
    """The log, or its seals, are not what they were; the message names the first bad place."""


def named(log: str, leaf: bytes) -> str:
    return f"{_SHORT[log]} {uuid.UUID(bytes=leaf[: merkle.ID_BYTES])}"


@dataclass(frozen=True)
class Comparison:
    """What rows are held against: the leaves by seal, and months that need no longer be there."""

    connection: Connection
    sealed: Mapping[int, Sealed]
    erased: set[date]

    def compare(self, seals: Sequence[Statement], after: str) -> None:
        """Hold seals that follow one another against the rows since that snapshot."""
        for together in _of_same_columns(seals):
            for log in LOGS:
                if self._differ(together, log, after):
                    raise Broken(self._first_bad(together, log, after))
            after = together[-1].snapshot

    def _first_bad(self, seals: Sequence[Statement], log: str, after: str) -> str:
        """What is wrong with the first bad one of some seals of which one is."""
        while len(seals) > 1:
            half, rest = seals[: len(seals) // 2], seals[len(seals) // 2 :]
            if self._differ(half, log, after):
                seals = half
            else:
                seals, after = rest, half[-1].snapshot
        expected, found = self._expected(seals, log), self._found(seals, log, after)
        return _difference(seals[0], log, expected, found)

    def _differ(self, seals: Sequence[Statement], log: str, after: str) -> bool:
        return self._expected(seals, log) != self._found(seals, log, after)

    def _expected(self, seals: Sequence[Statement], log: str) -> list[bytes]:
        return _sorted(
            piece
            for seal in seals
            for part in seal.parts
            if part.log == log and part.month not in self.erased
            for piece in self.sealed[seal.number][log, part.month]
        )

    def _found(self, seals: Sequence[Statement], log: str, after: str) -> list[bytes]:
        names = next((seal.columns[log] for seal in seals if log in seal.columns), None)
        names = names or store.columns(self.connection, log)
        until = seals[-1].snapshot
        rows = store.leaves(self.connection, log, names, after=after, until=until)
        try:
            return _sorted(piece.leaves for piece in rows if piece.month not in self.erased)
        except psycopg.errors.UndefinedColumn as error:
            reason = str(error.diag.message_primary)
            raise Broken(f"Seal {seals[0].number} covers what is gone: {reason}.") from error


def _of_same_columns(seals: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Seals that follow one another, as long as they cover the same columns."""
    together: list[Statement] = []
    columns: dict[str, Sequence[str]] = {}
    for seal in seals:
        if any(columns.get(log, names) != names for log, names in seal.columns.items()):
            yield together
            together, columns = [], {}
        together.append(seal)
        columns |= seal.columns
    yield together


def _sorted(pieces: Iterable[bytes]) -> list[bytes]:
    return sorted(leaf for piece in pieces for leaf in merkle.leaves_in(piece))


def _difference(
    seal: Statement, log: str, expected: Sequence[bytes], found: Sequence[bytes]
) -> str:
    """The first row that differs, in the order of ids, and how many there are."""
    only_sealed, only_found = set(expected) - set(found), set(found) - set(expected)
    ids_sealed = {leaf[: merkle.ID_BYTES] for leaf in only_sealed}
    ids_found = {leaf[: merkle.ID_BYTES] for leaf in only_found}
    if not ids_sealed | ids_found:
        return f"Seal {seal.number}: a row of {log} is there twice."
    first = min(ids_sealed | ids_found)
    if first not in ids_found:
        what = f"was deleted after seal {seal.number}"
    elif first not in ids_sealed:
        what = f"was inserted after seal {seal.number}, into its time"
    else:
        what = f"was changed after seal {seal.number}"
    others = len(ids_sealed | ids_found) - 1
    more = {0: "", 1: ", and 1 more row"}.get(others, f", and {others} more rows")
    return f"{named(log, first)} {what}{more}."
