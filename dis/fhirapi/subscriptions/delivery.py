"""Delivers: takes what is due, sends it beside each other, and keeps what came of it.

The database is the queue. A delivery is a claim on a subscription's row for so long as the other
side may take; who dies with it in hand leaves it to the next, which sends the same numbers again.
Only the sending is done in threads: a slow system holds one of them and nobody else. Of all workers
one delivers at a time, so that those who wait for slow systems leave the others to the portal.
"""

import logging
import queue
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

from fhirapi import limits
from fhirapi.subscriptions import claiming, posting, preparing, ringing, settling
from fhirapi.subscriptions.posting import Letter, Posted
from fhirapi.subscriptions.preparing import Job

logger = logging.getLogger(__name__)
# Beyond its time-out nothing is waited for: who sends one sign of an answer after the other has
# had its turn.
_GRACE_SECONDS = 10
# While others are slow, so often it is asked what is new.
_LOOK_SECONDS = 1.0
# Of the connection, and not of a transaction: it ends with the worker, however that ends.
_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('fhirapi.deliver', 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('fhirapi.deliver', 0))"


@dataclass
class _UnderWay:
    """The jobs that are being sent, by their claim, and until when each is waited for."""

    jobs: dict[uuid.UUID, tuple[Job, float]] = field(default_factory=dict)
    done: "queue.SimpleQueue[tuple[uuid.UUID, Posted]]" = field(default_factory=queue.SimpleQueue)

    def start(self, job: Job) -> None:
        until = time.monotonic() + job.letter.seconds + _GRACE_SECONDS
        self.jobs[job.claim] = (job, until)
        threading.Thread(target=self._send, args=(job.claim, job.letter), daemon=True).start()

    def _send(self, claim: uuid.UUID, letter: Letter) -> None:
        try:
            posted = posting.post(letter)
        except Exception:
            # A fault of ours: it counts as a failed try, and the log says what it was.
            logger.exception("A notification could not be sent")
            posted = Posted("connection")
        self.done.put((claim, posted))

    def finished(self) -> Iterator[tuple[Job, Posted]]:
        """Wait for the next that is done, or whose time is over; not long, if none is."""
        soonest = min(until for _, until in self.jobs.values())
        seconds = min(_LOOK_SECONDS, max(0.0, soonest - time.monotonic()))
        try:
            claim, posted = self.done.get(timeout=seconds)
        except queue.Empty:
            now = time.monotonic()
            for late in [each for each, (_, until) in self.jobs.items() if until <= now]:
                yield self.jobs.pop(late)[0], Posted("timeout")
            return
        if claim in self.jobs:
            yield self.jobs.pop(claim)[0], posted

    def by_client(self) -> Counter[uuid.UUID]:
        return Counter(job.client_id for job, _ in self.jobs.values())


def run_alone(seconds: float) -> None:
    """Deliver, unless a worker does so already: that one looks by itself for what is new."""
    with _turn() as is_ours:
        if not is_ours:
            return
        begun = time.monotonic()
        run(seconds)
        if time.monotonic() - begun >= seconds:
            ringing.later(0)  # What came while the last ones were waited for.


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether it is ours; then it is until the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute(_UNLOCK)


def run(seconds: float) -> int:
    """Deliver what is due until nothing is, or the time is up; how many notifications were sent.

    Of several at once each takes what is free.
    """
    end, count = time.monotonic() + seconds, 0
    under_way = _UnderWay()
    while True:
        if time.monotonic() < end:
            _fill(under_way)
        if not under_way.jobs:
            return count
        for job, posted in under_way.finished():
            settling.settle(job, posted)
            count += 1


def _fill(under_way: _UnderWay) -> None:
    """Take as many as there is room for; of one client no more than a few."""
    most = limits.number("subscription_at_once")
    each_most = limits.number("subscription_client_at_once")
    while len(under_way.jobs) < most:
        full = [client for client, n in under_way.by_client().items() if n >= each_most]
        claimed = claiming.take(besides=full)
        if claimed is None:
            return
        try:
            job = preparing.job_of(claimed)
        except DatabaseError:
            raise
        except Exception:
            # A fault of ours with this one: its claim keeps it away for a while, and the others
            # are told meanwhile.
            logger.exception("What subscription %s is to be told could not be made", claimed.id)
            continue
        if job is not None:
            under_way.start(job)
