"""Refusals that other rooms decide on, in the log like those of the gate."""

import uuid
from typing import NoReturn

from access import facts as fact_finder
from access import gate, log
from access.actor import Actor
from access.codes import Action, Kind, Reason
from access.verdict import deny


def refuse(
    actor: Actor,
    patient_id: uuid.UUID | None,
    kind: Kind,
    action: Action,
    reason: Reason,
    item: tuple[str, uuid.UUID] | None = None,
) -> NoReturn:
    """Refused, with one event: about the patient where there is that one, and about nobody
    otherwise. Both cost the same questions to the database."""
    facts = fact_finder.gather(actor, patient_id or uuid.uuid4())
    reason = reason if facts.patient_exists else Reason.NOT_THERE
    event = log.event(
        actor,
        facts,
        deny(reason),
        patient_id=patient_id if facts.patient_exists else None,
        kind=kind,
        action=action,
        item=item,
    )
    log.write_events([event])
    raise gate.Refused(reason)
