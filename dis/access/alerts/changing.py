"""Changing what counts as unusual reading in an organisation, and the history of who has done so.

The privacy officer changes it: who decides what is found knows what the figures give, and has no
rights over users and units. Administrators read it, and are told when less is found than before.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import Max

from access import log
from access.actor import Actor
from access.alerts import figures, limits
from access.alerts.codes import Step
from access.alerts.figures import DEFAULT, Figures
from access.attestation import says_enough
from access.codes import Audience, Kind, Reason
from access.models import AccessEvent, FigureChange
from access.verdict import Decision, deny, permit
from common import clock
from common.errors import DisError
from people import directory
from people.codes import RoleCode
from people.directory import Role
from people.models import UnitSetting

READERS = frozenset({RoleCode.PRIVACY_OFFICER, RoleCode.ADMINISTRATOR})
# So long administrators are told of a change by which less is found.
TOLD_FOR = timedelta(days=30)


class NotYours(DisError):
    """Only the privacy officer of the organisation changes its figures."""


class Stale(DisError):
    """Somebody has changed the figures since the page was opened: nothing was done."""


class Unchanged(DisError):
    """The figures are as they were."""


class Faulty(DisError):
    """What does not fit together, in words by the key of the figure."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.faults = found
        super().__init__(found)


class Unfounded(DisError):
    """Less is found than before, and the reason says too little."""


def may_change(actor: Actor) -> bool:
    role = actor.role
    is_officer = role is not None and role.code == RoleCode.PRIVACY_OFFICER
    return is_officer and directory.current_role(role.id, clock.today()) is not None  # type: ignore[union-attr]  # there is a role


def number(legal_entity_id: uuid.UUID) -> int:
    """How often the figures were changed: what a form about them was shown at."""
    rows = FigureChange.objects.filter(legal_entity_id=legal_entity_id)
    return rows.aggregate(newest=Max("number"))["newest"] or 0


def history(legal_entity_id: uuid.UUID) -> Sequence[FigureChange]:
    rows = FigureChange.objects.filter(legal_entity_id=legal_entity_id)
    return list(rows.order_by("-number"))


def loosened(legal_entity_id: uuid.UUID) -> FigureChange | None:
    """The newest change lately by which less is found than before."""
    rows = FigureChange.objects.filter(
        legal_entity_id=legal_entity_id,
        step__in=(Step.LOOSER, Step.BOTH),
        recorded_at__gt=clock.now() - TOLD_FOR,
    )
    return rows.order_by("-number").first()


def change(actor: Actor, values: Mapping[str, limits.Value], words: str, *, shown_at: int) -> None:
    """Put these figures in force, from the next opening on; what was before stays in the history.

    `shown_at` is the number that the form was shown at: of two who change at once one is Stale.
    """
    person_id, role = _officer(actor)
    old = figures.of(role.legal_entity_id)
    new = limits.put(old, values)
    found = limits.changes(old, new)
    faults = limits.faults(new)
    if faults:
        raise Faulty(faults)
    if not found:
        raise Unchanged
    if limits.step(found) is not Step.STRICTER and not says_enough(words):
        raise Unfounded
    row = _row(person_id, role, found, words, shown_at)
    try:
        with transaction.atomic():
            if number(role.legal_entity_id) != shown_at:
                raise Stale
            row.save(force_insert=True)
            UnitSetting.objects.update_or_create(
                organization_id=role.legal_entity_id,
                key=figures.KEY,
                defaults={"value": _own(new)},
            )
            log.write_with_items([_event(actor, row.id, permit(Audience.STAFF))], [])
    except IntegrityError:
        raise Stale from None


def _officer(actor: Actor) -> tuple[uuid.UUID, Role]:
    """Who may change them, in which role; a refusal is in the log."""
    if actor.person_id is None or actor.role is None or not may_change(actor):
        _refuse(actor)
    return actor.person_id, actor.role


def _refuse(actor: Actor) -> NoReturn:
    log.write_events([_event(actor, None, deny(Reason.NOT_YOURS_TO_WRITE))])
    raise NotYours


def _own(figures_: Figures) -> dict[str, object]:
    """The figures that are not the defaults: of the rest later versions may know better."""
    names = {each.kept.name for each in limits.cells()}
    return {
        name: getattr(figures_, name)
        for name in sorted(names)
        if getattr(figures_, name) != getattr(DEFAULT, name)
    }


def _row(
    person_id: uuid.UUID, role: Role, found: Sequence[limits.Change], words: str, shown_at: int
) -> FigureChange:
    return FigureChange(
        legal_entity_id=role.legal_entity_id,
        number=shown_at + 1,
        changes=[
            {"name": each.cell.key, "was": each.was, "becomes": each.becomes} for each in found
        ],
        step=limits.step(found),
        words=" ".join(words.split()),
        recorded_at=clock.now(),
        author_id=person_id,
        author_name=role.practitioner_name,
        author_role=role.code,
    )


def _event(actor: Actor, change_id: uuid.UUID | None, decision: Decision) -> AccessEvent:
    """One row of the log; it is about no patient."""
    return log.staff_event(actor, decision, Kind.REVIEW, "ReadingFigures", change_id)
