"""Marks the words of a search in text, and cuts out the place where they stand, all escaped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from journal import searching
from journal.searching import Query, Wanted
from journal.texts import PARTING

BEFORE, AFTER = 70, 170
# How much longer a word may be than its stem: endings as -heten, -elsene, -ligheter.
_ENDING = 10
_TOKEN = re.compile(r"urn:dis:person(?:-spaced)?:[0-9a-f-]{36}")
NUMBER = "•••••• •••••"


@dataclass(frozen=True)
class Marks:
    """The words to mark in the texts that they were found in."""

    words: frozenset[str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, query: Query | None, texts: Sequence[str]) -> "Marks":
        """Which words of these texts the query has found. One question for all of them."""
        pattern = _pattern(query.wanted) if query else None
        if query is None or pattern is None:
            return cls(frozenset(), None)
        seen = {match[0] for text in texts for match in pattern.finditer(text)}
        return cls(frozenset(searching.real_words(seen, query.wanted)), pattern)

    def in_text(self, text: str) -> SafeString:
        """The whole text as HTML, every found word in a <mark>."""
        if self.pattern is None:
            return SafeString(escape(text))
        parts, at = [], 0
        for match in self.pattern.finditer(text):
            if match[0].lower() in self.words:
                parts += [escape(text[at : match.start()]), f"<mark>{escape(match[0])}</mark>"]
                at = match.end()
        parts.append(escape(text[at:]))
        return mark_safe("".join(parts))  # noqa: S308  # Every piece is escaped above.

    def are_in(self, text: str) -> bool:
        return self._first(text) is not None

    def place(self, text: str) -> SafeString:
        """The piece of a text around the first found word, marked; empty where none stands."""
        first = self._first(text)
        if first is None:
            return SafeString("")
        start = max(0, first - BEFORE)
        end = min(len(text), first + AFTER)
        start = text.find(" ", start, first) + 1 if start else 0
        piece = _TOKEN.sub(NUMBER, text[start : end + 60])[: end - start]
        if end < len(text):
            piece = piece.rpartition(" ")[0] or piece
        shown = self.in_text(" ".join(piece.split()))
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(f"{before}{shown}{after}")  # noqa: S308  # As in_text gives it.

    def found_in(self, text: str) -> tuple[SafeString, int]:
        """The first `place` in the words of a document and of what is attached to it; and where:
        0 is the document, then the attachments by number."""
        for number, part in enumerate(text.split(PARTING)):
            place = self.place(part)
            if place:
                return place, number
        return SafeString(""), 0

    def _first(self, text: str) -> int | None:
        if self.pattern is None:
            return None
        for match in self.pattern.finditer(text):
            if match[0].lower() in self.words:
                return match.start()
        return None


class Marker:
    """Marks the words of one search in one text after another; asks of each new word once."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._pattern = _pattern(query.wanted)
        self._known: dict[str, bool] = {}

    def in_text(self, text: str) -> SafeString:
        return self._marks(text).in_text(text)

    def finds(self, text: str) -> bool:
        return self._marks(text).are_in(text)

    def _marks(self, text: str) -> Marks:
        if self._pattern is None:
            return Marks(frozenset(), None)
        seen = {match[0].lower() for match in self._pattern.finditer(text)}
        new = seen - self._known.keys()
        if new:
            real = searching.real_words(new, self._query.wanted)
            self._known |= {word: word in real for word in new}
        words = frozenset(word for word in seen if self._known[word])
        return Marks(words, self._pattern)


def _pattern(wanted: Sequence[Wanted]) -> re.Pattern[str] | None:
    """Whatever could be a found word; `real_words` decides."""
    longer = [re.escape(each.text) for each in wanted if each.is_prefix]
    stems = [re.escape(each.text.lstrip("-+")) for each in wanted if not each.is_prefix]
    ways = [f"(?:{'|'.join(longer)})\\w*"] if longer else []
    ways += [f"(?:{'|'.join(stems)})\\w{{0,{_ENDING}}}(?!\\w)"] if stems else []
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})", re.IGNORECASE) if ways else None
