"""Tells a worker that there is something to deliver: once a second at most, and nobody waits.

What waits is a thread here. A task that begins later would lie in the hands of a worker that has
other things to do.
"""

import logging
import threading
import time

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerDown

logger = logging.getLogger(__name__)

TASK = "fhirapi.deliver"
# So much later it is rung, and the task finds all that was committed until then.
SECONDS = 1.0
_lock = threading.Lock()
_rung_until = 0.0


def ring() -> None:
    """Once what was written is committed. What is not told, the sweep of beat finds."""
    transaction.on_commit(_ring_beside)


def later(seconds: float) -> None:
    """Have a worker look again then."""
    threading.Thread(target=_ring_after, args=(seconds + SECONDS,), daemon=True).start()


def _ring_beside() -> None:
    global _rung_until
    with _lock:
        if time.monotonic() < _rung_until:
            return
        _rung_until = time.monotonic() + SECONDS
    threading.Thread(target=_ring_after, args=(SECONDS,), daemon=True).start()


def _ring_after(seconds: float) -> None:
    time.sleep(seconds)
    try:
        current_app.send_task(TASK)
    except BrokerDown as error:
        logger.warning("No worker could be told of news; the sweep will: %s", error)
