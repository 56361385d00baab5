"""Whom a citizen may act for now: for the frame of the pages, which shows a name and opens nothing.

No Grant is made here and nothing is logged: the gate decides and logs on every page that follows.
"""

import uuid

from django.db import connection
from django.utils.translation import gettext as _

from access import citizen_rules, pages
from access import facts as fact_finder
from access.actor import Actor, ActorKind
from access.codes import Action, Kind, Reason
from access.facts import Facts
from access.representation.policy import Role
from access.verdict import Decision
from common import clock
from common.declarations import ActingFor, Representation


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
