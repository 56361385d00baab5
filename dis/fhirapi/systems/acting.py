"""Who does something with systems and apps: administrators only, each step in the access log."""

import uuid
from dataclasses import replace
from typing import NoReturn

from access import log
from access.actor import Actor
from access.codes import Audience, Kind, Reason
from access.models import AccessEvent
from access.verdict import Decision, deny, permit
from common.errors import DisError
from fhirapi.models import Proposal
from fhirapi.systems import registering
from fhirapi.systems.registering import Hand
from people.codes import RoleCode

READERS = frozenset({RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER})


class NotYours(DisError):
    """Only administrators do this, and only another one approves."""


def may_change(actor: Actor) -> bool:
    return actor.role is not None and actor.role.code == RoleCode.ADMINISTRATOR


def only_administrators(actor: Actor) -> None:
    if not may_change(actor):
        refuse(actor, None)


def refuse(actor: Actor, subject_id: uuid.UUID | None) -> NoReturn:
    """Say no, and leave a row of it in the log (attack 87)."""
    log.write_events([_event(actor, subject_id, deny(Reason.NOT_YOURS_TO_WRITE))])
    raise NotYours


def tell(actor: Actor, subject_id: uuid.UUID) -> None:
    """The row of the log, committed together with the change."""
    log.write_with_items([_event(actor, subject_id, permit(Audience.STAFF))], [])


def person(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise NotYours
    return actor.person_id


def name(actor: Actor) -> str:
    return actor.role.practitioner_name if actor.role else ""


def own_hand(actor: Actor, words: str = "") -> Hand:
    """Of what one administrator does alone."""
    return replace(
        registering.AT_COMMAND_LINE,
        words=" ".join(words.split()),
        by_id=actor.person_id,
        by_name=name(actor),
    )


def approved_hand(row: Proposal, by_id: uuid.UUID | None, by_name: str) -> Hand:
    """Who has proposed it is who does it."""
    return Hand(
        words=row.words,
        by_id=row.proposed_by_id,
        by_name=row.proposed_by_name,
        approved_by_id=by_id,
        approved_by_name=by_name,
    )


def _event(actor: Actor, subject_id: uuid.UUID | None, decision: Decision) -> AccessEvent:
    """One row of the log; it is about no patient."""
    return log.staff_event(actor, decision, Kind.REVIEW, "ApiRegistration", subject_id)
