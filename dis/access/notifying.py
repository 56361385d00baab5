"""The door for what the portal tells by itself: that something of a patient is new, to a system of
another organisation that has asked for it.

Nobody has come to read: so where the gate's rules say no, nothing is opened and nothing is logged.
What is told is one event for the patient, with its items, committed before anything is sent.
"""

import uuid
from collections.abc import Sequence
from functools import partial

from access import decision as rules
from access import facts as fact_finder
from access import log
from access.actor import Actor, ActorKind
from access.codes import Action, Audience, Kind, Reason
from access.gate import Refused, kinds_of
from access.grant import GATE, Grant, Item
from access.models import AccessEvent


def open_news(actor: Actor, patient_id: uuid.UUID, kind: Kind) -> Grant:
    """A Grant for what the system could read now of what others have sent; else Refused.

    Decided as if the system came to read it in this moment (access.client_rules): a relation in
    force, and a patient who has shut out nobody. What is noted is told; without that, the log says
    nothing.
    """
    if actor.kind is not ActorKind.CLIENT:
        raise Refused(Reason.NOT_FOR_SYSTEMS)
    facts = fact_finder.gather(actor, patient_id)
    decision = rules.decide(actor, facts, kind=kind, action=Action.LIST)
    if decision.audience is not Audience.CLINICIAN:
        # Who has no part in the patient's care is the sender of its own only, and knows that.
        raise Refused(decision.reason or Reason.NO_RELATION)
    event = log.event(actor, facts, decision, patient_id=patient_id, kind=kind, action=Action.LIST)
    return Grant(
        GATE,
        patient_ids=[patient_id],
        kinds=kinds_of(kind) & decision.kinds,
        audience=decision.audience,
        write_items=partial(_write, event),
        facts=facts,
        legal_entity_id=actor.legal_entity_id,
        source=actor.source,
    )


def _write(event: AccessEvent, items: Sequence[Item]) -> None:
    log.write_with_items([event], items)
