"""What is new in an appointment that comes: whether it says anything new at all, which of two is
the newer one, and what others are told of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appointments.codes import CALLED_OFF, HOLDING, UNDECIDED, Event

# Of the same content these differ from sending to sending.
_OF_SENDING = frozenset({"id", "text"})
_META_OF_SENDING = frozenset({"lastUpdated", "versionId", "source"})
_WHERE = ("mode", "link", "phone", "places")


@dataclass(frozen=True)
class State:
    """What counts of an appointment: its status, when and where it is."""

    status: str
    start: datetime | None
    where: Mapping[str, Any]

    @classmethod
    def of(cls, status: str, start: datetime | None, shown: Mapping[str, Any]) -> "State":
        return cls(status, start, {name: shown[name] for name in _WHERE if name in shown})

    @property
    def holds(self) -> bool:
        return self.status in HOLDING

    def is_ahead(self, now: datetime) -> bool:
        return self.start is not None and self.start > now


def event(was: State | None, now_is: State, now: datetime) -> Event | None:
    """What others are told of; nothing of what is over. A new length or text is no event."""
    held = was if was is not None and was.holds else None
    if held is None:
        return Event.BOOKED if now_is.holds and now_is.is_ahead(now) else None
    if now_is.holds:
        is_moved = (held.start, held.where) != (now_is.start, now_is.where)
        is_ahead = held.is_ahead(now) or now_is.is_ahead(now)
        return Event.MOVED if is_moved and is_ahead else None
    is_off = now_is.status in CALLED_OFF | UNDECIDED
    return Event.CANCELLED if is_off and held.is_ahead(now) else None


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two resources say the same, whenever they were sent."""
    return _content(one) == _content(other)


def _content(resource: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in resource.items() if name not in _OF_SENDING}
    meta = resource.get("meta")
    kept = {
        name: value
        for name, value in (meta if isinstance(meta, Mapping) else {}).items()
        if name not in _META_OF_SENDING
    }
    return {**found, "meta": kept}
