"""How often a client and a person may call in a minute, counted by who the token says they are.

Addresses and headers count for nothing: whoever sends them chooses them. Counted in Redis for all
processes together; where it does not answer, each process counts by itself, and none lets go.
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
_TIMEOUT = 0.2
# After Redis has not answered, nobody waits for it again for so long.
_PAUSE = 5.0
_KEEP_SECONDS = 2 * _MINUTE


class _Alone:
    """The counts of this process, for when Redis is away: of this minute only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}
        self.until = 0.0

    def count(self, names: list[str], minute: int) -> list[int]:
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            for name in names:
                self._counts[name] = self._counts.get(name, 0) + 1
            return [self._counts[name] for name in names]


_alone = _Alone()


def count(found: Presented) -> None:
    """Count one more request; Refusal (429, Retry-After) where it is more than the limit."""
    limits = {f"client:{found.client_id}": settings.API_TOKENS["per_client"]}
    if found.actor.person_id is not None:
        limits[f"person:{found.actor.person_id}"] = settings.API_TOKENS["per_person"]
    now = time.time()
    counts = _counts(list(limits), int(now // _MINUTE))
    if any(times > most for times, most in zip(counts, limits.values(), strict=True)):
        wait = str(_MINUTE - int(now % _MINUTE))
        raise Refusal.of(429, "throttled", "Too many requests in a minute.", Retry_After=wait)


def _counts(names: list[str], minute: int) -> list[int]:
    if time.monotonic() < _alone.until:
        return _alone.count(names, minute)
    try:
        return _shared(names, minute)
    except RedisError:
        _alone.until = time.monotonic() + _PAUSE
        return _alone.count(names, minute)


def _shared(names: list[str], minute: int) -> list[int]:
    keys = [f"dis:api:{name}:{minute}" for name in names]
    pipeline: Any = _redis().pipeline(transaction=False)
    for key in keys:
        pipeline.incr(key)
        pipeline.expire(key, _KEEP_SECONDS)
    return [int(times) for times in pipeline.execute()[::2]]


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
    )
