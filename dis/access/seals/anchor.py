"""The anchor: the head of every seal, outside the database and out of reach of web and workers.

Who rewrites the whole chain, even with the key itself, cannot rewrite what stands here.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.errors import DisError

_LONGEST_LINE = 1024


class AnchorUnreadable(DisError):
    """The anchor is away or holds what is no head: nothing can be held against it."""


@dataclass(frozen=True)
class Head:
    """A seal in short."""

    number: int
    hash: bytes
    signature: bytes


@dataclass
class Anchored:
    """What the anchor knows: the public keys, each from its first seal on, and the heads."""

    keys: list[tuple[int, bytes]] = field(default_factory=list)
    heads: dict[int, bytes] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return max(self.heads, default=0)

    def key_of(self, number: int) -> bytes | None:
        """The key that a seal of this number is signed with."""
        return next((key for since, key in reversed(self.keys) if since <= number), None)

    def learn(self, line: Mapping[str, Any]) -> None:
        """Take in one line: a key or a head."""
        if "key" in line:
            self.keys.append((line["since"], base64.b64decode(line["key"], validate=True)))
        else:
            self.heads[line["seal"]] = bytes.fromhex(line["hash"])


class Anchor:
    """A file that only grows by a line a head, each on the disk before the next seal is made."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        return self.path.exists()

    def size(self) -> int:
        return self.path.stat().st_size

    def read(self) -> Anchored:
        """All that it knows. A last line that was cut off is none: its head comes again."""
        known = Anchored()
        try:
            whole = self.path.read_text(encoding="ascii").rpartition("\n")[0]
            for line in whole.splitlines():
                known.learn(json.loads(line))
        except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
            raise AnchorUnreadable(f"The anchor {self.path} cannot be read: {error}") from error
        return known

    def begin(self, key: bytes) -> None:
        """Make it, for this user only, with the key of the first seal: whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = Anchor(self.path.with_name(f".{self.path.name}.new"))
        new.path.unlink(missing_ok=True)
        new.path.touch(mode=0o600)
        new.add_key(key, since=1)
        new.path.rename(self.path)

    def add_key(self, key: bytes, *, since: int) -> None:
        self._append({"key": base64.b64encode(key).decode(), "since": since})

    def add(self, head: Head) -> None:
        signature = base64.b64encode(head.signature).decode()
        self._append({"seal": head.number, "hash": head.hash.hex(), "signature": signature})

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("r+b", buffering=0) as file:
            start = max(file.seek(0, os.SEEK_END) - _LONGEST_LINE, 0)
            file.seek(start)
            end = start + file.read().rfind(b"\n") + 1  # What was cut off goes.
            file.truncate(end)
            file.seek(end)
            file.write(json.dumps(line).encode() + b"\n")
            os.fsync(file.fileno())
