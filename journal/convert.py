"""Turns the bytes of a document into pictures and text, in a child process with hard limits.

A hostile file can at most end its own process: no more than 8 seconds, 1.5 GB, no new files, no
socket and no other program. In production a child that cannot be walled in opens nothing.
The child is told none of the portal's secrets, which stand in the environment.
Run as `python -m journal.convert KIND ASKED` with the bytes on stdin; writes JSON on stdout.
"""

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from journal.formats import sniff
from journal.formats.confining import confine
from journal.formats.opening import Opening
from journal.formats.pages import MOST_PAGES, MOST_WORDS
from journal.formats.plain import text_of
from journal.formats.values import (
    Busy,
    Empty,
    Line,
    Locked,
    Opened,
    Sheet,
    TooLarge,
    TooSlow,
    Unreadable,
)

__all__ = [
    "MOST_PAGES",
    "Busy",
    "Empty",
    "Locked",
    "Opened",
    "Sheet",
    "TooLarge",
    "TooSlow",
    "Unreadable",
    "convert",
    "words",
]
SECONDS = 8
MEMORY = 1536 * 1024 * 1024
# How many children one process keeps at once, and how long a page waits for its turn. Work that
# nobody waits for is patient: in a worker many follow each other.
_TURNS, _TURN_SECONDS, _PATIENT_SECONDS = threading.BoundedSemaphore(2), 5, 60
_TOLD = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DIS_ENV")
# The exit codes that say so.
_FAILURES: dict[int, type[Unreadable]] = {3: Locked, 4: TooLarge, 5: Empty}


def convert(
    kind: str, data: bytes, first: int = 1, said: Mapping[str, str] | None = None
) -> Opened:
    """The document, opened as that kind (journal.formats.sniff); Unreadable if it cannot be.

    Of its pages those from the number `first`. `said` has words in the reader's language.
    """
    asked = {"first": first, "said": dict(said or {})}
    found = _in_turn(_TURN_SECONDS, kind, data, asked)
    sheets = [
        Sheet(**sheet | {"lines": [Line(**line) for line in sheet["lines"]]})
        for sheet in found.pop("sheets")
    ]
    return Opened(sheets=sheets, **found)


def words(data: bytes, content_type: str) -> str:
    """All text in a document, for search: empty of pictures and of what is never opened.

    Raises Unreadable, or Locked, Busy and the others of its kind, as `convert` does.
    """
    kind = sniff.judged(data, content_type).kind
    if kind == "text":
        return text_of(data)[:MOST_WORDS]
    if kind not in sniff.SHOWN or kind in sniff.PICTURES:
        return ""
    text = _in_turn(_PATIENT_SECONDS, kind, data, {"words": True})["text"]
    return str(text)


def _in_turn(seconds: float, kind: str, data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    if not _TURNS.acquire(timeout=seconds):
        raise Busy("Too many documents are being opened at once.")
    try:
        return _in_child(kind, data, asked)
    finally:
        _TURNS.release()


def _in_child(kind: str, data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "journal.convert", kind, json.dumps(asked)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={name: os.environ[name] for name in _TOLD if name in os.environ},
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise TooSlow(f"A {kind} took too long.") from error
    except subprocess.CalledProcessError as error:
        if error.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            raise TooSlow(f"A {kind} took too long.") from error
        failure = _FAILURES.get(error.returncode, Unreadable)
        raise failure(f"A {kind} could not be shown.") from error
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise Unreadable(f"A {kind} could not be shown.") from error
    return found


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(kind: str, asked: dict[str, Any]) -> None:
    # The child ends before there is anything to collect; looking for it costs a third of the time.
    gc.disable()
    data = sys.stdin.buffer.read()
    try:
        if asked.pop("words", False):
            found = {"text": Opening().words(kind, data)}
        else:
            found = asdict(Opening(**asked).opened(kind, data))
    except (Unreadable, MemoryError) as error:
        shown = TooLarge if isinstance(error, MemoryError) else type(error)
        codes = {failure: code for code, failure in _FAILURES.items()}
        sys.exit(codes.get(shown, 1))
    sys.stdout.write(json.dumps(found))


def run(arguments: list[str]) -> None:
    """The life of the child."""
    _limit()
    if not confine() and os.environ.get("DIS_ENV") == "production":
        sys.exit("The child cannot be kept from sockets and programs: nothing is opened.")
    _main(arguments[1], json.loads(arguments[2]))


if __name__ == "__main__":
    run(sys.argv)
