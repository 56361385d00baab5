"""Copies of everything that are granted on a request: by whom, to whom, and until when."""

import uuid
from datetime import datetime, timedelta

from access.grant import Grant
from access.models import GrantedCopy
from common import clock

DAYS = 30


def give(
    grant: Grant, *, task_id: uuid.UUID, requester_id: uuid.UUID, by_id: uuid.UUID, by_name: str
) -> None:
    """Let who asked fetch a copy of everything for some time, under a Grant to answer the task.

    Nothing is made now, and who gives it sees nothing of it.
    """
    now = clock.now()
    row = GrantedCopy(
        patient_id=grant.patient_id,
        task_id=task_id,
        requester_id=requester_id,
        granted_at=now,
        granted_by_id=by_id,
        granted_by_name=by_name,
        until=now + timedelta(days=DAYS),
    )
    GrantedCopy.objects.add(grant, [row])


def until(grant: Grant, task_id: uuid.UUID) -> datetime | None:
    """Until when the reader may fetch the copy granted on the request; None where there is none."""
    found: GrantedCopy | None = (
        GrantedCopy.objects.under(grant)
        .filter(task_id=task_id, requester_id=grant.reader_id, until__gt=clock.now())
        .first()
    )
    return found.until if found else None
