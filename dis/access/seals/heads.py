"""What the portal itself may know of the seals: when the last one was made, and if all held."""

from datetime import datetime

from django.db import connection

# Whoever watches the system's log looks for this word.
ALARM = "access-log-not-sealed"
BROKEN = "access-log-broken"

# By the clock of the database, which gave the seal its time. Before the first seal the log waits
# from its first row on.
_LATE = """
    SELECT coalesce(s.sealed_at, b.begins), s.sealed_at IS NULL
    FROM (SELECT max(sealed_at) AS sealed_at FROM access_seal) s,
      (SELECT access_log_begins() AS begins) b
    WHERE coalesce(s.sealed_at, b.begins) < now() - interval '5 minutes'
"""
# The last look over the whole log; before the first one, it is waited for from the first seal on.
_CHECKED = """
    SELECT c.finished_at, c.is_intact,
      coalesce(c.started_at, s.sealed_at) < now() - interval '36 hours'
    FROM (SELECT min(sealed_at) AS sealed_at FROM access_seal) s
    LEFT JOIN (SELECT * FROM access_logcheck ORDER BY started_at DESC LIMIT 1) c ON true
"""


def warnings() -> list[str]:
    """What whoever runs the portal has to know of the sealer; nothing where all is well."""
    return [*_of_sealing(), *_of_checks()]


def _of_sealing() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_LATE)
        found: tuple[datetime, bool] | None = cursor.fetchone()
    if found is None:
        return []
    since, never = found
    return [f"{ALARM} " + ("ever" if never else f"since {_told(since)}")]


def _of_checks() -> list[str]:
    """The place that is broken stands in the system's log, and with the sealer."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED)
        finished_at, is_intact, is_late = cursor.fetchone()
    found = [f"{BROKEN}: found {_told(finished_at)}"] if is_intact is False else []
    if is_late:
        since = f"since {_told(finished_at)}" if finished_at else "ever"
        found.append(f"access-log-not-verified {since}")
    return found


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
