"""The look over the whole log once a day: when it is due, and keeping what it has found."""

import uuid
from datetime import datetime, time, timedelta

from access.seals.store import Connection
from common import clock

_DUE = """
    SELECT EXISTS (SELECT 1 FROM access_seal)
      AND NOT EXISTS (SELECT 1 FROM access_logcheck WHERE started_at >= %s)
"""
_KEEP = """
    INSERT INTO access_logcheck (id, started_at, finished_at, is_intact, found)
    VALUES (%s, %s, %s, %s, %s)
"""


def is_due(connection: Connection, hour: int) -> bool:
    """Whether nobody has looked since it was that hour in Norway; never before the first seal."""
    now = clock.now()
    last = datetime.combine(clock.today(), time(hour), clock.OSLO)
    if last > now:
        last = datetime.combine(clock.today() - timedelta(days=1), time(hour), clock.OSLO)
    row = connection.execute(_DUE, [last]).fetchone()
    return bool(row and row[0])


def keep(connection: Connection, *, since: datetime, found: str, is_intact: bool) -> None:
    """Write down what was found, where the portal reads it and cannot change it."""
    connection.execute(_KEEP, [uuid.uuid4(), since, clock.now(), is_intact, found])
