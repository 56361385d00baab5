"""Plain text: in which encoding it was written, and without the signs that no page may hold."""

import codecs
import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def text_of(data: bytes) -> str:
    """In UTF-16 if a mark says so, in UTF-8 if it can be, else in what Windows writes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return clean(data.decode("utf-16", errors="replace"))
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return clean(data.decode("cp1252", errors="replace"))


def clean(text: str) -> str:
    """Without the control characters that no page may hold."""
    return _CONTROLS.sub("", text)
