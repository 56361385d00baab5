"""Tells other rooms, in the same transaction, that something of a patient was stored.

This is the event `access.resource_stored` (docs/events.md): ids only, and news travels upwards.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Stored:
    """A resource that was stored: of which patient, sent by whom, and whether it is there for the
    first time, anew, or marked as entered in error."""

    resource_type: str
    id: uuid.UUID
    patient_id: uuid.UUID
    source: str
    change: str
    at: datetime


@dataclass(frozen=True)
class Listener:
    """Who wants to know. `wants` is asked for every batch, and has to cost nothing."""

    wants: Callable[[str], bool]
    take: Callable[[Sequence[Stored]], None]


CREATED, UPDATED, MISTAKEN = "created", "updated", "entered-in-error"
_listeners: list[Listener] = []


def fill(listeners: Iterable[Listener]) -> None:
    """Take who listens; who was there before is forgotten."""
    _listeners[:] = listeners


def wanted(resource_type: str) -> list[Listener]:
    return [each for each in _listeners if each.wants(resource_type)]


def tell(listeners: Sequence[Listener], stored: Sequence[Stored]) -> None:
    for each in listeners:
        each.take(stored)
