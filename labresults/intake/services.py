"""What administrators do with messages that wait, each step in the access log."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from access import log
from access.actor import Actor
from access.codes import Audience, Kind, Reason
from access.verdict import deny, permit
from common.errors import DisError
from labresults.intake import waiting
from labresults.intake.codes import Step
from labresults.intake.models import WaitingMessage
from people.codes import RoleCode

_ITEM = "WaitingResult"


class NotYours(DisError):
    """Only administrators do this."""


def may_see(actor: Actor) -> bool:
    """Who keeps users and systems in order. What stands here is about no patient."""
    return actor.role is not None and actor.role.code == RoleCode.ADMINISTRATOR


def settle(actor: Actor, waiting_id: uuid.UUID, step: Step, words: str) -> WaitingMessage:
    _check(actor, waiting_id)
    with transaction.atomic():
        row = waiting.settle(waiting_id, step, words, by_id=actor.person_id, by_name=_name(actor))
        _tell(actor, waiting_id)
    return row


def reopen(actor: Actor, waiting_id: uuid.UUID, words: str) -> WaitingMessage:
    _check(actor, waiting_id)
    with transaction.atomic():
        row = waiting.reopen(waiting_id, words, by_id=actor.person_id, by_name=_name(actor))
        _tell(actor, waiting_id)
    return row


def forget_settled(until: datetime) -> Iterator[int]:
    """For the rules of how long things are kept (access.retention)."""
    return waiting.forget(until)


def _check(actor: Actor, waiting_id: uuid.UUID) -> None:
    if not may_see(actor):
        refused = deny(Reason.NOT_YOURS_TO_WRITE)
        log.write_events([log.staff_event(actor, refused, Kind.REVIEW, _ITEM, waiting_id)])
        raise NotYours


def _tell(actor: Actor, waiting_id: uuid.UUID) -> None:
    """The row of the log, committed together with the change."""
    allowed = permit(Audience.STAFF)
    log.write_with_items([log.staff_event(actor, allowed, Kind.REVIEW, _ITEM, waiting_id)], [])


def _name(actor: Actor) -> str:
    return actor.role.practitioner_name if actor.role else ""
