"""Messages that systems send in other forms than FHIR's: the plain types between who opens the door
to them and the app that takes them in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from common.errors import Problem


@dataclass(frozen=True)
class Sender:
    """Who sends: the actor that the gate decides about, and under what stands here what it sends.

    `name` is what people read.
    """

    actor: Any
    source: str
    name: str = ""


class Fate(StrEnum):
    """What became of a message, or of a report in it."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    # It is kept, and a version that is newer stands in its place.
    OLDER = "older"
    # Nobody here is the patient; it is kept, and taken in when somebody is.
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Told:
    """What became of one report, or of a message that holds none that can be read.

    `stored` and `unchanged` count its resources, `id` names the report here.
    """

    place: str
    fate: Fate
    stored: int = 0
    unchanged: int = 0
    message_id: str = ""
    id: str = ""
    problems: Sequence[Problem] = field(default=())


@dataclass(frozen=True)
class MessageFormat:
    """A format that an app takes in. `take` gets the bytes of messages, each with its place, and
    tells what became of each report; it never raises for a bad message."""

    kind: str
    content_types: frozenset[str]
    take: Callable[[Sequence[tuple[str, bytes]], Sender], Sequence[Told]]
    # The bytes of a message that was taken in, under a Grant; None where there is none to show.
    original: Callable[[Any, Any], tuple[bytes, str] | None]
