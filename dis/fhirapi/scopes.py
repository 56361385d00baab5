"""SMART v2 scopes: read strictly, and asked whether they name an interaction."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from common.errors import DisError
from common.rest import Interaction

# https://hl7.org/fhir/smart-app-launch/STU2/scopes-and-launch-context.html
_SCOPE = re.compile(r"(patient|user|system)/(\*|[A-Z][A-Za-z]{1,63})\.([a-z*]{1,5})")
_CONTEXTS = ("patient/", "user/", "system/")
_LETTERS = re.compile(r"(?=.)c?r?u?d?s?")
_FIRST_VERSION = {"read": "rs", "write": "cud", "*": "cruds"}
_LETTER = {
    Interaction.READ: "r",
    Interaction.VREAD: "r",
    Interaction.HISTORY_INSTANCE: "r",
    Interaction.HISTORY_TYPE: "s",
    Interaction.SEARCH: "s",
    Interaction.CREATE: "c",
    Interaction.UPDATE: "u",
    Interaction.PATCH: "u",
    Interaction.DELETE: "d",
}


class UnknownScope(DisError):
    """A scope that is none of SMART's, or one that is narrowed by search parameters."""


@dataclass(frozen=True)
class Scope:
    """`context` is patient, user or system; `letters` are some of cruds, in that order."""

    context: str
    resource_type: str
    letters: str

    def __str__(self) -> str:
        return f"{self.context}/{self.resource_type}.{self.letters}"


@lru_cache(maxsize=1000)
def parsed(text: str) -> Scope:
    """The scope, one of the first version as the second writes it; UnknownScope for others."""
    if "?" in text:
        raise UnknownScope(f"Scopes narrowed by search parameters are not supported: {text[:200]}")
    match = _SCOPE.fullmatch(text)
    if match is None:
        raise UnknownScope(f"This is no SMART scope: {text[:200]}")
    context, resource_type, letters = match.groups()
    letters = _FIRST_VERSION.get(letters, letters)
    if not _LETTERS.fullmatch(letters):
        raise UnknownScope(f"This is no SMART scope: {text[:200]}")
    return Scope(context, resource_type, letters)


def of_data(text: str) -> frozenset[str]:
    """Those of a token's scopes that name data; the others say how an app was opened."""
    return frozenset(each for each in text.split() if each.startswith(_CONTEXTS))


def name(
    scopes: Iterable[str], contexts: Iterable[str], resource_type: str, interaction: Interaction
) -> bool:
    """Whether one of the scopes names the interaction on that type in one of the contexts."""
    letter, allowed = _LETTER[interaction], frozenset(contexts)
    return any(
        scope.context in allowed
        and scope.resource_type in {"*", resource_type}
        and letter in scope.letters
        for scope in map(parsed, scopes)
    )


def are_within(wanted: Scope, given: Iterable[Scope]) -> bool:
    """Whether everything that is wanted is among what is given."""
    letters = {
        letter
        for scope in given
        if scope.context == wanted.context and scope.resource_type in {"*", wanted.resource_type}
        for letter in scope.letters
    }
    return set(wanted.letters) <= letters
