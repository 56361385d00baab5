"""Takes the next subscription that something is due for; nobody else delivers it meanwhile."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
)

from common import clock
from fhirapi.subscriptions.codes import State, Status
from fhirapi.subscriptions.models import Notice, Subscription

# Longer than a delivery takes with everything that is done around it.
_LEASE = timedelta(seconds=60)
_SECOND = Value(timedelta(seconds=1), output_field=DurationField())


@transaction.atomic
def take(*, besides: Sequence[uuid.UUID] = ()) -> Subscription | None:
    """The one that has waited longest, claimed; nothing of these clients."""
    now = clock.now()
    rows: Any = Subscription.objects.select_for_update(
        skip_locked=True, no_key=True, of=("self",)
    ).select_related("client__organization", "endpoint")
    rows = rows.filter(_due(now)).exclude(client_id__in=besides)
    subscription: Subscription | None = rows.order_by("due_at", "id").first()
    if subscription is None:
        return None
    subscription.claim = uuid.uuid4()
    subscription.claimed_until = now + timedelta(seconds=subscription.timeout_seconds) + _LEASE
    subscription.save(update_fields=["claim", "claimed_until"])
    return subscription


def _due(now: datetime) -> Q:
    waiting = Notice.objects.filter(subscription=OuterRef("pk"), state=State.WAITING)
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    is_silent = Q(heartbeat_seconds__gt=0) & (
        Q(sent_at=None)
        | Q(
            sent_at__lte=ExpressionWrapper(
                Value(now) - F("heartbeat_seconds") * _SECOND, output_field=DateTimeField()
            )
        )
    )
    has_news = Q(status=Status.REQUESTED) | (
        Q(status=Status.ACTIVE) & (Q(Exists(waiting)) | is_silent)
    )
    return Q(removed_at=None, due_at__lte=now) & is_free & has_news
