"""What a document becomes when it is opened, and the ways in which it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass


class Unreadable(Exception):
    """The bytes could not be turned into anything to look at."""


class Busy(Unreadable):
    """Too many documents are being opened at once."""


class Locked(Unreadable):
    """The file opens with a password only."""


class TooLarge(Unreadable):
    """More pixels, nesting or text than a page can show."""


class TooSlow(Unreadable):
    """It was not open after the time that any document gets."""


class Empty(Unreadable):
    """It is whole, and there is nothing in it."""


@dataclass(frozen=True)
class Line:
    """Words on a page and where they stand, in the pixels of its picture."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Sheet:
    """One page: a picture as a data: URI, the text on it, and where each line stands."""

    number: int
    src: str
    text: str
    width: int = 0
    height: int = 0
    lines: Sequence[Line] = ()


@dataclass(frozen=True)
class Opened:
    """`html` is clean, `text` is plain; `sheets` are those asked for of `page_count`."""

    sheets: Sequence[Sheet] = ()
    page_count: int = 0
    html: str = ""
    text: str = ""
