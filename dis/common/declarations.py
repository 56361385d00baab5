"""The plain data types by which an app declares what it offers to the portal and to the FHIR API.

`config` collects them and hands them over; neither side imports the other.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest

from common.errors import NotKnownYet, Problem, Unacceptable
from common.rest import Rest


class Audience(StrEnum):
    CITIZEN = "citizen"
    PRACTITIONER = "practitioner"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class HomeCard:
    """A card on a home page. `load` gives the template's values, or None to leave the card out."""

    audience: Audience
    order: int
    template: str
    load: Callable[[HttpRequest], Mapping[str, Any] | None]


@dataclass(frozen=True)
class PatientCard:
    """A card on a citizen's home page about the patient: all of them share one Grant.

    `load(grant)` gives the template's values, or None to leave the card out. Where the Grant does
    not open `kind`, the card is left out too.
    """

    order: int
    template: str
    load: Callable[[Any], Mapping[str, Any] | None]
    kind: str


@dataclass(frozen=True)
class NavigationItem:
    """A place in the menu; `roles` names the roles it is for, and none stands for all.

    Of those of a `group` the first stands in the menu, and the others under it.
    """

    audience: Audience
    order: int
    label: Any
    url_name: str
    roles: frozenset[str] = frozenset()
    group: str = ""


@dataclass(frozen=True)
class RecordTab:
    """A tab of the clinician's record page; its URL takes the patient's id as `patient_id`."""

    order: int
    label: Any
    url_name: str


@dataclass(frozen=True)
class RecordSection:
    """A part of the record's overview. `load(grant)` gives the template's values.

    `withheld_count` among them is added up in the banner.
    """

    order: int
    template: str
    load: Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class BannerLines:
    """What must be seen on every page of a clinician's record, the most dangerous first.

    `load(grant)` gives {text, url, tone} of each; it is asked where the Grant opens `kind`.
    """

    order: int
    load: Callable[[Any], Sequence[Mapping[str, Any]]]
    kind: str


@dataclass(frozen=True)
class AdminEntry:
    order: int
    label: Any
    description: Any
    url_name: str


@dataclass(frozen=True)
class ItemDescriber:
    """Names the items of one resource type for the log a patient reads.

    `describe(grant, ids)` gives a name for each id the reader may see; what is missing is hidden.
    Under a Grant that does not open `kind` nothing has a name.
    `url_name` is the citizen's page of such a thing, whose URL takes nothing but the id.
    """

    resource_type: str
    kind: str
    describe: Callable[[Any, Sequence[Any]], Mapping[Any, str]]
    url_name: str = ""


@dataclass(frozen=True)
class ClosedItems:
    """Counts what an app holds of a patient that is closed to those who treat.

    `count(grant)` is asked under the Grant of somebody who treats and opens nothing that is closed.
    `kind` is the kind of data, for what is opened kind by kind (access.tokens).
    """

    count: Callable[[Any], int]
    kind: str = ""


@dataclass(frozen=True)
class ActingFor:
    """The patient for whom a citizen acts: name, and as what (people.codes.ActingAs)."""

    name: str
    role: str


@dataclass(frozen=True)
class Representation:
    """Answers for whom a citizen may act; each takes the ids of the person (and the patient)."""

    acting_for: Callable[[Any, Any], ActingFor | None]
    acts_for_somebody: Callable[[Any], bool]
    why_not: Callable[[Any, Any], str]


@dataclass(frozen=True)
class Closable:
    """The kinds of things that an app holds and a patient can close, by code, with their names.

    `counts(grant)` says how many of each the reader of the Grant may see.
    """

    categories: Mapping[str, str]
    counts: Callable[[Any], Mapping[str, int]]


@dataclass(frozen=True)
class LogQuestion:
    """Where a patient asks about a row of the log; its URL takes the row's id as `event_id`."""

    url_name: str


@dataclass(frozen=True)
class SharedCopies:
    """What an app keeps of patients because others have shared it, and how it is erased.

    `erase(grant)` deletes all of the Grant's patient from `tables`, and tells how many rows of
    each. Those of a lower `order` come first.
    """

    order: int
    tables: Sequence[str]
    erase: Callable[[Any], Mapping[str, int]]


NEW, ANY_VERSION = 0, -1


@dataclass(frozen=True)
class Incoming:
    """One resource on its way in: where it stood, who sent it, its parsed and its wire form.

    `wire` is the text as received with national ids replaced by tokens (people.identity), `digest`
    the SHA-256 of the text as received. `references` says what the full URLs of its Bundle name.
    `is_last_try` says that nothing else will come: what can do without is stored without.
    `search` holds the values that the resource is searched by, by the name of the parameter.

    What comes over the FHIR API names things by the ids they have here: it brings its own `id`, and
    the open Grant to write under. `replaces` is the version that it may replace, and no other; or
    NEW where nothing can be there, ANY_VERSION where something must be.
    """

    place: str
    source: str
    source_id: str
    resource: Mapping[str, Any]
    wire: str
    digest: bytes
    references: Mapping[str, str] = field(default_factory=dict)
    is_last_try: bool = False
    search: Mapping[str, Any] = field(default_factory=dict)
    id: uuid.UUID | None = None
    grant: Any = None
    replaces: int | None = None


class Fate(StrEnum):
    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Cause(StrEnum):
    """Why a resource is refused that may be legal in itself, by FHIR's codes of issues."""

    INVALID = "invalid"
    STALE = "conflict"
    NOT_THERE = "not-found"
    NOT_YOURS = "forbidden"
    RULE = "business-rule"


@dataclass(frozen=True)
class Outcome:
    """What became of a resource. `may_come` says that what it lacks may still be on its way.

    `version` and `received_at` are those of the row that holds it now.
    """

    incoming: Incoming
    fate: Fate
    reason: str = ""
    may_come: bool = False
    problems: Sequence[Problem] = ()
    cause: Cause = Cause.INVALID
    version: int = 0
    received_at: datetime | None = None

    @classmethod
    def refused(
        cls, incoming: Incoming, why: Unacceptable | str, cause: Cause = Cause.INVALID
    ) -> "Outcome":
        if isinstance(why, str):
            why = Unacceptable.because(why)
        return cls(
            incoming,
            Fate.REFUSED,
            str(why),
            may_come=isinstance(why, NotKnownYet),
            problems=why.problems,
            cause=cause,
        )


@dataclass(frozen=True)
class FhirType:
    """A FHIR resource type and how a batch of it is stored.

    Types are stored in the rising order of `order`, so that what others point at comes first.
    `store` judges every resource by itself and never raises for one bad resource. `rest` says how
    other systems reach the type; without it they do not. What the portal makes itself
    (`is_born_here`) is taken in from nobody.
    `lift` (access.receiving.Lift) gives the columns of stored rows anew, for `index_fhir`.
    """

    name: str
    order: int
    store: Callable[[Sequence[Incoming]], Sequence[Outcome]]
    rest: Rest | None = None
    is_born_here: bool = False
    lift: Callable[[Sequence[Any], Any], Sequence[Any]] | None = None
