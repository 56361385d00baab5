"""The plain data types by which an app declares what it puts on a patient's timeline, and on the
patient's own page of the whole."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# The kinds of things on a timeline; a new service takes one of these or adds its own.
DOCUMENTS, RESULTS, VISITS = "dokumenter", "svar", "besok"
Tag = tuple[Any, str]


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `logged` is what the log keeps of it (access.grant.Item): who shows
    the entry notes it. `tags` are words with a colour, as of the component tag.html."""

    id: uuid.UUID
    at: datetime
    kind: str
    title: str
    url: str = ""
    more: str = ""
    organisation: str = ""
    place: str = ""
    tags: Sequence[Tag] = ()
    logged: Any = None


@dataclass(frozen=True)
class Stretch:
    """Which part of a timeline is asked for: at most so many, the newest first, those that stand
    after `after` in that order. Empty means all; `until` is not in it.

    `record_id` is the patient in the address of a clinician's page; None on the patient's own.
    `hidden` are the ids of what other sources say must not be told of (TimelineSource.hides).
    """

    most: int
    record_id: uuid.UUID | None = None
    after: tuple[datetime, uuid.UUID] | None = None
    kind: str = ""
    organisation: str = ""
    since: datetime | None = None
    until: datetime | None = None
    hidden: Collection[uuid.UUID] = frozenset()

    def parts(self, at: str) -> dict[str, Any]:
        """The period as conditions on a column."""
        named = {f"{at}__gte": self.since, f"{at}__lt": self.until}
        return {name: value for name, value in named.items() if value is not None}


def nothing(grant: Any) -> Collection[Any]:
    return ()


def none_withheld(grant: Any) -> int:
    return 0


@dataclass(frozen=True)
class TimelineSource:
    """What an app puts on the timeline of a patient, in one statement or as many as ever.

    `kinds` names the kinds of its entries, as people read them. It is asked where the Grant opens
    `opens`. `load(grant, stretch)` gives entries, the newest first, by `at` and then `id`.
    `organisations(grant)` gives the names that a reader may choose between. `withheld(grant)` says
    how many are kept from a reader who may know of it. `hides(grant)` gives the ids of things of
    other sources that would tell of what is withheld here.
    """

    order: int
    kinds: Mapping[str, Any]
    opens: str
    load: Callable[[Any, Stretch], Sequence[Entry]]
    organisations: Callable[[Any], Collection[str]] = nothing
    withheld: Callable[[Any], int] = none_withheld
    hides: Callable[[Any], Collection[uuid.UUID]] = nothing


@dataclass(frozen=True)
class HealthCard:
    """A card on the page of a patient's own health in short. All of them share one Grant; where it
    does not open `kind`, the card is left out. `load` gives the template's values, or None to leave
    it out."""

    order: int
    template: str
    load: Callable[[Any], Mapping[str, Any] | None]
    kind: str
