"""What pages show of access: the unit's patients, a relation, and who has looked."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from access.actor import ActorKind
from access.codes import FOR_CLINICIANS, Action, Basis, Ground, Kind
from access.facts import Facts, Relation
from common.clock import OSLO
from people.codes import Gender, RoleCode

if TYPE_CHECKING:
    from access.models import AccessEvent, AccessItem
    from people.models import Patient

# What is told of a look in which several things were done: the first of these.
_ORDER = (
    *(Action.READ, Action.DOWNLOAD, Action.LIST, Action.SEARCH),
    *(Action.WRITE, Action.OPEN, Action.IDENTIFY),
)
_READING = {Action.READ, Action.DOWNLOAD}
_TONES = {Basis.RELATION: "success", Basis.DECLARED: "neutral", Basis.CONSENT: "info"}


@dataclass(frozen=True)
class UnitRow:
    patient_id: uuid.UUID
    name: str
    birth_date: date | None
    gender_text: str
    relation_text: str
    until: datetime | None
    open_url: str


def unit_row(patient: Patient, relation: Relation) -> UnitRow:
    return UnitRow(
        patient_id=patient.id,
        name=patient.name,
        birth_date=patient.birth_date,
        gender_text=str(Gender(patient.gender).label),
        relation_text=str(FOR_CLINICIANS[Ground(relation.ground)]),
        until=relation.end,
        open_url=reverse("access:open-record", args=[patient.id]),
    )


def relation(facts: Facts) -> Mapping[str, Any] | None:
    """The care relation that opens the record with one press."""
    if not facts.relations:
        return None
    first = facts.relations[0]
    return {"ground_text": FOR_CLINICIANS[Ground(first.ground)], "since": None, "until": first.end}


@dataclass
class Look:
    """One person's looking on one day on one ground, whatever number of clicks it was."""

    at: datetime
    name: str
    role: str
    workplace: str
    organisation: str
    ground_text: str
    ground_tone: str
    is_emergency: bool
    is_self_declared: bool
    says_consent: bool
    opened_restricted: bool
    actions: set[str] = field(default_factory=set)
    seen: dict[uuid.UUID, str] = field(default_factory=dict)
    items: Sequence[str] = ()
    more_count: int = 0

    @property
    def action_text(self) -> str:
        first = next((action for action in _ORDER if action in self.actions), Action.OPEN)
        return str(_ACTIONS[first]())


@dataclass(frozen=True)
class Day:
    date: date
    rows: Sequence[Look]


def looks(events: Iterable[AccessEvent], items: Iterable[AccessItem]) -> list[Look]:
    """Events, newest first, gathered per person, day and ground; with the ids of what was read."""
    shown_nothing, unblocked, read = _by_event(items)
    found: dict[tuple[Any, ...], Look] = {}
    for event in events:
        key = _key(event)
        look = found[key] = found.get(key) or _look(event)
        if not look.ground_text:
            look.ground_text, look.ground_tone = _ground(event), _tone(event)
        look.is_self_declared |= event.basis == Basis.DECLARED
        if event.id not in shown_nothing:
            look.actions.add(_action(event))
        look.opened_restricted |= event.has_opened_restriction or event.id in unblocked
        if event.item_id and event.id not in shown_nothing:
            look.seen[event.item_id] = event.item_type
        look.seen |= read.get(event.id, {})
    looks_of_day = Counter(key[:3] for key in found)
    # Looking up is told by itself only where no opening by the same person came of it.
    return [
        look
        for key, look in found.items()
        if look.actions != {Action.IDENTIFY} or looks_of_day[key[:3]] == 1
    ]


def named(look: Look, names: Mapping[uuid.UUID, str], *, counts_hidden: bool) -> Look:
    """The look with names for what its reader may know of; the rest is only counted, if at all."""
    items = [names[each] for each in look.seen if each in names]
    if counts_hidden or len(items) == len(look.seen):
        return replace(look, items=items, more_count=len(look.seen) - len(items))
    actions = look.actions if items else look.actions - _READING | {Action.OPEN}
    return replace(look, items=items, actions=actions)


def by_day(rows: Iterable[Look]) -> list[Day]:
    days: dict[date, list[Look]] = {}
    for row in rows:
        days.setdefault(row.at.astimezone(OSLO).date(), []).append(row)
    return [Day(day, rows_of_day) for day, rows_of_day in days.items()]


def _by_event(
    items: Iterable[AccessItem],
) -> tuple[set[uuid.UUID], set[uuid.UUID], dict[uuid.UUID, dict[uuid.UUID, str]]]:
    """Events that showed nothing after all, those that showed something the patient has blocked,
    and what others showed beside what they name."""
    nothing: set[uuid.UUID] = set()
    unblocked: set[uuid.UUID] = set()
    shown: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for item in items:
        if item.outcome == "not-shown":
            nothing.add(item.event_id)
        elif item.outcome == "unblocked":
            unblocked.add(item.event_id)
        elif item.outcome == "shown":
            shown.setdefault(item.event_id, {})[item.resource_id] = item.resource_type
    return nothing, unblocked, shown


def _action(event: AccessEvent) -> str:
    """A list of the unit's patients shows who is there, and nothing that was written."""
    is_unit_list = event.action == Action.LIST and event.kind == Kind.DEMOGRAPHICS
    return Action.IDENTIFY if is_unit_list else event.action


def _key(event: AccessEvent) -> tuple[Any, ...]:
    day = event.recorded_at.astimezone(OSLO).date()
    who = event.person_id or event.actor_name
    return (day, who, event.role_id, event.basis, event.has_opened_restriction)


def _look(event: AccessEvent) -> Look:
    is_parent = event.ground == "parent"
    return Look(
        at=event.recorded_at,
        name=event.actor_name,
        role=_("parent") if is_parent else _role(event.role_code),
        workplace=", ".join(
            dict.fromkeys(filter(None, [event.unit_name, event.point_of_care_name]))
        ),
        organisation=event.legal_entity_name,
        ground_text=_ground(event),
        ground_tone=_tone(event),
        is_emergency=event.basis == Basis.EMERGENCY,
        is_self_declared=event.basis == Basis.DECLARED,
        says_consent=event.basis == Basis.CONSENT,
        opened_restricted=event.has_opened_restriction,
    )


def _tone(event: AccessEvent) -> str:
    return _TONES.get(Basis(event.basis), "neutral") if event.basis else "neutral"


def _role(code: str) -> str:
    return str(RoleCode(code).label) if code in RoleCode.values else ""


def _ground(event: AccessEvent) -> str:
    if event.actor_kind == ActorKind.CITIZEN:
        return ""
    words = str(Ground(event.ground).label) if event.ground in Ground.values else ""
    return "" if event.basis == Basis.EMERGENCY else words


_ACTIONS = {
    Action.READ: lambda: _("Read"),
    Action.DOWNLOAD: lambda: _("Downloaded"),
    Action.LIST: lambda: _("Saw the list of documents"),
    Action.SEARCH: lambda: _("Found you in a search in the unit"),
    Action.WRITE: lambda: _("Registered"),
    Action.OPEN: lambda: _("Opened the record"),
    Action.IDENTIFY: lambda: _("Saw your name and date of birth"),
}
