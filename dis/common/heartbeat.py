"""Owns the worker's heartbeat: when a task last went all the way through queue and worker."""

from __future__ import annotations

import time

from redis import Redis

STALE_AFTER = 120
_KEY = "dis:heartbeat"
_TIMEOUT = 1.0


def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)


def ping(url: str) -> None:
    """Raise a RedisError when Redis does not answer at once."""
    with _client(url) as client:
        client.ping()


def beat(url: str) -> None:
    """Write down that a worker works now."""
    with _client(url) as client:
        client.set(_KEY, time.time())


def age(url: str) -> float | None:
    """Return the seconds since the last beat; None when there never was one."""
    with _client(url) as client:
        last = client.get(_KEY)
    return None if last is None else time.time() - float(last)
