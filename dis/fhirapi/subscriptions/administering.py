"""What administrators do with subscriptions and with the addresses of systems, each in the log."""

import uuid
from collections.abc import Callable

from django.db import transaction

from access import log
from access.actor import Actor
from access.codes import Audience, Kind
from access.verdict import permit


def logged(actor: Actor, item: tuple[str, uuid.UUID], do: Callable[[], int]) -> int:
    """Do it, and commit the row of the log with it: how much was done. Nothing leaves no row."""
    with transaction.atomic():
        done = do()
        if done:
            row = log.staff_event(actor, permit(Audience.STAFF), Kind.REVIEW, *item)
            log.write_with_items([row], [])
    return done
