"""Owns the wall round the portal's processes: what of the disk they may read and write (Landlock).

All processes of the local stack run as one user, so rights of files cannot part them. The wall
does: what it hides cannot be opened, and from inside nobody outside can be traced or ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # The same numbers on every machine.
_ASK_VERSION, _BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1, 2, 4, 8
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_FOLDER
_NO_SIGNALS_OUT = 1 << 1
# What each version of Landlock can handle, in bits: moving between folders came second, cutting
# files short third; signals came sixth.
_EVERYTHING = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_SIGNALS_SINCE = 6
_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return which Landlock the kernel has; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(int(_libc.syscall(_CREATE, None, 0, _ASK_VERSION)), 0)


@dataclass(frozen=True)
class Wall:
    """Inside it everything may be read but what is `hidden`; of that again what is `shown`.

    Nothing may be written but what is `writable`. What does not exist when the wall is built is
    neither shown nor writable.
    """

    hidden: Sequence[Path]
    shown: Sequence[Path]
    writable: Sequence[Path]

    def build(self) -> int | None:
        """Return the wall as a file that a child enters by; nothing where there is no Landlock."""
        has = version()
        if not has:
            return None
        everything = _EVERYTHING[min(has, 3)]
        rules = struct.pack("=QQQ", everything, 0, _NO_SIGNALS_OUT if has >= _SIGNALS_SINCE else 0)
        wall = _call(_CREATE, rules, 24 if has >= _SIGNALS_SINCE else 8, 0)
        hidden = [path.resolve() for path in self.hidden]
        for path in (*_beside(Path("/"), hidden), *self.shown):
            _allow(wall, path, _READ & everything)
        for path in self.writable:
            _allow(wall, path, everything)
        return wall


def enter(wall: int) -> None:
    """Go behind the wall, for good; between fork and exec."""
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if _libc.syscall(_RESTRICT, wall, 0):
        raise OSError(ctypes.get_errno(), "the wall cannot be entered")


def _beside(folder: Path, hidden: Sequence[Path]) -> Iterator[Path]:
    """Yield what lies beside the way to hidden things; links lead to what is judged by itself."""
    for entry in sorted(folder.iterdir()):
        if entry in hidden or entry.is_symlink():
            continue
        if any(entry in path.parents for path in hidden):
            yield from _beside(entry, hidden)
        else:
            yield entry


def _allow(wall: int, path: Path, rights: int) -> None:
    # What has gone meanwhile, or belongs to somebody else, is not allowed, which is safe.
    with contextlib.suppress(FileNotFoundError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            fitting = rights if path.is_dir() else rights & _OF_FILES
            _call(_ADD, wall, _BENEATH, struct.pack("=Qi", fitting, place), 0)
        finally:
            os.close(place)


def _call(number: int, *values: int | bytes) -> int:
    done = int(_libc.syscall(number, *values))
    if done < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock: {os.strerror(error)}")
    return done
