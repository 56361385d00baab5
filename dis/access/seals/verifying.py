"""Holding the log against its seals and the seals against the anchor, to the first bad place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from access.seals import comparing, merkle, statements, store
from access.seals.anchor import Anchored
from access.seals.comparing import Broken, Comparison
from access.seals.statements import LOGS, Statement
from access.seals.store import Connection, Stored

# A log that is not sealed for so long has lost its sealer.
SEALED_WITHIN = timedelta(minutes=5)
# A row tells its time by the clock of the machine that wrote it; clocks differ by an hour at most,
# and the longest work that is written when it ends takes less than another.
LATE_AFTER = timedelta(hours=2)
# So many rows, or seals, are held against the log at once.
_ROWS, _SEALS = 200_000, 1_000


@dataclass
class Verified:
    """What was found to be intact."""

    events: int = 0
    items: int = 0
    seals: int = 0
    unsealed: int = 0
    erased: list[date] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)


class Verifier:
    """One look over the whole chain, within `store.one_view`.

    `known` was read from the anchor before: seals may be made meanwhile.

    `looked_into` are numbers of seals whose late rows somebody has looked into.
    """

    def __init__(
        self, connection: Connection, known: Anchored, *, looked_into: Sequence[int] = ()
    ) -> None:
        self._connection = connection
        self._known = known
        self._looked_into = frozenset(looked_into)
        self._pending: list[Statement] = []
        self._before: Statement | None = None
        self._erased: set[date] = set()
        self._found = Verified()

    def verify(self) -> Verified:
        """Everything, within the transaction; raises Broken at the first bad place."""
        self._erased = store.months_let_go(self._connection)
        self._found.erased = sorted(self._erased)
        last = self._seals()
        self._tail(last)
        self._unsealed(last)
        return self._found

    def _seals(self) -> Statement | None:
        before, before_hash = None, statements.NO_SEAL
        for stored in store.seals(self._connection):
            try:
                statement = self._chained(stored, before, before_hash)
            except Broken:
                self._compare()  # What is bad in an earlier seal comes first.
                raise
            self._pending.append(statement)
            if sum(each.rows for each in self._pending) > _ROWS or len(self._pending) >= _SEALS:
                self._compare()
            before, before_hash = statement, stored.hash
            self._found.seals += 1
        self._compare()
        return before

    def _chained(self, stored: Stored, before: Statement | None, before_hash: bytes) -> Statement:
        """The statement of a seal that is signed, in its place, and what the anchor knows."""
        name = f"Seal {stored.number}"
        try:
            statement = Statement.read(stored.statement)
        except ValueError as error:
            raise Broken(f"{name} was changed: its statement cannot be read.") from error
        key = self._known.key_of(stored.number)
        if key is None or not statements.is_signed(key, stored.statement, stored.signature):
            raise Broken(f"{name} is not signed with the key that the anchor names.")
        told = (statement.number, statement.sealed_at, list(statement.erased))
        if told != (stored.number, stored.sealed_at, list(stored.erased)):
            raise Broken(f"{name} was changed: its number, time or months are not those signed.")
        if stored.hash != statements.hash_of(stored.statement):
            raise Broken(f"{name} was changed: its hash is not that of its statement.")
        self._in_order(statement, before)
        if statement.previous != before_hash:
            raise Broken(f"{name} does not follow the seal before it.")
        is_anchored = stored.number <= self._known.last
        if is_anchored and self._known.heads.get(stored.number) != stored.hash:
            raise Broken(f"{name} is another one than the anchor knows.")
        return statement

    def _in_order(self, statement: Statement, before: Statement | None) -> None:
        expected = before.number + 1 if before else 1
        if statement.lost:
            self._found.lost.append(statement.lost)
            expected = statement.lost[1] + 1 if statement.lost[0] == expected else expected
        if statement.number != expected:
            until = statement.number - 1
            which = f"Seal {expected} is" if expected == until else f"Seals {expected}-{until} are"
            raise Broken(f"{which} missing.")

    def _in_time(self, statement: Statement, before: Statement) -> None:
        """Raise where a row tells of a time that was sealed long before it was written."""
        late = before.sealed_at - LATE_AFTER
        for log in dict.fromkeys(part.log for part in statement.parts if part.oldest < late):
            rows = store.leaves(
                self._connection,
                log,
                statement.columns[log],
                after=before.snapshot,
                until=statement.snapshot,
                most=1,
            )
            for row in rows:
                if row.oldest < late:
                    raise Broken(
                        f"{comparing.named(log, row.leaves)} was written later than it says: it"
                        f" tells of {_told(row.oldest)}, and came after seal {before.number} of"
                        f" {_told(before.sealed_at)}. If that is explained:"
                        f" --looked-into {statement.number}"
                    )

    def _compare(self) -> None:
        """Hold the seals that wait against the rows of their time."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        sealed = {each.number: self._sealed(each) for each in pending}
        after = self._before.snapshot if self._before else statements.BEFORE_ALL
        Comparison(self._connection, sealed, self._erased).compare(pending, after)
        for statement in pending:
            if self._before and statement.number not in self._looked_into:
                self._in_time(statement, self._before)
            self._before = statement
        for part in (part for each in pending for part in each.parts):
            if part.month not in self._erased:
                self._found.events += part.rows if part.log == LOGS[0] else 0
                self._found.items += part.rows if part.log == LOGS[1] else 0

    def _sealed(self, statement: Statement) -> Mapping[tuple[str, date], list[bytes]]:
        """The leaves of a seal, which give the roots that were signed."""
        if not statement.rows:
            return {}
        found = store.sealed_leaves(self._connection, statement.number)
        for part in statement.parts:
            pieces = found.get((part.log, part.month), [])
            root = merkle.root_of_nodes([merkle.root_of_leaves(piece) for piece in pieces])
            if root != part.root or sum(map(len, pieces)) != part.rows * merkle.LEAF_BYTES:
                raise Broken(
                    f"Seal {statement.number}: its list of rows of {part.log} in"
                    f" {part.month:%Y-%m} was changed."
                )
        return found

    def _tail(self, last: Statement | None) -> None:
        number = last.number if last else 0
        if self._known.last > number:
            raise Broken(
                f"Seal {number + 1} is missing: the anchor knows seal {self._known.last}, the"
                f" database ends with {number}."
            )

    def _unsealed(self, last: Statement | None) -> None:
        """Rows since the last seal: not proven yet, but not for long, and of our time."""
        here = store.now(self._connection)
        if last and (wrong := store.begun_anew(self._connection, last.snapshot)):
            raise Broken(wrong)
        for log in LOGS:
            for row in self._between(log, here.snapshot, comparing.AFTER_ALL):
                what = comparing.named(log, row)
                raise Broken(f"{what} names a transaction that has not been: it was inserted.")
        self._found.unsealed = sum(1 for log in LOGS for _ in self._since(log, last, here.snapshot))
        if self._found.unsealed and (last is None or here.at - last.sealed_at > SEALED_WITHIN):
            since = f"since seal {last.number} of {_told(last.sealed_at)}" if last else "ever"
            raise Broken(f"{self._found.unsealed} rows are not sealed; nothing was {since}.")

    def _since(self, log: str, last: Statement | None, until: str) -> Iterator[bytes]:
        after = last.snapshot if last else statements.BEFORE_ALL
        return self._between(log, after, until)

    def _between(self, log: str, after: str, until: str) -> Iterator[bytes]:
        names = store.columns(self._connection, log)
        for piece in store.leaves(self._connection, log, names, after=after, until=until):
            yield from merkle.leaves_in(piece.leaves)


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
