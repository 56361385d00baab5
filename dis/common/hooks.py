"""CDS Hooks: the plain types between who opens the door to ordering systems and the app that knows
what to say."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Order:
    """One of the orders that a clinician has picked and not sent yet: how the ordering system calls
    it (`ServiceRequest/1`), and what it asks for: the codes of its `code`, and of each detail."""

    reference: str
    asked: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Picked:
    """What the clinician has picked; `languages` is what the ordering system reads
    (Accept-Language), `site` the address that the portal has."""

    actor: Any
    orders: Sequence[Order]
    site: str
    languages: str = ""


@dataclass(frozen=True)
class Heard:
    """What the clinician did with one card: accepted suggestions, or overrode it for a reason."""

    card: uuid.UUID
    is_accepted: bool
    suggestions: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True)
class HookService:
    """A service of CDS Hooks that an app declares.

    `kind` is what a Grant must open, `type_name` the FHIR type that scopes must name to read.
    `answer(grant, picked)` gives the cards, `hear(grant, actor, heard)` keeps what was done with
    them; both note what they show, and `hear` raises Unacceptable for what is none of its cards.
    """

    id: str
    hook: str
    title: str
    description: str
    kind: str
    type_name: str
    answer: Callable[[Any, Picked], Sequence[Mapping[str, Any]]]
    hear: Callable[[Any, Any, Sequence[Heard]], None]
