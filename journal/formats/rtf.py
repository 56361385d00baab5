"""RTF to plain paragraphs: what a reader of the letter sees, without pictures and markup."""

import re

from striprtf.striprtf import rtf_to_text

from journal.formats.plain import clean
from journal.formats.values import Empty

# Text that its writer hid, in a group of its own: {\v ...}.
_HIDDEN = re.compile(r"\{(?:\\[a-z]+-?\d* ?)*?\\v(?![a-z0-9])[^{}\\]*(?:\\(?!v0)[^{}\\]*)*\}")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
# A picture in hexadecimal digits, or a part of one: no word is as long.
_DIGITS = re.compile(rb"[0-9a-fA-F\r\n]{1024,}")
_BLANKS = re.compile(r"[ \t\xa0]+$", re.MULTILINE)
_GAPS = re.compile(r"\n{3,}")


def text_of(data: bytes) -> str:
    """Its paragraphs, one a line, and the cells of a row with a bar between them."""
    source = _without_binary(data).decode("latin-1")
    text: str = rtf_to_text(_HIDDEN.sub("", source), errors="replace")  # type: ignore[no-untyped-call] # striprtf has no types
    # Letters beyond the first plane come as two halves.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = (_row(line) for line in text.replace("\r", "").split("\n"))
    found = _GAPS.sub("\n\n", _BLANKS.sub("", clean("\n".join(lines)))).strip()
    if not found:
        raise Empty("No text in the RTF.")
    return found


def _row(line: str) -> str:
    if not line.endswith("|"):
        return line
    return " | ".join(cell.strip() for cell in line[:-1].split("|"))


def _without_binary(data: bytes) -> bytes:
    """Without what lies raw in pictures and objects, which may hold any byte, braces too."""
    kept, at = [], 0
    for found in _BINARY.finditer(data):
        if found.start() >= at:
            kept.append(data[at : found.start()])
            at = found.end() + int(found.group(1))
    return _DIGITS.sub(b"", b"".join([*kept, data[at:]]))
