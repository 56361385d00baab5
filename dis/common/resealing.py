"""Sealing again what an older key has sealed, row by row, while others read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, F, Func, QuerySet, Value

from common import crypto


@dataclass(frozen=True)
class Resealed:
    """How many rows have the current key now, and how many open with no known key and stay."""

    done: int = 0
    unreadable: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        return Resealed(self.done + other.done, self.unreadable + other.unreadable)


def on_other_keys(rows: QuerySet[Any], column: str, keys: Sequence[bytes]) -> QuerySet[Any]:
    """The rows whose sealed value names another key than the current one, the first of `keys`."""
    named: Any = Func(
        F(column),
        Value(1),
        Value(crypto.KEY_ID_BYTES),
        function="substring",
        output_field=BinaryField(),
    )
    sealed: QuerySet[Any] = rows.filter(**{f"{column}__isnull": False}).alias(named_key=named)
    return sealed.exclude(named_key=crypto.key_id(keys[0]))


def reseal(
    rows: Sequence[Any], column: str, keys: Sequence[bytes], place: Callable[[Any], str]
) -> Resealed:
    """Seal the values of these rows, which the caller has locked, with the current key.

    Who reads meanwhile finds the former value or the new one, and a key for either. A value that
    was changed, moved or sealed with a lost key stays as it is; `crypto` has raised the alarm.
    """
    opened = []
    for row in rows:
        try:
            plain = crypto.unseal(keys, bytes(getattr(row, column)), place=place(row))
        except crypto.Tampered:
            continue
        setattr(row, column, crypto.seal(keys[0], plain, place=place(row)))
        opened.append(row)
    if opened:
        type(opened[0])._base_manager.bulk_update(opened, [column])
    return Resealed(len(opened), len(rows) - len(opened))
