"""Makes what is sent next to a claimed subscription: a handshake, news, or a sign of life."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from common import clock
from common.crypto import Tampered
from fhirapi import limits
from fhirapi.calls import base
from fhirapi.outcomes import Refusal
from fhirapi.subscriptions import changing, endpoints, ringing, settling, telling, wording
from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.models import Subscription
from fhirapi.subscriptions.posting import Letter
from fhirapi.subscriptions.wording import Told

# While something that began earlier is still being stored, look again so soon.
_LOOK_AGAIN = timedelta(seconds=1)
# No transaction has this number: the subscription was read, and not everybody knows it yet.
_SEEN = 0

# The number that the next transaction gets, and whether one before that number is still running, or
# before the newest where none is named. Numbers are those of the whole server: who only works in
# another database of it is not waited for.
_STILL_STORED = """
    SELECT pg_snapshot_xmax(now)::text::bigint, EXISTS (
        SELECT 1 FROM pg_snapshot_xip(now) AS running
        LEFT JOIN pg_locks AS own
            ON own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock' AND own.granted
            AND own.transactionid::text::bigint = running::text::bigint %% 4294967296
        LEFT JOIN pg_stat_activity AS session ON session.pid = own.pid
        WHERE running::text::bigint < coalesce(%s, pg_snapshot_xmax(now)::text::bigint)
            AND (session.datname IS NULL OR session.datname = current_database()))
    FROM pg_current_snapshot() AS now
"""


@dataclass(frozen=True)
class Job:
    """A notification of a subscription, under its claim."""

    subscription_id: uuid.UUID
    client_id: uuid.UUID
    claim: uuid.UUID
    kind: str
    numbers: Sequence[int]
    letter: Letter


def job_of(subscription: Subscription) -> Job | None:
    """What is sent now; None where nothing is, and the claim is given back."""
    try:
        return _job_of(subscription)
    except telling.Moved:
        return None
    except Refusal:
        # A filter that was understood once, and is not since an upgrade.
        settling.stop(subscription, Cause.FILTER)
    except Tampered:
        settling.stop(subscription, Cause.SECRET)
    return None


def _job_of(subscription: Subscription) -> Job | None:
    cause = _gone(subscription)
    if cause:
        changing.switch_off(subscription.id, cause)
        return None
    if subscription.status == Status.REQUESTED:
        wait = _wait(subscription)
        if wait is not None:
            settling.give_back(subscription, clock.now() + wait)
            ringing.later(wait.total_seconds())
            return None
        return _job(subscription, wording.HANDSHAKE, ())
    told = telling.next_of(subscription, subscription.most, claim=subscription.claim)
    if told:
        return _job(subscription, wording.NEWS, told)
    if _is_silent(subscription):
        return _job(subscription, wording.HEARTBEAT, ())
    settling.give_back(subscription, clock.now())
    return None


def _gone(subscription: Subscription) -> Cause | None:
    """Why nothing is sent any more, whatever waits."""
    if not subscription.client.is_active:
        return Cause.CLIENT
    if subscription.endpoint.removed_at is not None:
        return Cause.ENDPOINT
    if subscription.ends_at is not None and subscription.ends_at <= clock.now():
        return Cause.ENDED
    return None


def _is_silent(subscription: Subscription) -> bool:
    period = timedelta(seconds=subscription.heartbeat_seconds)
    is_due = subscription.sent_at is None or subscription.sent_at + period <= clock.now()
    return bool(subscription.heartbeat_seconds) and is_due


@transaction.atomic
def _wait(subscription: Subscription) -> timedelta | None:
    """How long to wait until nothing can be missed that is stored from the handshake on; None once
    it is so.

    The row was just read, so everybody who looks from now on finds it: first that every process has
    looked again, and then that all that was being stored at that time has ended.
    """
    if subscription.known_at is None:
        _keep(subscription, _SEEN)
        seconds = limits.number("subscription_known_seconds")
        if seconds:
            return timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(_STILL_STORED, [subscription.known_at or None])
        newest, is_running = cursor.fetchone()
    if subscription.known_at == _SEEN:
        _keep(subscription, newest)
    return _LOOK_AGAIN if is_running else None


def _keep(subscription: Subscription, known_at: int) -> None:
    now = changing.locked(subscription.id, claim=subscription.claim)
    if now is None:
        raise telling.Moved
    now.known_at = subscription.known_at = known_at
    now.save(update_fields=["known_at"])


def _job(subscription: Subscription, kind: str, told: Sequence[Told]) -> Job:
    if subscription.claim is None:
        raise telling.Moved
    bundle = wording.notification(base(), subscription, kind, told)
    letter = Letter(
        subscription.endpoint.url,
        json.dumps(bundle, ensure_ascii=False),
        endpoints.secret_of(subscription.endpoint),
        subscription.timeout_seconds,
    )
    return Job(
        subscription.id,
        subscription.client_id,
        subscription.claim,
        kind,
        [each.number for each in told],
        letter,
    )
