"""The gate's second door: to the patients of a unit, in lists, searches and queues.

The order is that of access.gate: decision, log row committed, Grant.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from access import decision as rules
from access import log, unit_patients
from access.actor import Actor, ActorKind
from access.codes import Action, Audience, Basis, Kind, Reason
from access.facts import Facts
from access.gate import Refused, kinds_of, open_many
from access.grant import GATE, Grant, Item
from access.models import AccessEvent
from access.unit_patients import Listed, Wanted
from common import clock
from people import directory
from people.directory import Role

_EVERYBODY = Wanted()


@dataclass(frozen=True)
class UnitPage:
    """One page of a list of the unit: the patients on it in their order, and how many there are.

    `withheld` patients have shut this practitioner out; nothing else is told of them.
    """

    grant: Grant | None
    patients: Mapping[uuid.UUID, Listed]
    total: int
    withheld: int


def open_list(
    actor: Actor, kind: Kind, wanted: Wanted = _EVERYBODY, *, page: int = 1, size: int = 50
) -> UnitPage:
    """A page of the patients whom the actor's unit cares for, or whom the actor has opened lately;
    the last page where there are fewer.

    Commits one event per patient of the page before anything of them is read. A page without
    patients has no Grant.
    """
    role = _clinical_role(actor, kind, Action.LIST)
    found, withheld = unit_patients.listed(role, actor.attestation_id, wanted)
    first = (min(page, max(1, -(-len(found) // size))) - 1) * size
    shown = {row.patient_id: row for row in found[first : first + size]}
    if not shown:
        return UnitPage(None, {}, len(found), withheld)
    grant = open_many(actor, list(shown), kind, Action.LIST, rules.permit(Audience.CLINICIAN))
    return UnitPage(grant, shown, len(found), withheld)


def open_search(actor: Actor, kind: Kind) -> Grant:
    """A Grant to search the records of the unit's patients; Refused to who has no unit.

    The search is one event, committed first. Each patient of whom something is noted as shown gets
    an event of his own with its items, committed before anything is sent. Left out are patients
    who have shut this practitioner out, and those who have closed their record.
    """
    role = _clinical_role(actor, kind, Action.SEARCH)
    # Of several relations the first one counts, as in access.facts.
    grounds = {
        row.patient_id: row.ground
        for row in reversed(unit_patients.of_unit(role))
        if not row.is_blocked and not row.is_restricted
    }
    made = _ByShown(actor, kind, Action.SEARCH, Audience.CLINICIAN, grounds)
    return made.grant(list(grounds), kinds_of(kind))


def open_queue(
    actor: Actor,
    kind: Kind,
    patients: Callable[[uuid.UUID], Sequence[uuid.UUID]],
    *,
    action: Action = Action.LIST,
) -> Grant:
    """A Grant for what patients have asked of the actor's legal entity, and their names.

    `patients` is the named look-up that gives, for a legal entity, the patients with something in
    its queue. Refused to all but those whose work it is. Logged as a search is.
    """
    role, audience = _queue_role(actor, kind, action)
    made = _ByShown(actor, kind, action, audience, {})
    return made.grant(patients(role.legal_entity_id), kinds_of(kind))


def open_queue_item(
    actor: Actor,
    kind: Kind,
    patient: Callable[[uuid.UUID], uuid.UUID | None],
    *,
    item: tuple[str, uuid.UUID],
    action: Action = Action.READ,
) -> Grant:
    """A Grant for one thing in the queue of the actor's legal entity; the event names it.

    `patient` is the named look-up that gives, for a legal entity, whom the item is about: nobody
    where it is not in that queue, which is Refused like something that is not there.
    """
    role, audience = _queue_role(actor, kind, action)
    patient_id = patient(role.legal_entity_id)
    made = _ByShown(actor, kind, action, audience, {})
    if patient_id is None:
        _refuse(actor, kind, action, rules.deny(Reason.NOT_THERE), item)
    return made.grant([patient_id], kinds_of(kind), item=item)


def _queue_role(actor: Actor, kind: Kind, action: Action) -> tuple[Role, Audience]:
    """The role in which the actor works through a queue; Refused, and logged, without one."""
    role = _current_role(actor, kind, action)
    decision = rules.decide_queue(actor, kind, role_is_current=True)
    if not decision.is_permitted or decision.audience is None:
        _refuse(actor, kind, action, decision)
    return role, decision.audience


def _clinical_role(actor: Actor, kind: Kind, action: Action) -> Role:
    """The role in which the actor cares for the unit's patients; Refused, and logged, without."""
    role = _current_role(actor, kind, action)
    if actor.kind is not ActorKind.PRACTITIONER:
        _refuse(actor, kind, action, rules.deny(Reason.NO_CLINICAL_ACCESS))
    return role


def _current_role(actor: Actor, kind: Kind, action: Action) -> Role:
    """The role of the hat that is on, if it is valid today; Refused, and logged, without."""
    if actor.role is None:
        _refuse(actor, kind, action, rules.deny(Reason.NO_CLINICAL_ACCESS))
    if directory.current_role(actor.role.id, clock.today()) is None:
        _refuse(actor, kind, action, rules.deny(Reason.ROLE_ENDED))
    return actor.role


def _refuse(
    actor: Actor,
    kind: Kind,
    action: Action,
    decision: rules.Decision,
    item: tuple[str, uuid.UUID] | None = None,
) -> NoReturn:
    """Refused, with the refusal in the log. It is about no patient: nobody was found."""
    facts = Facts(now=clock.now(), today=clock.today())
    refused = partial(log.event, actor, facts, decision, patient_id=None)
    log.write_events([refused(kind=kind, action=action, item=item)])
    raise Refused(decision.reason)


@dataclass(frozen=True)
class _ByShown:
    """Access to many patients at once, which is access to those only of whom something is shown."""

    actor: Actor
    kind: Kind
    action: Action
    audience: Audience
    grounds: Mapping[uuid.UUID, str]

    def grant(
        self,
        patient_ids: Sequence[uuid.UUID],
        kinds: frozenset[Kind],
        *,
        item: tuple[str, uuid.UUID] | None = None,
    ) -> Grant:
        """The Grant, once the event that says that somebody looked is committed.

        With an item that event names it and its one patient, and no other event follows.
        """
        facts = Facts(now=clock.now(), today=clock.today())
        event = self._event(patient_ids[0] if item else None, facts, item)
        log.write_events([event])
        write_items = partial(self._write, facts=facts)
        if event.patient_id:
            write_items = partial(log.write_items, events={event.patient_id: event.id})
        return Grant(
            GATE,
            patient_ids=patient_ids,
            kinds=kinds,
            audience=self.audience,
            write_items=write_items,
            may_write=self.action == Action.WRITE,
            facts=facts,
            reader_id=self.actor.person_id,
            legal_entity_id=self.actor.role.legal_entity_id if self.actor.role else None,
        )

    def _event(
        self,
        patient_id: uuid.UUID | None,
        facts: Facts,
        item: tuple[str, uuid.UUID] | None = None,
    ) -> AccessEvent:
        ground = self.grounds.get(patient_id, "") if patient_id else ""
        basis = Basis.RELATION if ground else ""
        decision = rules.permit(self.audience, basis=basis, ground=ground)
        return log.event(
            self.actor,
            facts,
            decision,
            patient_id=patient_id,
            kind=self.kind,
            action=self.action,
            item=item,
        )

    def _write(self, items: Sequence[Item], *, facts: Facts) -> None:
        shown = list(dict.fromkeys(item.patient_id for item in items))
        events = {each: self._event(each, facts) for each in shown}
        log.write_with_items(list(events.values()), items)
