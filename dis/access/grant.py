"""The Grant: the right to read or change some kinds of data of some patients, given by the gate."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.db import connection, transaction

from access.codes import Audience, Kind
from access.facts import Facts, InForce
from common import statements
from common.errors import DisError

_CONTEXT = "dis.patients"
_TIME = "statement_timeout"
GATE = object()  # the key that access.gate alone uses (tests/house)


class NotGranted(DisError):
    """A Grant was used for something it does not open."""


@dataclass(frozen=True)
class Item:
    """Something that was shown or written under a Grant; `controller` is its data controller."""

    resource_type: str
    resource_id: uuid.UUID
    version: int
    patient_id: uuid.UUID
    outcome: str = "shown"
    controller: str = ""


class Grant:
    """Made by access.gate only. Entered, it opens the transaction in which patient rows exist.

    with gate.open_record(...) as grant:
        page = presenters.page(selectors.documents(grant))

    Present everything inside the block: outside of it the database shows no patient row. What is
    passed to `note` is in the log, committed, when the block has ended and before anything is sent.
    """

    def __init__(
        self,
        key: object,
        *,
        patient_ids: Sequence[uuid.UUID],
        kinds: frozenset[Kind],
        audience: Audience,
        write_items: Callable[[Sequence["Item"]], None],
        facts: Facts,
        reader_id: uuid.UUID | None = None,
        may_write: bool = False,
        legal_entity_id: uuid.UUID | None = None,
        source: str = "",
    ) -> None:
        if key is not GATE:
            raise TypeError("A Grant is made by access.gate only.")
        self.patient_ids = tuple(patient_ids)
        self.kinds = kinds
        self.audience = audience
        self.may_write = may_write
        self.facts = facts
        self.reader_id = reader_id
        self.legal_entity_id = legal_entity_id
        self.source = source  # Under what stands here what a system that reads has sent itself.
        self.remembered: dict[str, Any] = {}  # What was asked of the database once for all.
        self.statement_milliseconds = 0  # The longest that a statement under it may take; 0: any.
        self._write_items = write_items
        self._items: list[Item] = []
        self._transaction: transaction.Atomic | None = None

    @property
    def attestation(self) -> InForce | None:
        """The attestation on which a practitioner reads."""
        return self.facts.attestation

    @property
    def patient_id(self) -> uuid.UUID:
        """The patient of a Grant for one."""
        (only,) = self.patient_ids
        return only

    def check(self, kind: Kind, *, write: bool = False) -> None:
        """Refuse what this Grant does not open."""
        if self._transaction is None:
            raise NotGranted("A Grant is used inside its `with` block.")
        if kind not in self.kinds:
            raise NotGranted(f"This Grant opens {sorted(self.kinds)}, not {kind}.")
        if write and not self.may_write:
            raise NotGranted("This Grant only reads.")

    def note(self, items: Sequence[Item]) -> None:
        """Put what is shown or written into the log of this access."""
        self._items.extend(items)

    def __enter__(self) -> "Grant":
        block = transaction.atomic()
        block.__enter__()
        try:
            set_patients(self.patient_ids, self.statement_milliseconds)
        except BaseException as failure:
            # Left open, the transaction would refuse every later Grant of this thread.
            block.__exit__(type(failure), failure, failure.__traceback__)
            raise
        self._transaction = block
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        block, self._transaction = self._transaction, None
        if block is None:
            raise NotGranted("This Grant was left twice.")
        # Entered again, it begins anew, however this ends: the log and COMMIT may fail as well.
        items, self._items, self.remembered = self._items, [], {}
        try:
            if error is None and items:
                self._write_items(items)
        except BaseException as failure:
            block.__exit__(type(failure), failure, failure.__traceback__)
            raise
        block.__exit__(kind, error, traceback)
        if connection.in_atomic_block and not connection.needs_rollback:
            # Only in tests that wrap everything in one transaction: else COMMIT has done it.
            _set_context("", 0)


def set_patients(patient_ids: Sequence[uuid.UUID], milliseconds: int = 0) -> None:
    """Show this transaction the rows of these patients. For Grants and the gate only."""
    _set_context(f"{{{','.join(map(str, patient_ids))}}}", milliseconds)


def _set_context(ids: str, milliseconds: int) -> None:
    time = {_TIME: str(milliseconds)} if milliseconds else {}
    statements.begin({_CONTEXT: ids, **time})
