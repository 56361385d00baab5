"""Turns the bytes of a document into pictures and text, in a child process with hard limits.

A hostile file can at most end its own process: no more than 8 seconds, 1.5 GB and no new files.
The child is told none of the portal's secrets, which stand in the environment.
Run as `python -m journal.convert KIND` with the bytes on stdin; writes JSON on stdout.
"""

import base64
import io
import json
import os
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

MOST_PAGES = 20
WIDTH, HEIGHT = 1000, 4000
LONGEST_TEXT = 100_000
SECONDS = 8
MOST_PIXELS = 50_000_000
# How many children one process keeps at once, and how long a page waits for its turn.
_TURNS, _TURN_SECONDS = threading.BoundedSemaphore(2), 5
MEMORY = 1536 * 1024 * 1024
_TOLD = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
_LOCKED = 3  # the exit code that says so


class Unreadable(Exception):
    """The bytes could not be turned into anything to look at."""


class Busy(Unreadable):
    """Too many documents are being opened at once."""


class Locked(Unreadable):
    """The file opens with a password only."""


@dataclass(frozen=True)
class Sheet:
    """One page: a picture as a data: URI, and the text on it."""

    number: int
    src: str
    text: str


@dataclass(frozen=True)
class Sheets:
    sheets: list[Sheet]
    page_count: int


def convert(kind: str, data: bytes) -> Sheets:
    """The pages of a PDF (`pdf`) or the picture in an image file (`image`); Unreadable if none."""
    if not _TURNS.acquire(timeout=_TURN_SECONDS):
        raise Busy("Too many documents are being opened at once.")
    try:
        return _convert_in_child(kind, data)
    finally:
        _TURNS.release()


def _convert_in_child(kind: str, data: bytes) -> Sheets:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "journal.convert", kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={name: os.environ[name] for name in _TOLD if name in os.environ},
        )
        found = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        if getattr(error, "returncode", None) == _LOCKED:
            raise Locked(f"A {kind} is locked with a password.") from error
        raise Unreadable(f"A {kind} could not be shown.") from error
    return Sheets([Sheet(**sheet) for sheet in found["sheets"]], found["page_count"])


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _pdf(data: bytes) -> dict[str, Any]:
    import pypdfium2  # noqa: PLC0415 - loaded in the child only, behind the limits

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            sys.exit(_LOCKED)
        raise
    sheets = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        width, height = (max(side, 1) for side in page.get_size())
        picture = page.render(scale=min(WIDTH / width, HEIGHT / height)).to_pil()
        text = page.get_textpage().get_text_bounded()[:LONGEST_TEXT].replace("\r\n", "\n")
        sheets.append({"number": number + 1, "src": _uri(picture), "text": text.strip()})
    return {"sheets": sheets, "page_count": len(document)}


def _image(data: bytes) -> dict[str, Any]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded in the child only, behind the limits

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            sys.exit("more pixels than a page can show")
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((2000, 2000))
    return {"sheets": [{"number": 1, "src": _uri(picture), "text": ""}], "page_count": 1}


def _uri(picture: Any) -> str:
    written = io.BytesIO()
    picture.convert("RGB").save(written, "WEBP", quality=82, method=2)
    return "data:image/webp;base64," + base64.b64encode(written.getvalue()).decode()


if __name__ == "__main__":
    _limit()
    _convert = {"pdf": _pdf, "image": _image}[sys.argv[1]]
    sys.stdout.write(json.dumps(_convert(sys.stdin.buffer.read())))
