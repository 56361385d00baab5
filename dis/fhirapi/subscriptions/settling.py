"""Keeps what came of a delivery: delivered, to be tried again after a pause, or stopped."""

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from common import clock
from fhirapi import limits
from fhirapi.subscriptions import changing, wording
from fhirapi.subscriptions.codes import State, Status
from fhirapi.subscriptions.models import Notice, Subscription
from fhirapi.subscriptions.posting import Posted

if TYPE_CHECKING:
    from fhirapi.subscriptions.preparing import Job

_FIELDS = (
    *("status", "status_at", "cause", "answered", "sent_at", "delivered_at"),
    *("failures", "failing_since", "due_at", "claim", "claimed_until"),
)


@transaction.atomic
def settle(job: "Job", posted: Posted) -> None:
    """Whoever has lost the claim keeps nothing: another one delivers the same by now."""
    subscription = changing.locked(job.subscription_id, claim=job.claim)
    if subscription is None:
        return
    _free(subscription, clock.now())
    if posted.is_taken:
        _delivered(subscription, job)
    else:
        _failed(subscription, job, posted)
    subscription.save(update_fields=_FIELDS)


@transaction.atomic
def give_back(subscription: Subscription, due_at: datetime) -> None:
    """There was nothing to send."""
    now = changing.locked(subscription.id, claim=subscription.claim)
    if now is not None:
        _free(now, due_at)
        now.save(update_fields=_FIELDS)


@transaction.atomic
def stop(subscription: Subscription, cause: str) -> None:
    """It cannot go on as it is: a fault that trying again does not mend."""
    now = changing.locked(subscription.id, claim=subscription.claim)
    if now is not None:
        _free(now, clock.now())
        changing.stand(now, Status.ERROR, cause)
        now.save(update_fields=_FIELDS)
        waiting = Notice.objects.filter(subscription=now, state=State.WAITING, number__gt=0)
        waiting.update(state=State.DEAD, settled_at=clock.now(), cause=cause)


def _free(subscription: Subscription, due_at: datetime) -> None:
    subscription.due_at = due_at
    subscription.claim = subscription.claimed_until = None


def _delivered(subscription: Subscription, job: "Job") -> None:
    now = clock.now()
    if job.kind == wording.HANDSHAKE:
        changing.stand(subscription, Status.ACTIVE)
    subscription.sent_at = now
    subscription.failures, subscription.failing_since = 0, None
    if job.numbers:
        subscription.delivered_at = now
        _numbered(subscription, job).update(state=State.DELIVERED, settled_at=now)


def _failed(subscription: Subscription, job: "Job", posted: Posted) -> None:
    now = clock.now()
    subscription.failures += 1
    subscription.failing_since = subscription.failing_since or now
    subscription.due_at = now + pause(subscription.failures)
    notices = _numbered(subscription, job)
    told = {"cause": posted.cause, "answered": posted.answered}
    notices.update(attempts=subscription.failures, **told)
    if _is_enough(subscription, job, now):
        changing.stand(subscription, Status.ERROR, posted.cause, posted.answered)
        notices.update(state=State.DEAD, settled_at=now)


def _is_enough(subscription: Subscription, job: "Job", now: datetime) -> bool:
    is_handshake = job.kind == wording.HANDSHAKE
    tries = limits.number("subscription_handshakes" if is_handshake else "subscription_tries")
    since = subscription.failing_since or now
    hours = timedelta(hours=limits.number("subscription_hours"))
    return subscription.failures >= tries or now - since >= hours


def pause(failures: int) -> timedelta:
    """Twice as long each time, up to a limit; and not all at the same moment."""
    seconds = limits.number("subscription_pause_seconds") * 2 ** min(failures - 1, 20)
    seconds = min(seconds, limits.number("subscription_pause_most"))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - no secret


def _numbered(subscription: Subscription, job: "Job") -> QuerySet[Notice]:
    return Notice.objects.filter(
        subscription=subscription, state=State.WAITING, number__in=job.numbers
    )
