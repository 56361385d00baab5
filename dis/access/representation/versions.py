"""The versions of the policy table: proposed by one administrator, approved by another, in force
from a day, and never changed afterwards."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import Max, QuerySet

from access import log
from access.actor import Actor
from access.codes import Audience, Kind, Reason
from access.models import AccessEvent, RepresentationPolicy
from access.representation.faults import faults
from access.representation.policy import Policy
from access.verdict import Decision, deny, permit
from common import clock
from common.errors import DisError
from people.codes import RoleCode


class Faulty(DisError):
    """The table cannot be proposed; `faults` says why in words."""

    def __init__(self, found: Sequence[str]) -> None:
        self.faults = found
        super().__init__(found)


class NotYours(DisError):
    """Only an administrator changes the table, and only another one approves."""


class TooLate(DisError):
    """The proposal is approved or put away already, or its first day has passed."""


@dataclass(frozen=True)
class Proposal:
    """A table to be, in force from a day."""

    rows: Sequence[dict[str, Any]]
    options: dict[str, Any]
    valid_from: date
    note: str = ""


def in_force(day: date | None = None) -> RepresentationPolicy | None:
    """The approved version that holds on that day, as the database's own look-up finds it."""
    return _approved().filter(valid_from__lte=day or clock.today()).first()


def coming() -> list[RepresentationPolicy]:
    """Approved versions that begin later, the next one first."""
    return list(_approved().filter(valid_from__gt=clock.today()).order_by("valid_from", "version"))


def waiting() -> list[RepresentationPolicy]:
    """Proposals that nobody has approved or put away, the oldest first."""
    rows = RepresentationPolicy.objects.filter(approved_at=None, closed_at=None)
    return list(rows.order_by("version"))


def past() -> list[RepresentationPolicy]:
    """What was in force before or was put away, newest first."""
    now = in_force()
    standing = {row.id for row in [*coming(), *waiting(), *([now] if now else [])]}
    rows = RepresentationPolicy.objects.exclude(id__in=standing)
    return list(rows.order_by("-version"))


def version(number: int) -> RepresentationPolicy | None:
    return RepresentationPolicy.objects.filter(version=number).first()


def before(row: RepresentationPolicy) -> RepresentationPolicy | None:
    """What holds on the day on which this version begins, if it does not come."""
    rows = _approved().filter(valid_from__lte=row.valid_from).exclude(id=row.id)
    return rows.first()


def table(row: RepresentationPolicy) -> Policy:
    return {"version": row.version, "rows": row.rows, "options": row.options}


def may_change(actor: Actor) -> bool:
    return actor.role is not None and actor.role.code == RoleCode.ADMINISTRATOR


def propose(actor: Actor, proposal: Proposal) -> RepresentationPolicy:
    """A proposal that waits for another administrator; Faulty where something is wrong."""
    _only_administrators(actor)
    found = faults({"rows": proposal.rows, "options": proposal.options})
    if found:
        raise Faulty(found)
    if proposal.valid_from < clock.today():
        raise TooLate
    with transaction.atomic():
        _one_at_a_time()
        newest = RepresentationPolicy.objects.aggregate(newest=Max("version"))["newest"] or 0
        row = RepresentationPolicy.objects.create(
            version=newest + 1,
            valid_from=proposal.valid_from,
            rows=list(proposal.rows),
            options=proposal.options,
            note=proposal.note,
            proposed_by_id=actor.person_id,
            proposed_by_name=_name(actor),
            proposed_at=clock.now(),
        )
        _tell(actor, row.id)
    return row


def approve(actor: Actor, number: int) -> None:
    """The proposal counts from its first day on, for everybody at 00:00 in Norway."""
    _only_administrators(actor)
    with transaction.atomic():
        row = _standing(number)
        if row.proposed_by_id == actor.person_id:
            own = row
        elif row.valid_from < clock.today():
            raise TooLate
        else:
            own = None
            row.approved_by_id, row.approved_by_name = actor.person_id, _name(actor)
            row.approved_at = clock.now()
            row.save(update_fields=["approved_by_id", "approved_by_name", "approved_at"])
            _tell(actor, row.id)
    if own is not None:
        _refuse(actor, own.id)


def put_away(actor: Actor, number: int) -> None:
    """Nothing comes of the proposal; its own proposer may do that too."""
    _only_administrators(actor)
    with transaction.atomic():
        row = _standing(number)
        row.closed_at, row.closed_by_id = clock.now(), actor.person_id
        row.closed_by_name = _name(actor)
        row.save(update_fields=["closed_at", "closed_by_id", "closed_by_name"])
        _tell(actor, row.id)


def _standing(number: int) -> RepresentationPolicy:
    """The proposal, locked; TooLate where it waits no longer."""
    rows = RepresentationPolicy.objects.select_for_update().filter(
        version=number, approved_at=None, closed_at=None
    )
    row = rows.first()
    if row is None:
        raise TooLate
    return row


def _approved() -> QuerySet[RepresentationPolicy]:
    rows = RepresentationPolicy.objects.filter(approved_at__isnull=False)
    return rows.order_by("-valid_from", "-version")


def _one_at_a_time() -> None:
    """Two proposals at once would want the same number: the oldest version is their gate."""
    list(RepresentationPolicy.objects.select_for_update().order_by("version")[:1])


def _only_administrators(actor: Actor) -> None:
    if not may_change(actor):
        _refuse(actor, None)


def _refuse(actor: Actor, policy_id: uuid.UUID | None) -> NoReturn:
    """Say no, and leave a row of it in the log (attack 87)."""
    log.write_events([_event(actor, policy_id, deny(Reason.NOT_YOURS_TO_WRITE))])
    raise NotYours


def _tell(actor: Actor, policy_id: uuid.UUID) -> None:
    """The row of the log, committed together with the change."""
    log.write_with_items([_event(actor, policy_id, permit(Audience.STAFF))], [])


def _event(actor: Actor, policy_id: uuid.UUID | None, decision: Decision) -> AccessEvent:
    """One row of the log; it is about no patient."""
    return log.staff_event(actor, decision, Kind.REPRESENTATION, "RepresentationPolicy", policy_id)


def _name(actor: Actor) -> str:
    return actor.role.practitioner_name if actor.role else ""
