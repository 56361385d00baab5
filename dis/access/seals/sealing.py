"""Making seals: what has been committed since the last one, signed, stored and anchored."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from access.seals import merkle, statements, store
from access.seals.anchor import Anchor, Anchored, Head
from access.seals.statements import LOGS, Part, Statement
from access.seals.store import Connection, Piece, Stored
from common.errors import DisError

EVERY_SECONDS = 60


class WillNotSeal(DisError):
    """What stands there is not what was sealed last: a new seal would cover it up."""


class Sealer:
    """Makes seal after seal. `connection` is in autocommit and of the sealer's role."""

    def __init__(self, connection: Connection, key: Ed25519PrivateKey, anchor: Anchor) -> None:
        self._connection = connection
        self._key = key
        self._anchor = anchor
        self._known: Anchored | None = None
        self._size = -1

    def seal(self, *, after_restore: bool = False, new_key: bool = False) -> Statement | None:
        """Seal once; nothing where another sealer is at it.

        `after_restore` says in the seal which ones were lost when the database was brought back to
        an earlier time. `new_key` begins to use another key.
        """
        with self._alone() as alone:
            if not alone:
                return None
            known = self._anchored()
            with store.one_view(self._connection):
                last = store.last(self._connection)
                lost = self._lost(last, known) if after_restore else None
                if not lost:
                    self._catch_up(last, known)
                self._agree_on_key(known, new_key=new_key)
                made = self._make(last, lost)
            self._add(made)
            return Statement.read(made.statement)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        # Before the transaction: its snapshot must see the seal of whoever was here before.
        alone = store.try_to_be_alone(self._connection)
        try:
            yield alone
        finally:
            if alone and not self._connection.closed:
                store.not_alone(self._connection)

    def _anchored(self) -> Anchored:
        """What the anchor knows, read again where another sealer has added to it."""
        if not self._anchor.exists():
            if store.last(self._connection):
                raise WillNotSeal(f"There are seals, and the anchor {self._anchor.path} is away.")
            self._anchor.begin(statements.public_bytes(self._key))
        if self._known is None or self._size != self._anchor.size():
            self._known = self._anchor.read()
            self._size = self._anchor.size()
        return self._known

    def _catch_up(self, last: Stored | None, known: Anchored) -> None:
        """Anchor what a sealer stored and did not live to anchor; refuse a chain cut short."""
        number = last.number if last else 0
        if known.last > number:
            raise WillNotSeal(
                f"The anchor knows seal {known.last}, the database ends with {number}: seals were"
                " taken away, or it was restored to an earlier time. After a restore:"
                " `seal_log --after-restore`"
            )
        for stored in store.seals(self._connection, known.last):
            if stored.number == known.last and stored.hash != known.heads[known.last]:
                raise WillNotSeal(f"Seal {known.last} is another one than the anchor knows.")
            key = known.key_of(stored.number)
            if not key or not statements.is_signed(key, stored.statement, stored.signature):
                raise WillNotSeal(f"Seal {stored.number} is not signed with the sealer's key.")
            if stored.number > known.last:
                self._add(stored)

    def _lost(self, last: Stored | None, known: Anchored) -> tuple[int, int] | None:
        number = last.number if last else 0
        if last and number and known.heads.get(number) != last.hash:
            raise WillNotSeal(f"Seal {number} is another one than the anchor knows.")
        return (number + 1, known.last) if known.last > number else None

    def _agree_on_key(self, known: Anchored, *, new_key: bool) -> None:
        public = statements.public_bytes(self._key)
        if known.keys and known.keys[-1][1] == public:
            return
        if not new_key:
            raise WillNotSeal(
                "The anchor names another key: `seal_log --new-key` begins to use this."
            )
        self._anchor.add_key(public, since=known.last + 1)
        self._known = None

    def _make(self, last: Stored | None, lost: tuple[int, int] | None) -> Stored:
        connection = self._connection
        before = Statement.read(last.statement) if last else None
        after = before.snapshot if before else statements.BEFORE_ALL
        if wrong := store.begun_anew(connection, after):
            raise WillNotSeal(wrong)
        here = store.now(connection)
        number = lost[1] + 1 if lost else (before.number + 1 if before else 1)
        parts, columns = self._parts(number, after, here.snapshot)
        statement = Statement(
            number=number,
            previous=last.hash if last else statements.NO_SEAL,
            sealed_at=here.at,
            snapshot=here.snapshot,
            columns=columns,
            parts=parts,
            erased=store.months_to_let_go(connection),
            lost=lost,
        )
        text = statement.text()
        made = Stored(
            number=number,
            sealed_at=here.at,
            statement=text,
            hash=statements.hash_of(text),
            signature=statements.sign(self._key, text),
            erased=statement.erased,
        )
        store.add(connection, made)
        return made

    def _parts(
        self, number: int, after: str, until: str
    ) -> tuple[Sequence[Part], Mapping[str, Sequence[str]]]:
        parts: list[Part] = []
        columns: dict[str, Sequence[str]] = {}
        for log in LOGS:
            names = store.columns(self._connection, log)
            months: dict[date, list[tuple[int, Piece, bytes]]] = {}
            for piece in store.leaves(self._connection, log, names, after=after, until=until):
                store.add_piece(self._connection, number, log, piece)
                rows = len(piece.leaves) // merkle.LEAF_BYTES
                root = merkle.root_of_leaves(piece.leaves)
                light = Piece(piece.month, piece.piece, piece.oldest, b"")
                months.setdefault(piece.month, []).append((rows, light, root))
            parts += [_part(log, month, pieces) for month, pieces in months.items()]
            if months:
                columns[log] = names
        return parts, columns

    def _add(self, made: Stored) -> None:
        self._anchor.add(Head(made.number, made.hash, made.signature))
        if self._known is not None:
            self._known.heads[made.number] = made.hash
            self._size = self._anchor.size()


def _part(log: str, month: date, pieces: Sequence[tuple[int, Piece, bytes]]) -> Part:
    return Part(
        log=log,
        month=month,
        rows=sum(rows for rows, _, _ in pieces),
        oldest=min(piece.oldest for _, piece, _ in pieces),
        root=merkle.root_of_nodes([root for _, _, root in pieces]),
    )
