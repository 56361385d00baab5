"""Owns races that do not depend on chance: each is held until the others are there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connection, connections

T = TypeVar("T")
PATIENCE = 20  # Seconds.
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"


def all_at_once(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """Do these things in threads that start together; what became of each, in order."""
    start = threading.Barrier(len(deeds))
    found = [""] * len(deeds)

    def run(at: int) -> None:
        try:
            start.wait(timeout=PATIENCE)
            deeds[at]()
            found[at] = "done"
        except Exception as error:
            found[at] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def held_until_all_have_read(read: Callable[..., T], count: int) -> Callable[..., T]:
    """Give `read` so that whoever has read goes on only when all others have read as well, or
    wait for a lock. Without a lock all act on what they read before any other acted."""
    counting = threading.Lock()
    have_read = 0

    def held(*what: Any, **more: Any) -> T:
        nonlocal have_read
        found = read(*what, **more)
        with counting:
            have_read += 1
        end = time.monotonic() + PATIENCE
        while have_read + _waiting() < count:
            if time.monotonic() > end:
                raise TimeoutError("some neither read nor wait for a lock")
            time.sleep(0.01)
        return found

    return held


def _waiting() -> int:
    with connection.cursor() as cursor:
        # Within a transaction the database tells what it told first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING, [connection.settings_dict["NAME"]])
        return int(cursor.fetchone()[0])
