"""For which types somebody is to be told: kept in each process for a moment, so that storing costs
nothing where nobody is."""

import threading
import time

from fhirapi import limits
from fhirapi.subscriptions.codes import LISTENING
from fhirapi.subscriptions.models import Subscription

_lock = threading.Lock()
_types: frozenset[str] = frozenset()
_until = 0.0


def wants(resource_type: str) -> bool:
    """Whether somebody listens, as it was a moment ago at most (`subscription_known_seconds`).

    A new subscription is not active before every process has had to look again, and everything that
    was being stored then has ended (fhirapi.subscriptions.preparing).
    """
    if time.monotonic() >= _until:
        _look()
    return resource_type in _types


def forget() -> None:
    """Look again the next time: in this process something has changed."""
    global _until
    _until = 0.0


def _look() -> None:
    global _types, _until
    begun = time.monotonic()
    rows = Subscription.objects.filter(status__in=LISTENING).values_list("resource_type", flat=True)
    found = frozenset(rows.distinct())
    with _lock:
        _types, _until = found, begun + limits.number("subscription_known_seconds")
