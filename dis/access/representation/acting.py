"""Whom a citizen may act for now: for the frame of the pages, and as a list.

The frame shows a name and opens nothing, so it makes no Grant and logs nothing: the gate decides
and logs on every page that follows.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from access import citizen_rules, gate, pages, selectors
from access import facts as fact_finder
from access.actor import Actor, ActorKind
from access.codes import Action, Kind, Reason
from access.facts import Facts
from access.grant import Grant
from access.representation import presenters, words
from access.representation.policy import Role
from access.verdict import Decision
from common import clock
from common.declarations import ActingFor, Representation
from common.sorting import norwegian
from people.codes import ActingAs


def represented(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The patients for whom a person may come today in some role. Ids only; the gate decides."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id FROM access_represented_by(%s, %s, %s)",
            [person_id, clock.now(), clock.today()],
        )
        return [row[0] for row in cursor.fetchall()]


def acting_for(person_id: uuid.UUID, patient_id: uuid.UUID) -> ActingFor | None:
    facts, found = _decided(person_id, patient_id)
    if not found.is_permitted or found.ground == Role.SELF:
        return None
    return ActingFor(facts.patient_name, found.ground)


@dataclass(frozen=True)
class Held:
    """Somebody for whom a citizen may act, as what, in which services, and until which day."""

    patient_id: uuid.UUID
    name: str
    birth_date: date | None
    acting_as: Any
    services: Sequence[str]
    may_let_go: bool
    last_day: date | None = None


def held(actor: Actor, *, besides: uuid.UUID | None = None) -> list[Held]:
    """For whom the citizen may act now, by name; each of them is an event in the log.

    Left out is for whom he acts already.
    """
    found = []
    for patient_id in represented(actor.person_id) if actor.person_id else ():
        if patient_id == besides:
            continue
        try:
            with gate.open_record(
                actor, patient_id, Kind.DEMOGRAPHICS, action=Action.IDENTIFY
            ) as grant:
                found.append(_held(grant))
        except gate.Refused:
            continue
    return sorted(found, key=lambda each: norwegian(each.name))


def _held(grant: Grant) -> Held:
    decided = citizen_rules.decide(grant.facts, kind=Kind.DEMOGRAPHICS, action=Action.IDENTIFY)
    patient = selectors.patient(grant)
    return Held(
        patient_id=patient.id,
        name=patient.name,
        birth_date=patient.birth_date,
        acting_as=ActingAs(decided.ground).label,
        services=words.services([str(kind) for kind in decided.kinds or ()]),
        may_let_go=decided.ground != Role.PARENT,
        last_day=presenters.last_day(grant.facts.acts_until.get(decided.ground)),
    )


def may_see(person_id: uuid.UUID, patient_id: uuid.UUID, known: Facts | None = None) -> bool:
    """Whether who may act for the patient is open to the person; the page itself asks the gate.

    `known` is what this request has already gathered of the two.
    """
    facts = known or fact_finder.gather(Actor(ActorKind.CITIZEN, person_id), patient_id)
    found = citizen_rules.decide(facts, kind=Kind.REPRESENTATION, action=Action.READ)
    return facts.patient_exists and found.is_permitted


def acts_for_somebody(person_id: uuid.UUID) -> bool:
    return bool(represented(person_id))


def why_not(person_id: uuid.UUID, patient_id: uuid.UUID) -> str:
    """Who is nothing to the patient gets the same words, whoever the patient is."""
    _facts, found = _decided(person_id, patient_id)
    if found.reason in {Reason.NONE, Reason.NO_RELATION, Reason.NOT_THERE}:
        return _("You cannot act for this person here.")
    return pages.words_for(found.reason)


def _decided(person_id: uuid.UUID, patient_id: uuid.UUID) -> tuple[Facts, Decision]:
    """Whether anything at all is open; name and birth date go along with everything."""
    facts = fact_finder.gather(Actor(ActorKind.CITIZEN, person_id), patient_id)
    if not facts.patient_exists:
        return facts, Decision(is_permitted=False, reason=Reason.NOT_THERE)
    decided = citizen_rules.decide(facts, kind=Kind.DEMOGRAPHICS, action=Action.IDENTIFY)
    return facts, decided


REPRESENTATION = Representation(acting_for, acts_for_somebody, why_not)
