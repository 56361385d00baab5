"""Erasing what was shared of those who have left sharing, when it can no longer be taken back."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import connection

from access import erasing
from access.closed import in_force
from access.codes import UNDO_DAYS
from access.grant import Grant
from access.models import Reservation
from access.settings import services
from common import clock
from common.errors import DisError

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 50
# Imports are refused from the last minute on. One that began before it has ended by then.
_GRACE = timedelta(hours=1)


class NotDue(DisError):
    """The reservation has been taken back, or all is erased already."""


def erase_due() -> int:
    """Erase what was shared of all who have been reserved for long enough; how many they were.

    One that fails is told in the system's log and tried again the next time.
    """
    erased = 0
    for patient_id in _due(_limit()):
        try:
            erasing.erase_shared(patient_id, first=_mark)
        except NotDue:
            continue
        except Exception:
            logger.exception("What was shared of %s is not erased.", patient_id)
        else:
            erased += 1
    return erased


def _mark(grant: Grant) -> None:
    """In the transaction that erases: the reservation still holds, and is marked. Who takes it back
    at the same time waits, and finds it done; who was first keeps everything."""
    services.hold(grant.patient_id)
    rows = Reservation.ungated.filter(
        in_force(clock.now()), patient_id=grant.patient_id, start__lte=_limit(), erased_at=None
    )
    if not rows.update(erased_at=clock.now()):
        raise NotDue


def _limit() -> datetime:
    return clock.now() - timedelta(days=UNDO_DAYS) - _GRACE


def _due(until: datetime) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_reservations_due(%s, %s)", [until, MOST_AT_ONCE])
        return [row[0] for row in cursor.fetchall()]
