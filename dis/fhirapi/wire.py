"""Reads FHIR JSON without losing its text: each resource comes with the slice it was parsed from.

A decoder forgets the order of keys and how numbers were written; what is received is kept as
received, so the text is cut, never written anew. Every value is decoded once.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from common.errors import Unacceptable

_SPACE = frozenset(" \t\r\n")


@dataclass(frozen=True)
class Slice:
    """A parsed JSON object and its text."""

    value: dict[str, Any]
    text: str
    full_url: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry of a Bundle that asks for something: the parsed resource, if any, and its text."""

    value: dict[str, Any] | None
    text: str
    full_url: str
    request: dict[str, Any]


def read(text: str) -> list[Slice]:
    """The resource in the text, or the resources of the Bundle in it, in order.

    Unacceptable, with line and column, for what is no JSON object, has the same key twice, is
    nested too deep, or holds NaN.
    """
    with _faults():
        return _read(text)


def read_bundle(text: str) -> tuple[dict[str, Any], list[Entry]]:
    """What the Bundle says besides its entries, and these in order. Unacceptable as in `read`."""
    with _faults():
        reader = _Reader(text)
        top: dict[str, Any] = {}
        found: list[Entry] = []
        for key in reader.members():
            if key == "entry" and reader.peek() == "[":
                found = list(_entries(reader))
            else:
                top[key] = reader.value()
        reader.finish()
        return top, found


@contextmanager
def _faults() -> Iterator[None]:
    """What is wrong with a text, in words, as Unacceptable."""
    try:
        yield
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise Unacceptable.because(f"not JSON ({error.msg})", place) from error
    except RecursionError as error:
        raise Unacceptable.because("nested too deep") from error
    except ValueError as error:
        raise Unacceptable.because(str(error)) from error


def _read(text: str) -> list[Slice]:
    reader = _Reader(text)
    top: dict[str, Any] = {}
    found: list[Slice] | None = None
    for key in reader.members():
        if key == "entry" and reader.peek() == "[":
            found = [
                Slice(each.value, each.text, each.full_url)
                for each in _entries(reader)
                if each.value is not None
            ]
        else:
            top[key] = reader.value()
    reader.finish()
    if top.get("resourceType") == "Bundle":
        return found or []
    # A List has an `entry` too, which was read as if of a Bundle.
    return [Slice(top if found is None else _decoder.decode(text), text.strip())]


def _entries(reader: "_Reader") -> Iterator[Entry]:
    for _ in reader.elements():
        value, text, full_url, request = None, "", "", {}
        for key in reader.members():
            start = reader.at
            member = reader.value()
            if key == "resource" and isinstance(member, dict):
                value, text = member, reader.text[start : reader.at]
            elif key == "fullUrl":
                if not isinstance(member, str):
                    raise ValueError("a fullUrl is no text")
                full_url = member
            elif key == "request" and isinstance(member, dict):
                request = member
        yield Entry(value, text, full_url, request)


class _Reader:
    """A place in a JSON text that moves on over members, elements and values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._skip()

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def value(self) -> Any:
        """The value here; moves behind it."""
        found, self.at = _decoder.raw_decode(self.text, self.at)
        return found

    def members(self) -> Iterator[str]:
        """Each key of the object here. The caller takes the value before the next."""
        seen: set[str] = set()
        self._take("{")
        while self.peek() != "}":
            if self.peek() != '"':
                self._fail("a key in quotes")
            key = str(self.value())
            if key in seen:
                raise ValueError(f"the key {key!r} stands twice in one object")
            seen.add(key)
            self._skip()
            self._take(":")
            yield key
            self._skip()
            if self.peek() != "}":
                self._take(",")
        self._take("}")

    def elements(self) -> Iterator[None]:
        """Once for each element of the array here. The caller takes it."""
        self._take("[")
        while self.peek() != "]":
            yield None
            self._skip()
            if self.peek() != "]":
                self._take(",")
        self._take("]")

    def finish(self) -> None:
        self._skip()
        if self.at != len(self.text):
            self._fail("the end")

    def _take(self, sign: str) -> None:
        if self.peek() != sign:
            self._fail(f"a {sign}")
        self.at += 1
        self._skip()

    def _skip(self) -> None:
        while self.peek() in _SPACE:
            self.at += 1

    def _fail(self, wanted: str) -> NoReturn:
        raise json.JSONDecodeError(f"expected {wanted}", self.text, self.at)


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; ValueError where it has a key twice, of which readers take this one or that."""
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=unique, parse_constant=_no_constant)
