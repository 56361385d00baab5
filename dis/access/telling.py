"""Who has looked, as its pages and exports tell it: plain values made inside the Grant."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext, gettext_lazy

from access import asking, deeds, describing, explaining, looking_pages, seeing
from access.actor import ActorKind
from access.codes import Action, Audience, Basis, Ground, Kind
from access.grant import Grant
from access.looking import Choice, Group
from access.reviews import telling as reviewed
from access.reviews.telling import Told
from access.seeing import Details
from common.clock import OSLO
from people.codes import RoleCode

_DOCUMENT = "DocumentReference"
_READING = {Action.READ, Action.DOWNLOAD, Action.PRINT, Action.SEARCH}
# Citizens other than the reader, by the right on which they come.
_CITIZENS = {
    "self": gettext_lazy("the patient"),
    "parent": gettext_lazy("parent"),
    "proxy": gettext_lazy("with power of attorney"),
    "assigned-proxy": gettext_lazy("appointed representative"),
}
_TONES = {Basis.RELATION: "success", Basis.DECLARED: "neutral", Basis.CONSENT: "info"}
# Of one person so many rows are listed among all persons; a page of the person's own has the rest.
ROWS_OF_PERSON = 3


@dataclass
class Look:
    """One person's looking on one day on one ground, whatever number of clicks it was.

    `at` is the last of it and `event_id` the event that stands for it. `seen` gives the type of
    each thing that was shown; `items` are the names of those that the reader may know of.
    """

    at: datetime
    name: str
    role: str
    workplace: str
    organisation: str
    ground_text: str
    ground_tone: str
    is_emergency: bool
    is_self_declared: bool
    opened_restricted: bool
    actions: set[str] = field(default_factory=set)
    seen: dict[uuid.UUID, str] = field(default_factory=dict)
    items: Sequence[str] = ()
    more_count: int = 0
    apps: Sequence[str] = ()
    actor_kind: str = ""
    event_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    first_at: datetime | None = None
    is_own: bool = False
    why: Sequence[str] = ()
    controllers: Sequence[str] = ()
    ask_url: str = ""
    is_incapable: bool = False
    consent_texts: Sequence[str] = ()
    review_text: str = ""
    review_tone: str = ""

    @property
    def action_text(self) -> str:
        return deeds.told(self.actions, self.actor_kind)


@dataclass(frozen=True)
class Day:
    date: date
    rows: Sequence[Look]


@dataclass(frozen=True)
class Person:
    """One person, who has looked on `times` occasions; `rows` are the newest of them."""

    person_id: uuid.UUID | None
    name: str
    roles: Sequence[str]
    workplaces: Sequence[str]
    times: int
    first_at: datetime
    last_at: datetime
    rows: Sequence[Look]

    @property
    def more_count(self) -> int:
        return self.times - len(self.rows)


@dataclass(frozen=True)
class SystemDay:
    date: date
    rows: Sequence[tuple[str, int]]


def choice_for(grant: Grant, choice: Choice) -> Choice:
    """The choice as this reader may make it: nobody but the grown patient must learn that something
    is withheld (from parents, 9603 NORN_FORANS; from the young, NORN_UNGDOM), not by any count or
    filter either."""
    if grant.audience is Audience.SELF:
        return choice
    things = seeing.opened_things(grant, choice.since)
    names = _names(grant, [things])
    return replace(choice, hidden=[each for each in things if each not in names])


def looks(grant: Grant, groups: Sequence[Group], choice: Choice) -> list[Look]:
    """The rows in words, in their order, with names for what their reader may see."""
    details = seeing.details(grant, groups, choice)
    found = [_look(grant, group, each) for group, each in zip(groups, details, strict=True)]
    names = _names(grant, [look.seen for look in found])
    counts_hidden = grant.audience is Audience.SELF
    explained = [
        _explained(named(look, names, counts_hidden=counts_hidden), group, each)
        for look, group, each in zip(found, groups, details, strict=True)
    ]
    told = reviewed.told(grant, groups)
    return [_reviewed(look, each) for look, each in zip(explained, told, strict=True)]


def named(look: Look, names: Mapping[uuid.UUID, str], *, counts_hidden: bool) -> Look:
    """The look with names for what its reader may know of; the rest is only counted, if at all."""
    items = [names[each] for each in look.seen if each in names]
    if counts_hidden or len(items) == len(look.seen):
        unnamed = [what for each, what in look.seen.items() if each not in names]
        return replace(look, items=items, more_count=unnamed.count(_DOCUMENT))
    actions = look.actions if items else look.actions - _READING | {Action.OPEN}
    return replace(look, items=items, actions=actions)


def with_controllers(grant: Grant, rows: Sequence[Look]) -> list[Look]:
    """The rows with who answers for the things in them, as far as their reader may know of them."""
    known = seeing.controllers(grant, list(_names(grant, [row.seen for row in rows])))
    return [
        replace(
            row, controllers=list(dict.fromkeys(known[each] for each in row.seen if each in known))
        )
        for row in rows
    ]


def by_day(rows: Iterable[Look]) -> list[Day]:
    days: dict[date, list[Look]] = {}
    for row in rows:
        days.setdefault(row.at.astimezone(OSLO).date(), []).append(row)
    return [Day(day, rows_of_day) for day, rows_of_day in days.items()]


def by_person(
    grant: Grant, people: Sequence[tuple[looking_pages.Person, Sequence[Group]]], choice: Choice
) -> list[Person]:
    """Each person with the newest of their rows, in words."""
    rows = iter(looks(grant, [group for _, groups in people for group in groups], choice))
    return [_person(person, list(islice(rows, len(groups)))) for person, groups in people]


def by_system(days: Iterable[seeing.SystemDay]) -> list[SystemDay]:
    """What the portal's own systems did, each in words with how often."""
    found: dict[date, Counter[str]] = {}
    for each in days:
        words = explaining.system(each.name, each.kind)
        found.setdefault(each.day, Counter())[words] += each.times
    return [SystemDay(day, list(rows.items())) for day, rows in found.items()]


def _person(person: looking_pages.Person, rows: Sequence[Look]) -> Person:
    return Person(
        person_id=person.person_id,
        name=rows[0].name,
        roles=list(dict.fromkeys(row.role for row in rows if row.role)),
        workplaces=list(dict.fromkeys(place(row) for row in rows if place(row))),
        times=person.looks,
        first_at=person.first_at,
        last_at=person.last_at,
        rows=rows,
    )


def place(row: Look) -> str:
    """Unit, place and organisation, each once."""
    parts = [row.workplace]
    if row.organisation not in row.workplace:
        parts.append(row.organisation)
    return ", ".join(filter(None, parts))


def _look(grant: Grant, group: Group, details: Details) -> Look:
    head = details.head
    is_own = group.person_id is not None and group.person_id == grant.reader_id
    return Look(
        at=group.last_at,
        name=head.actor_name,
        role=str(_CITIZENS.get(head.ground, "")) or role(head.role_code),
        workplace=_where(details),
        apps=details.apps,
        organisation=head.legal_entity_name,
        ground_text=_ground(group, details),
        ground_tone=_TONES.get(Basis(group.basis), "neutral") if group.basis else "neutral",
        is_emergency=group.basis == Basis.EMERGENCY,
        is_self_declared=group.basis == Basis.DECLARED,
        is_incapable=group.basis == Basis.INCAPABLE,
        opened_restricted=group.has_unblocked,
        actions=group.actions,
        seen=details.seen,
        actor_kind=head.actor_kind,
        event_id=head.event_id,
        person_id=group.person_id,
        first_at=group.first_at,
        is_own=is_own,
        ask_url=asking.ask_url(head.event_id) if not is_own and Kind.TASK in grant.kinds else "",
    )


def _where(details: Details) -> str:
    """Unit and place; of a citizen the app, if it was not the portal itself."""
    head = details.head
    if details.apps:
        return gettext("with the app %(app)s") % {"app": ", ".join(details.apps)}
    return ", ".join(dict.fromkeys(filter(None, [head.unit_name, head.point_of_care_name])))


def _explained(look: Look, group: Group, details: Details) -> Look:
    """With the answer to "why is this person here?". What is not told of the row is not explained
    either: a reading that showed nothing, or nothing this reader may know of, is an opening."""
    who = explaining.Who(
        name=look.name,
        role=look.role,
        place="" if look.apps else place(look),
        apps=look.apps,
        basis=group.basis,
        opened_restricted=look.opened_restricted,
        is_own=look.is_own,
    )
    return replace(look, why=explaining.why(who, [_deed(each, look) for each in details.deeds]))


def _reviewed(look: Look, told: Told) -> Look:
    """With who is said to have agreed, and whether the opening was found to be in order."""
    if look.is_own:
        return look
    why = [*look.why, *told.sentences]
    return replace(
        look,
        why=why,
        consent_texts=told.agreed,
        review_text=told.outcome,
        review_tone=told.tone,
    )


def _deed(deed: seeing.Deed, look: Look) -> explaining.Deed:
    code = deeds.code_of(deed.kind, deed.action, is_in_record=deed.is_in_record)
    instead = Action.OPEN if Action.OPEN in look.actions else Action.IDENTIFY
    return explaining.Deed(
        actor_kind=deed.actor_kind,
        code=code if code in look.actions else instead,
        is_unit_list=deed.action == Action.LIST and deed.kind == Kind.DEMOGRAPHICS,
        ground=deed.ground,
        purpose=deed.purpose_of_use,
    )


def _ground(group: Group, details: Details) -> str:
    """The newest ground that there are words for."""
    if group.basis == Basis.EMERGENCY:
        return ""
    for deed in details.deeds:
        if deed.actor_kind != ActorKind.CITIZEN and deed.ground in Ground.values:
            return str(Ground(deed.ground).label)
    return ""


def role(code: str) -> str:
    return str(RoleCode(code).label) if code in RoleCode.values else ""


def _names(grant: Grant, seen: Iterable[Mapping[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    """Names for what the reader may see: one question per type of thing."""
    wanted: dict[str, list[uuid.UUID]] = {}
    for things in seen:
        for item_id, resource_type in things.items():
            wanted.setdefault(resource_type, []).append(item_id)
    names: dict[uuid.UUID, str] = {}
    for resource_type, ids in wanted.items():
        names |= describing.names(grant, resource_type, ids)
    return names
