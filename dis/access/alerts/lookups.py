"""The limit on how many national ids one person looks up in an hour, in whatever role or browser.

Counted before the number is looked at, so that the answer is the same whether it is somebody's or
nobody's. Source: security.md part 8, rows 28 and 88.
"""

import uuid
from datetime import timedelta

from django.db import connection, transaction

from common import clock

HOUR = timedelta(hours=1)
# A busy reception looks up one number a minute; nobody does twice that by hand.
MOST = 120

_COUNT = """
WITH counted AS (
  INSERT INTO access_lookupcount (id, person_id, minute, times) VALUES (%s, %s, %s, 1)
  ON CONFLICT (person_id, minute) DO UPDATE SET times = access_lookupcount.times + 1
  RETURNING minute, times)
SELECT (SELECT times FROM counted) + coalesce(sum(c.times), 0) FROM access_lookupcount c
WHERE c.person_id = %s AND c.minute > %s AND c.minute <> (SELECT minute FROM counted)
"""


def is_allowed(person_id: uuid.UUID) -> bool:
    """Count one more look-up; False where it is more than an hour's worth. Two at once wait for
    each other at the row of their minute, and both count."""
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, [uuid.uuid4(), person_id, minute, person_id, now - HOUR])
        return bool(cursor.fetchone()[0] <= MOST)
