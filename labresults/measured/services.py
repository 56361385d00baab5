"""Writes that a result was used instead of a new sample, and counts how often."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import connection

from access.actor import Actor
from access.clinician_rules import SIGNING
from access.codes import IN_CARE, Kind
from access.grant import Grant
from common import clock
from common.errors import DisError
from labresults import selectors
from labresults.analytes import ANALYTES
from labresults.measured import finding
from labresults.measured.codes import Fate, Way
from labresults.measured.finding import Hint
from labresults.measured.models import AvoidedOrder, HintCard
from labresults.models import Observation
from people.directory import Role

_NAMESPACE = uuid.UUID("0c9f4c1e-6a55-4d0e-8a5f-1d2f0a6b7c11")


class NotYours(DisError):
    """Only who may order does this."""


class NoLonger(DisError):
    """There is no such hint any more: a newer answer has come, or the time is over."""


def may_use(actor: Actor, grant: Grant) -> bool:
    """Who answers for the choice not to take a sample, and treats."""
    held = grant.attestation
    is_in_care = held is not None and held.ground in IN_CARE
    return is_in_care and actor.role is not None and actor.role.code in SIGNING


def use(grant: Grant, actor: Actor, result_id: uuid.UUID) -> Hint:
    """The clinician uses this result instead of a new sample."""
    if not may_use(actor, grant):
        raise NotYours
    row = Observation.objects.under(grant).filter(id=result_id).only("code_system", "code").first()
    analyte = ANALYTES.get((row.code_system, row.code)) if row else None
    hint = finding.hints(grant, [analyte.key]).get(analyte.key) if analyte else None
    if hint is None or hint.row.id != result_id:
        raise NoLonger
    keep(grant, actor, [(hint.row, hint.analyte.key, Fate.USED, "")], Way.PAGE)
    return hint


@dataclass(frozen=True)
class _Who:
    person_id: uuid.UUID
    role: Role


def _who(actor: Actor) -> _Who:
    if actor.person_id is None or actor.role is None:
        raise NotYours
    return _Who(actor.person_id, actor.role)


Done = tuple[Observation, str, Fate, str]


def keep(grant: Grant, actor: Actor, done: Sequence[Done], way: Way) -> None:
    """Write what was done with results, once for each person, result, fate and day."""
    grant.check(Kind.RESULTS)
    who, now = _who(actor), clock.now()
    rows = [
        AvoidedOrder(
            id=_id(grant.patient_id, who.person_id, row.id, fate, now),
            patient_id=grant.patient_id,
            recorded_at=now,
            fate=fate,
            way=way,
            reason=reason,
            analyte=key,
            result_id=row.id,
            result_version=row.version,
            person_id=who.person_id,
            author_name=who.role.practitioner_name,
            unit_id=who.role.unit_id,
            unit_name=who.role.unit_name,
            legal_entity_id=who.role.legal_entity_id,
        )
        for row, key, fate, reason in done
    ]
    # Of two at once the other waits for the key of the first, and then does nothing.
    AvoidedOrder.ungated.bulk_create(rows, ignore_conflicts=True)
    used = [row for row, _, fate, _ in done if fate is Fate.USED]
    grant.note([replace(item, outcome="used") for item in selectors.noted(grant, used)])


def _id(
    patient_id: uuid.UUID, person_id: uuid.UUID, result_id: uuid.UUID, fate: Fate, now: datetime
) -> uuid.UUID:
    day = now.astimezone(clock.OSLO).date()
    return uuid.uuid5(_NAMESPACE, f"{patient_id}|{person_id}|{result_id}|{fate}|{day}")


def used_today(grant: Grant, results: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these results the reader has used today."""
    midnight = datetime.combine(clock.today(), time(), clock.OSLO)
    rows = AvoidedOrder.objects.under(grant).filter(
        person_id=grant.reader_id,
        result_id__in=list(results),
        fate=Fate.USED,
        recorded_at__gte=midnight,
    )
    return set(rows.values_list("result_id", flat=True))


def give(grant: Grant, actor: Actor, found: Sequence[Hint]) -> list[uuid.UUID]:
    """Remember which hints an ordering system is given; the id of each."""
    who = _who(actor)
    rows = [
        HintCard(
            patient_id=grant.patient_id,
            analyte=hint.analyte.key,
            result_id=hint.row.id,
            person_id=who.person_id,
        )
        for hint in found
    ]
    HintCard.objects.add(grant, rows)
    return [row.id for row in rows]


def given(grant: Grant, actor: Actor, cards: Iterable[uuid.UUID]) -> dict[uuid.UUID, HintCard]:
    """Those of these hints that were given to this person about the Grant's patient."""
    rows = HintCard.objects.under(grant).filter(id__in=list(cards), person_id=actor.person_id)
    return {row.id: row for row in rows}


@dataclass(frozen=True)
class Figure:
    """How often a unit has used results instead of samples in a month."""

    month: date
    unit_name: str
    used: int
    ordered: int


def figures(actor: Actor, since: datetime) -> list[Figure]:
    """Of the units of the actor's organisation, the newest month first. Counts only."""
    if actor.role is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, unit_name, used, ordered FROM labresults_avoided(%s, %s)",
            [actor.role.legal_entity_id, since],
        )
        return [Figure(*row) for row in cursor.fetchall()]
