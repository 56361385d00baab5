"""Search words between a form and its results: kept in the session, never in an address.

Addresses come into logs, histories and the Referer header, and people type names and numbers of
patients into search boxes. So a search is sent by POST, and the address holds a random key only.
"""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.identifiers import names_a_person
from journal import searching
from journal.searching import Query

FIELD, KEY = "q", "sok"
_SESSION = "journal.searches"
_MOST = 20


@dataclass(frozen=True)
class Refusal:
    """Why a search is not made, in words; what was typed comes back unless it names a person."""

    reason: str
    typed: str = ""


def asked(request: HttpRequest, *, least_letters: int = 1) -> str | Refusal:
    """The words that are sent, or why they are no search."""
    typed = request.POST.get(FIELD, "")
    if names_a_person(typed):
        return Refusal(
            _(
                "You cannot search with a national identity number here."
                " It has been removed from the field and is not kept."
            )
        )
    words = searching.cleaned(typed)
    if least_letters > 1 and words and searching.letters(words) < least_letters:
        reason = _("Write at least %(count)s letters.") % {"count": least_letters}
        return Refusal(reason, words)
    return words


def remember(request: HttpRequest, words: str) -> str:
    """Keep the words for this session, with the few searches before; gives their key."""
    former = request.session.get(_SESSION, {})
    key = next((key for key, kept in former.items() if kept == words), secrets.token_urlsafe(6))
    latest = list({**former, key: words}.items())[-_MOST:]
    request.session[_SESSION] = dict(latest)
    return key


def words_of(request: HttpRequest, key: str) -> str:
    """What was searched for under a key; empty where this session does not know it."""
    found: str = request.session.get(_SESSION, {}).get(key, "")
    return found


def recalled(request: HttpRequest) -> Query | None:
    """The search that the address names; None where there is none, or the session has lost it."""
    words = words_of(request, request.GET.get(KEY, ""))
    return searching.understood(words) if words else None


def is_lost(request: HttpRequest) -> bool:
    """Whether the address names a search that this session does not have."""
    key = request.GET.get(KEY, "")
    return bool(key) and not words_of(request, key)
