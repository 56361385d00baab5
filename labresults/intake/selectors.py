"""Reads of what waits and of codes without a name; nothing of it is about a patient."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from labresults.intake.models import UnknownCode, WaitingMessage, WaitingStep


def waiting() -> QuerySet[WaitingMessage]:
    """What waits, the oldest first."""
    rows = WaitingMessage.objects.filter(settled_at=None).defer("sealed")
    return rows.order_by("received_at", "id")


def settled() -> QuerySet[WaitingMessage]:
    """What waited once, the newest first."""
    rows = WaitingMessage.objects.filter(settled_at__isnull=False).defer("sealed")
    return rows.order_by("-settled_at", "id")


def one(waiting_id: uuid.UUID) -> WaitingMessage | None:
    return WaitingMessage.objects.filter(id=waiting_id).first()


def steps(waiting_id: uuid.UUID) -> Sequence[WaitingStep]:
    rows = WaitingStep.objects.filter(waiting_id=waiting_id)
    return list(rows.order_by("-recorded_at", "-id"))


def unknown_codes() -> QuerySet[UnknownCode]:
    """The most frequent first."""
    return UnknownCode.objects.order_by("-count", "-last_seen_at", "id")
