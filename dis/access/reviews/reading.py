"""What was read under an attestation, as the log has it: counts and kinds, and no titles."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from access.codes import Kind
from access.grant import Grant
from access.models import AccessReview

# Items are written at the end of the request in which their event was written.
_LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class Reading:
    """`opened` are documents of which the content was shown, `listed` those seen by title only."""

    requests: int
    last_at: datetime | None
    opened: int
    listed: int
    closed: int
    searches: int
    downloads: int
    prints: int
    refusals: int


def under(grant: Grant, review: AccessReview) -> Reading:
    """What the log says of everything that rested on the opening that is reviewed."""
    grant.check(Kind.REVIEW)
    until = review.attestation.expires_at + _LONGEST
    during = (review.patient_id, review.opened_at, until)
    with connection.cursor() as cursor:
        cursor.execute(_READING, (*during, review.attestation_id, *during))
        return Reading(*cursor.fetchone())


_READING = """
WITH e AS MATERIALIZED (
    SELECT id, recorded_at, action, item_type, item_id, is_permitted FROM access_accessevent
    WHERE patient_id = %s AND recorded_at >= %s AND recorded_at <= %s AND attestation_id = %s
), i AS MATERIALIZED (
    SELECT e.action, a.resource_type AS type, a.resource_id AS thing, a.outcome
    FROM access_accessitem a JOIN e ON e.id = a.event_id AND e.is_permitted
    WHERE a.patient_id = %s AND a.recorded_at >= %s AND a.recorded_at <= %s
), opened AS (
    SELECT item_id AS thing FROM e
    WHERE item_id IS NOT NULL AND item_type <> '' AND is_permitted AND action <> 'list'
      AND item_id NOT IN (SELECT thing FROM i WHERE outcome = 'not-shown')
    UNION SELECT thing FROM i WHERE outcome = 'shown'
)
SELECT
    (SELECT count(*) FROM e WHERE is_permitted AND action <> 'open'),
    (SELECT max(recorded_at) FROM e WHERE is_permitted AND action <> 'open'),
    (SELECT count(*) FROM opened),
    (SELECT count(DISTINCT thing) FROM i WHERE outcome IN ('listed', 'unblocked')
       AND thing NOT IN (SELECT thing FROM opened)),
    (SELECT count(DISTINCT thing) FROM i WHERE outcome = 'unblocked'),
    (SELECT count(*) FROM e WHERE is_permitted AND action = 'search'),
    (SELECT count(*) FROM e WHERE is_permitted AND action = 'download'),
    (SELECT count(*) FROM e WHERE is_permitted AND action = 'print'),
    (SELECT count(*) FROM e WHERE NOT is_permitted)
"""
