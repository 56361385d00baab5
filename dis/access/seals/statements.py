"""What a seal says, the exact text that is signed, and whether the signature is right."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from access.seals import merkle

# How rows become text and leaves; another way needs another number.
FORM = 1
LOGS = ("access_accessevent", "access_accessitem")
# Nothing is visible in it: what the first seal comes after.
BEFORE_ALL = "1:1:"
NO_SEAL = bytes(32)
# A signature of this key under anything else is no seal.
_MADE_FOR = b"dis seal of the access log\0"


@dataclass(frozen=True)
class Part:
    """The rows of one table and one month (UTC) that a seal covers."""

    log: str
    month: date
    rows: int
    oldest: datetime
    root: bytes

    def told(self) -> dict[str, Any]:
        oldest = self.oldest.astimezone(UTC).isoformat()
        month, root = self.month.isoformat(), self.root.hex()
        return {
            "log": self.log,
            "month": month,
            "rows": self.rows,
            "oldest": oldest,
            "root": root,
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Part":
        return cls(
            log=told["log"],
            month=date.fromisoformat(told["month"]),
            rows=told["rows"],
            oldest=datetime.fromisoformat(told["oldest"]),
            root=bytes.fromhex(told["root"]),
        )


@dataclass(frozen=True)
class Statement:
    """What one seal says.

    `columns` are those whose values were sealed, of each table that has rows in the seal: a column
    that comes later breaks no old seal. `erased` are months that retention may erase from now on.
    `lost` are the first and last number of seals that a restore to an earlier time took away.
    """

    number: int
    previous: bytes
    sealed_at: datetime
    snapshot: str
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    erased: Sequence[date] = ()
    lost: tuple[int, int] | None = None

    @property
    def root(self) -> bytes:
        return merkle.root_of_nodes([part.root for part in self.parts])

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def text(self) -> str:
        """The text that is signed: always the same for the same statement."""
        told = {
            "form": FORM,
            "number": self.number,
            "previous": self.previous.hex(),
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(),
            "snapshot": self.snapshot,
            "columns": {log: list(names) for log, names in self.columns.items()},
            "parts": [part.told() for part in self.parts],
            "root": self.root.hex(),
            "erased": [month.isoformat() for month in self.erased],
            "lost": list(self.lost) if self.lost else None,
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Statement":
        """The statement that was written as this text; ValueError where none was."""
        try:
            told = json.loads(text)
            read = cls(
                number=told["number"],
                previous=bytes.fromhex(told["previous"]),
                sealed_at=datetime.fromisoformat(told["sealed_at"]),
                snapshot=told["snapshot"],
                columns=told["columns"],
                parts=[Part.read(part) for part in told["parts"]],
                erased=[date.fromisoformat(month) for month in told["erased"]],
                lost=tuple(told["lost"]) if told["lost"] else None,
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"no statement of a seal: {error}") from error
        if read.text() != text:
            raise ValueError("not the text of its statement")
        return read


def hash_of(text: str) -> bytes:
    return sha256(text.encode()).digest()


def sign(key: Ed25519PrivateKey, text: str) -> bytes:
    return key.sign(_MADE_FOR + text.encode())


def is_signed(public: bytes, text: str, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _MADE_FOR + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def private_key(secret: str) -> Ed25519PrivateKey:
    """The key from base64 of its 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
