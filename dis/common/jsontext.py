"""Takes members and elements out of a JSON text; all that stays is as it was written.

A decoder forgets how numbers were written and an encoder would write 1.50 as 1.5.
"""

import json
from collections.abc import Callable
from typing import Any

_SPACE = " \t\r\n"
_decoder = json.JSONDecoder()
# Whether the value at a path goes: the names of members on the way, and the value itself.
Goes = Callable[[tuple[str, ...], Any], bool]


def without(text: str, goes: Goes) -> str:
    """The object without what goes. A list or object that nothing is left in goes too: FHIR has no
    empty ones."""
    return _Cutter(text, goes).value(()) or "{}"


class _Cutter:
    def __init__(self, text: str, goes: Goes) -> None:
        self._text = text
        self._goes = goes
        self._at = 0

    def value(self, path: tuple[str, ...]) -> str:
        """The text of the value here without what goes, empty where it goes itself."""
        self._skip()
        start = self._at
        found, end = _decoder.raw_decode(self._text, start)
        if path and self._goes(path, found):
            self._at = end
            return ""
        if isinstance(found, dict) and found:
            return self._object(path)
        if isinstance(found, list) and found:
            return self._list(path)
        self._at = end
        return self._text[start:end]

    def _object(self, path: tuple[str, ...]) -> str:
        kept = []
        for _ in self._parts("}"):
            start = self._at
            key, self._at = _decoder.raw_decode(self._text, start)
            name = self._text[start : self._at]
            self._skip()
            self._at += 1  # the colon
            value = self.value((*path, key))
            if value:
                kept.append(f"{name}:{value}")
        return f"{{{','.join(kept)}}}" if kept else ""

    def _list(self, path: tuple[str, ...]) -> str:
        kept = [value for _ in self._parts("]") if (value := self.value(path))]
        return f"[{','.join(kept)}]" if kept else ""

    def _parts(self, end: str) -> Any:
        """Once for each member or element of what begins here; the caller moves over it."""
        self._at += 1
        self._skip()
        while self._text[self._at] != end:
            yield
            self._skip()
            if self._text[self._at] == ",":
                self._at += 1
                self._skip()
        self._at += 1

    def _skip(self) -> None:
        while self._text[self._at : self._at + 1] in _SPACE and self._at < len(self._text):
            self._at += 1
