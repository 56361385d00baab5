"""Takes down what is to be told, in the transaction that stores it: one statement, ids only."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection

from access.news import Listener, Stored
from fhirapi.subscriptions import known, ringing
from fhirapi.subscriptions.codes import LISTENING, State

# Who has sent a thing knows of it. A subscription that is only asked for takes part already: when
# it is active, nothing that came since is missing.
_TAKE = """
WITH stored AS (
  SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[])
    WITH ORDINALITY AS each (event_id, patient_id, resource_id, change, source, place)
), told AS (
  SELECT s.id AS subscription_id, stored.*
  FROM stored JOIN fhirapi_subscription s
    ON s.resource_type = %s AND s.status = ANY (%s) AND s.source <> stored.source
   AND (s.about IS NULL OR s.about = stored.patient_id)
), event AS (
  INSERT INTO fhirapi_event (id, patient_id, resource_type, resource_id, change, happened_at)
  SELECT DISTINCT event_id, patient_id, %s::text, resource_id, change, %s::timestamptz FROM told
)
INSERT INTO fhirapi_notice (subscription_id, event_id, state, happened_at, attempts, cause)
SELECT subscription_id, event_id, %s, %s::timestamptz, 0, '' FROM told ORDER BY place
"""


def take(stored: Sequence[Stored]) -> None:
    """All are of one type, and were stored at one time."""
    if not stored:
        return
    resource_type, at = stored[0].resource_type, stored[0].at
    values: list[Any] = [
        [uuid.uuid4() for _ in stored],
        [each.patient_id for each in stored],
        [each.id for each in stored],
        [each.change for each in stored],
        [each.source for each in stored],
        *(resource_type, [each.value for each in LISTENING]),
        *(resource_type, at, State.WAITING.value, at),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.rowcount:
            ringing.ring()


LISTENER = Listener(known.wants, take)
