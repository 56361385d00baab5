"""What a reader's search words mean: a full-text query that cannot fail, and where its words stand.

The query is put together from words that PostgreSQL itself has taken apart, and always handed over
as a bound parameter: nothing that is typed can be anything but words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, Func, Value

LANGUAGE = "norwegian"
LONGEST = 200
MOST_PARTS = 20
# A word of so many letters also finds the longer ones that begin with it: compound words.
PREFIX_FROM = 3
_QUOTES = str.maketrans("“”„«»", '"""""')
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_PARTS = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')
_LEXEME_ASKED = re.compile(r"('(?:[^']|'')*')(:\*)?")
_LEXEMES = re.compile(r"'((?:[^']|'')*)'")
# PostgreSQL would take these for paths and hosts, and 120/80 for one word.
_JOINTS = re.compile(r"[/\\]|(?<=[^\W\d])\.(?=[^\W\d])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Wanted:
    """A word to mark: as it stands in the index, and whether longer ones count too."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True)
class Query:
    """What was typed; as PostgreSQL takes it, empty where only common words were typed."""

    words: str
    text: str
    wanted: Sequence[Wanted] = ()


@dataclass(frozen=True)
class _Part:
    text: str
    is_phrase: bool
    is_refused: bool

    @property
    def may_be_longer(self) -> bool:
        return not self.is_phrase and self.text.isalpha() and len(self.text) >= PREFIX_FROM


def cleaned(typed: str) -> str:
    """The words as they are kept and shown: on one line, and not endless."""
    return " ".join(_UNSEEN.sub(" ", typed).split())[:LONGEST].strip()


def taken_apart(text: str) -> str:
    """The text as it is handed to PostgreSQL, from documents and from readers alike."""
    return _JOINTS.sub(" ", _UNSEEN.sub(" ", text))


def letters(typed: str) -> int:
    """The length of the longest word, which says how much a search narrows."""
    return max((len(word) for word in re.findall(r"\w+", typed)), default=0)


def understood(typed: str) -> Query:
    """The query for what was typed: words, "whole phrases", and -what is not to be there."""
    words = cleaned(typed)
    parts = list(_parts(words))[:MOST_PARTS]
    stems = _stems([part.text for part in parts])
    asked, refused, wanted = [], [], list[Wanted]()
    for part, stem in zip(parts, stems, strict=True):
        if not stem:
            continue
        if part.is_refused:
            refused.append(f"!({stem})")
            continue
        found = [Wanted(text) for text in _lexemes(stem)]
        if part.may_be_longer:
            found += _alike(part.text, found)
            stem = " | ".join(f"'{each.text}'{':*' if each.is_prefix else ''}" for each in found)
        asked.append(f"({stem})")
        wanted += found
    return Query(words, " & ".join(asked + refused), wanted)


def matches(query: Query) -> Func:
    """That the words of a document hold the query; for rows joined with `words`."""
    return _holds(F("words__vector"), query)


def matches_title(query: Query) -> Func:
    """That the title alone does: words of the weight that titles have."""
    in_titles = _LEXEME_ASKED.sub(
        lambda asked: f"{asked[1]}:{'*' if asked[2] else ''}A", query.text
    )
    return _holds(F("words__vector"), replace(query, text=in_titles))


def real_words(words: Iterable[str], wanted: Sequence[Wanted]) -> set[str]:
    """Those of the words whose stem is wanted, by the dictionary that the index is made with."""
    exact = {each.text for each in wanted if not each.is_prefix}
    prefixes = tuple(each.text for each in wanted if each.is_prefix)
    candidates = {word.lower() for word in words}
    found = {word for word in candidates if prefixes and word.startswith(prefixes)}
    unsure = sorted(candidates - found - exact)
    stems = _stems(unsure)
    return (
        found
        | (candidates & exact)
        | {
            word
            for word, stem in zip(unsure, stems, strict=True)
            if exact.intersection(_lexemes(stem))
        }
    )


def _parts(words: str) -> Iterable[_Part]:
    for minus, phrase, other_minus, word in _PARTS.findall(
        words.translate(_QUOTES).translate(_DASHES)
    ):
        text = taken_apart(phrase or word).strip("-+.,;:!?()[]{}<>|&*'´`~^=_%#@$§ ").lower()
        if re.search(r"\w", text):
            yield _Part(text, bool(phrase), bool(minus or other_minus))


def _alike(word: str, stems: Sequence[Wanted]) -> list[Wanted]:
    """Longer words that begin with this one, and the stem without its doubled last letter."""
    undoubled = [
        Wanted(each.text[:-1])
        for each in stems
        if len(each.text) > 4 and each.text[-1] == each.text[-2]
    ]
    return [*undoubled, Wanted(word, is_prefix=True)]


def _stems(texts: Sequence[str]) -> list[str]:
    """Each text as a query of PostgreSQL's own making; empty where it holds common words only."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT phraseto_tsquery(%s::regconfig, word)::text"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS each (word, place) ORDER BY place",
            [LANGUAGE, list(texts)],
        )
        return [row[0] for row in cursor.fetchall()]


def _lexemes(stem: str) -> list[str]:
    return [text.replace("''", "'") for text in _LEXEMES.findall(stem)]


def _holds(vector: Any, query: Query) -> Func:
    wanted = Func(
        Value(query.text), template="%(expressions)s::tsquery", output_field=SearchQueryField()
    )
    return Func(
        vector,
        wanted,
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
