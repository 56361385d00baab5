"""What the portal itself may know of the seals: when the last one was made."""

from datetime import datetime

from django.db import connection

# Whoever watches the system's log looks for this word.
ALARM = "access-log-not-sealed"

# By the clock of the database, which gave the seal its time. Before the first seal the log waits
# from its first row on.
_LATE = """
    SELECT coalesce(s.sealed_at, b.begins), s.sealed_at IS NULL
    FROM (SELECT max(sealed_at) AS sealed_at FROM access_seal) s,
      (SELECT access_log_begins() AS begins) b
    WHERE coalesce(s.sealed_at, b.begins) < now() - interval '5 minutes'
"""


def warnings() -> list[str]:
    """What whoever runs the portal has to know of the sealer; nothing where all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_LATE)
        found: tuple[datetime, bool] | None = cursor.fetchone()
    if found is None:
        return []
    since, never = found
    return [f"{ALARM} " + ("ever" if never else f"since {since:%Y-%m-%d %H:%M} UTC")]
