"""Counts what a link still bears, before anything is known of who asks: safe against many at once.

A passcode is tried only after the try has been taken off; one that is right gives it back.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from common import clock
from common.errors import DisError
from summary.ips.codes import FIRST_ATTEMPTS
from summary.ips.models import LinkGuard

# Between two tries of one link there is at least this.
PACE = timedelta(seconds=1)
_TAKE = """
UPDATE summary_linkguard SET attempts_left = attempts_left - 1, tried_at = %s
WHERE digest = %s AND attempts_left > 0 AND openings_left > 0
  AND (tried_at IS NULL OR tried_at <= %s)
RETURNING attempts_left
"""
_GIVE = """
UPDATE summary_linkguard SET attempts_left = attempts_left + 1, openings_left = openings_left - 1
WHERE digest = %s AND openings_left > 0
RETURNING openings_left
"""


class Gone(DisError):
    """The link opens nothing (any more); nobody is told why."""


class TooFast(DisError):
    """The same link was tried a moment ago."""


@dataclass(frozen=True)
class Left:
    openings: int
    attempts: int


def make(digest: bytes, openings: int) -> None:
    LinkGuard.objects.create(digest=digest, openings_left=openings, attempts_left=FIRST_ATTEMPTS)


def take_attempt(digest: bytes) -> int:
    """Take one try off; how many wrong ones are left if this one is wrong."""
    now = clock.now()
    left = _changed(_TAKE, [now, digest, now - PACE])
    if left is not None:
        return left
    if LinkGuard.objects.filter(digest=digest, attempts_left__gt=0, openings_left__gt=0).exists():
        raise TooFast
    raise Gone


def take_opening(digest: bytes) -> int:
    """The passcode was right: the try is given back, and one opening taken; how many are left."""
    left = _changed(_GIVE, [digest])
    if left is None:
        raise Gone
    return left


def close(digest: bytes) -> None:
    """Nothing is left of a link that is taken back."""
    LinkGuard.objects.filter(digest=digest).delete()


def left(digests: list[bytes]) -> dict[bytes, Left]:
    rows = LinkGuard.objects.filter(digest__in=digests)
    return {bytes(row.digest): Left(row.openings_left, row.attempts_left) for row in rows}


def _changed(statement: str, values: list[Any]) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0]) if row else None
