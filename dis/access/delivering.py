"""Opening what another system writes over the API: several patients and kinds, under one Grant."""

import uuid
from collections.abc import Collection, Sequence

from access import decision as rules
from access import gate, refusing
from access.actor import Actor, ActorKind
from access.codes import Action, Kind, Reason
from access.facts import Facts
from access.grant import Grant
from common import clock, statements


def open_delivery(actor: Actor, patient_ids: Sequence[uuid.UUID], kinds: Collection[Kind]) -> Grant:
    """A Grant to write all these kinds of all these patients, or Refused; one event for each
    patient either way. Patients may be new. Must be called outside any transaction."""
    if actor.kind is not ActorKind.CLIENT:
        _refuse(actor, patient_ids, min(kinds), Reason.NOT_YOURS_TO_WRITE)
    facts = Facts(now=clock.now(), today=clock.today())
    permitted = None
    for kind in sorted(kinds):
        permitted = rules.decide(actor, facts, kind=kind, action=Action.WRITE)
        if not permitted.is_permitted:
            _refuse(actor, patient_ids, kind, permitted.reason)
    if permitted is None:
        raise ValueError("nothing is to be written")
    return gate.open_many(actor, patient_ids, _kind(kinds), Action.WRITE, permitted)


def _kind(kinds: Collection[Kind]) -> Kind:
    """What opens all of these: demographics go along with everything."""
    others = set(kinds) - {Kind.DEMOGRAPHICS}
    if len(others) > 1:
        return Kind.RECORD
    return others.pop() if others else Kind.DEMOGRAPHICS


def known(grant: Grant, patient_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the Grant's patients who are there."""
    wanted = list(frozenset(patient_ids).intersection(grant.patient_ids))
    found = statements.asked("SELECT id FROM people_patient WHERE id = ANY(%s)", [wanted])
    return frozenset(patient_id for (patient_id,) in found)


def _refuse(actor: Actor, patient_ids: Sequence[uuid.UUID], kind: Kind, reason: Reason) -> None:
    """Refused, with an event for each patient."""
    first, *others = patient_ids
    for each in others:
        try:
            refusing.refuse(actor, each, kind, Action.WRITE, reason)
        except gate.Refused:
            continue
    refusing.refuse(actor, first, kind, Action.WRITE, reason)
