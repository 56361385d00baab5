"""Where subscriptions stand, and how that changes: each change locks the subscription's row.

The lock is FOR NO KEY UPDATE, so that what is being stored for it waits for nothing.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from common import clock
from fhirapi import limits
from fhirapi.subscriptions import known, ringing
from fhirapi.subscriptions.codes import Cause, State, Status
from fhirapi.subscriptions.models import Notice, Subscription

_STANDS = ("status", "status_at", "cause", "answered")
_TRIED = ("failures", "failing_since", "due_at", "known_at", "claim", "claimed_until")


def locked(subscription_id: uuid.UUID, **what: Any) -> Subscription | None:
    """The row, locked until the transaction ends; None where it is not there, or not so."""
    rows = Subscription.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(id=subscription_id, removed_at=None, **what).first()


def stand(
    subscription: Subscription, status: Status, cause: str = "", answered: int | None = None
) -> None:
    """Put it there; nothing is saved yet."""
    subscription.status, subscription.status_at = status, clock.now()
    subscription.cause, subscription.answered = cause, answered


def begin(subscription: Subscription) -> None:
    """As it is when it is asked for: told of nothing before a handshake. Nothing is saved yet."""
    stand(subscription, Status.REQUESTED)
    subscription.due_at = clock.now()
    subscription.failures, subscription.failing_since = 0, None
    subscription.known_at = subscription.claim = subscription.claimed_until = None
    transaction.on_commit(known.forget)
    ringing.ring()


@transaction.atomic
def switch_off(subscription_id: uuid.UUID, cause: Cause) -> bool:
    """Nothing more is told, and what waits is given up. Whether it was on."""
    subscription = locked(subscription_id)
    if subscription is None or subscription.status == Status.OFF:
        return False
    off(subscription, cause)
    return True


def off(subscription: Subscription, cause: Cause) -> None:
    """The same of a row that is locked."""
    stand(subscription, Status.OFF, cause)
    subscription.claim = subscription.claimed_until = None
    subscription.save(update_fields=[*_STANDS, "claim", "claimed_until"])
    _set_aside(subscription, State.WAITING, cause)
    transaction.on_commit(known.forget)


@transaction.atomic
def send_again(subscription_id: uuid.UUID) -> bool:
    """Try a subscription that a fault has stopped once more, with all that was not delivered."""
    subscription = locked(subscription_id, status=Status.ERROR)
    if subscription is None:
        return False
    again(subscription)
    return True


def again(subscription: Subscription) -> None:
    """The same of a row that is locked."""
    begin(subscription)
    subscription.save(update_fields=[*_STANDS, *_TRIED])
    dead = Notice.objects.filter(subscription=subscription, state=State.DEAD)
    dead.update(state=State.WAITING, settled_at=None, attempts=0, cause="", answered=None)


@transaction.atomic
def give_up(subscription_id: uuid.UUID) -> int:
    """What was not delivered is not tried again, and the subscription goes on with what came
    after it; how many notices that were. The system finds them by `$events`."""
    subscription = locked(subscription_id, status=Status.ERROR)
    if subscription is None:
        return 0
    count = _set_aside(subscription, State.DEAD, None)
    begin(subscription)
    subscription.save(update_fields=[*_STANDS, *_TRIED])
    return count


def sweep() -> None:
    """Switch off what has ended, what nobody mends, and what lets too much pile up."""
    now = clock.now()
    unattended = now - timedelta(days=limits.number("subscription_fault_days"))
    on = Subscription.objects.filter(removed_at=None).exclude(status=Status.OFF)
    for each in on.filter(ends_at__lte=now):
        switch_off(each.id, Cause.ENDED)
    for each in on.filter(status=Status.ERROR, status_at__lt=unattended):
        switch_off(each.id, Cause.UNATTENDED)
    for subscription_id in _too_many_waiting(now):
        switch_off(subscription_id, Cause.BACKLOG)


def _too_many_waiting(now: datetime) -> list[uuid.UUID]:
    most = limits.number("subscription_waiting")
    waiting = Notice.objects.filter(Q(state=State.WAITING) | Q(state=State.DEAD))
    counts = waiting.values("subscription_id").annotate(count=Count("id"))
    return list(counts.filter(count__gt=most).values_list("subscription_id", flat=True))


def _set_aside(subscription: Subscription, state: State, cause: Cause | None) -> int:
    rows = Notice.objects.filter(subscription=subscription, state=state)
    values: dict[str, Any] = {"state": State.GIVEN_UP, "settled_at": clock.now()}
    return rows.update(**values, **({"cause": cause} if cause else {}))
