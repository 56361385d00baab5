"""How often a client and a person may call in a minute, counted by who the token says they are.

Addresses and headers count for nothing: whoever sends them chooses them. A process takes a
hundredth of a minute's calls at a time out of one count in Redis, for all processes together; where
Redis does not answer, each process counts by itself, and none lets go.
"""

import threading
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from fhirapi.outcomes import Refusal
from fhirapi.tokens.presented import Presented

_MINUTE = 60
_PARTS = 100
_TIMEOUT = 0.2
# After Redis has not answered, nobody waits for it again for so long.
_PAUSE = 5.0
_KEEP_SECONDS = 2 * _MINUTE


class _Process:
    """What this process has taken of this minute's calls, and counts itself when Redis is away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._left: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self.until = 0.0

    def take(self, name: str, minute: int) -> bool:
        """One call of those that are left here."""
        with self._lock:
            if minute > self._minute:
                self._minute, self._left, self._counts = minute, {}, {}
            left = self._left.get(name, 0)
            self._left[name] = max(left - 1, 0)
        return left > 0

    def keep(self, name: str, calls: int, minute: int) -> None:
        with self._lock:
            if minute == self._minute:  # What is left of another minute is over with it.
                self._left[name] = self._left.get(name, 0) + calls

    def count(self, name: str, calls: int) -> int:
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + calls
            return self._counts[name]


_process = _Process()


def count(found: Presented) -> None:
    """Count one more request; Refusal (429, Retry-After) where it is more than the limit."""
    limits = {f"client:{found.client_id}": settings.API_TOKENS["per_client"]}
    if found.rate is not None:  # Of one registration: a supplier's client has several.
        limits = {f"client:{found.client_id}:{found.source}": found.rate}
    if found.actor.person_id is not None:
        limits[f"person:{found.actor.person_id}"] = settings.API_TOKENS["per_person"]
    minute, second = divmod(int(time.time()), _MINUTE)
    for name, most in limits.items():
        if not _process.take(name, minute) and not _take_more(name, most, minute):
            wait = str(_MINUTE - second)
            raise Refusal.of(429, "throttled", "Too many requests in a minute.", Retry_After=wait)


def _take_more(name: str, most: int, minute: int) -> bool:
    """Take a hundredth of the limit, or what is left of it, and one call of that at once."""
    wanted = max(1, most // _PARTS)
    before = _taken(name, wanted, minute) - wanted
    given = min(wanted, most - before)
    if given > 1:
        _process.keep(name, given - 1, minute)
    return given > 0


def _taken(name: str, wanted: int, minute: int) -> int:
    """How many calls all processes have taken now, these included."""
    if time.monotonic() < _process.until:
        return _process.count(name, wanted)
    key = f"dis:api:{name}:{minute}"
    try:
        pipeline: Any = _redis().pipeline(transaction=False)
        total, _ = pipeline.incrby(key, wanted).expire(key, _KEEP_SECONDS).execute()
    except RedisError:
        _process.until = time.monotonic() + _PAUSE
        return _process.count(name, wanted)
    return int(total)


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
    )
