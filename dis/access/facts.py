"""The facts a decision rests on, fetched in one query from a named function of the database."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from access.actor import Actor, ActorKind
from common import clock, statements


@dataclass(frozen=True)
class Relation:
    """A care relation in force between the patient and the actor, himself or through the unit."""

    ground: str
    end: datetime | None


@dataclass(frozen=True)
class InForce:
    """The attestation that the session names, if it is this actor's and for this patient."""

    id: uuid.UUID
    basis: str
    ground: str
    purpose_of_use: str
    is_user_selected: bool
    toa: datetime
    expires_at: datetime
    is_elevated: bool
    consent_form: str = ""


@dataclass(frozen=True)
class Facts:
    """What is true at `now` about a patient and an actor. All of it from the database.

    Addresses are compared for children only: whether the actor, or any parent with responsibility,
    lives where the child does. `is_other_carer` is a parent, foster parent or guardian who is not
    registered with parental responsibility. `patient_name` is told to who represents the patient,
    where neither has a confidential address. `proxy_services` are those of powers of attorney in
    force, `assigned_services` those of assignments; `acts_until` says when either ends, if it does.
    `is_restricted` is about the whole record, `has_closed_parts` about parts of it, and
    `has_closed_items` about things that their sender has marked as closed by the patient: the gate
    asks for those where a decision hangs on them.
    """

    now: datetime
    today: date
    patient_exists: bool = False
    birth_date: date | None = None
    has_confidential_address: bool = False
    is_self: bool = False
    is_identified: bool = False
    is_parent: bool = False
    is_other_carer: bool = False
    actor_at_address: bool = False
    parent_at_address: bool = False
    has_youth_consent: bool = False
    proxy_services: Sequence[str] = ()
    is_assigned_proxy: bool = False
    assigned_services: Sequence[str] = ()
    acts_until: Mapping[str, datetime] = field(default_factory=dict)
    actor_birth_date: date | None = None
    actor_is_registered: bool = False
    actor_access_closed: bool = False
    patient_access_closed: bool = False
    patient_name: str = ""
    policy: Mapping[str, Any] | None = None
    actor_name: str = ""
    actor_has_confidential_address: bool = False
    role_is_current: bool = False
    relations: Sequence[Relation] = ()
    is_blocked: bool = False
    is_restricted: bool = False
    has_closed_parts: bool = False
    has_closed_items: bool = False
    is_reserved: bool = False
    has_blocks: bool = False
    has_digital_consent: bool = False
    attestation: InForce | None = None

    @property
    def age(self) -> int | None:
        if self.birth_date is None:
            return None
        return clock.age_on(self.today, born=self.birth_date)

    @property
    def actor_age(self) -> int | None:
        if self.actor_birth_date is None:
            return None
        return clock.age_on(self.today, born=self.actor_birth_date)


def gather(actor: Actor, patient_id: uuid.UUID) -> Facts:
    """One query, whatever the patient and whoever asks."""
    now, today = clock.now(), clock.today()
    role_id = actor.role.id if actor.role else None
    asked = "SELECT access_facts(%s, %s, %s, %s, %s, %s)"
    values = [patient_id, actor.person_id, role_id, actor.attestation_id, now, today]
    if actor.kind is ActorKind.CLIENT:
        # It has no person, and so nothing to do with the patient but what its organisation has.
        asked = "SELECT access_client_facts(%s, %s, %s, %s)"
        values = [patient_id, actor.legal_entity_id, now, today]
    if actor.kind is ActorKind.RECIPIENT:
        # Nobody's, but with what the patient has closed, and what the patient could do here.
        asked = (
            "SELECT access_client_facts(%s, NULL, %s, %s) || access_citizen_facts(%s, NULL, %s, %s)"
        )
        values = [patient_id, now, today] * 2
    if actor.kind is ActorKind.CITIZEN:
        asked += " || access_proxy_facts(%s, %s, %s)"
        values += [patient_id, actor.person_id, now]
    if actor.kind is ActorKind.ADMINISTRATOR:
        # What the patient could do here, which the helpline does on request: of no other citizen.
        asked += " || access_citizen_facts(%s, NULL, %s, %s)"
        values += [patient_id, now, today]
    ((row,),) = statements.asked(asked, values)
    found = json.loads(row)
    found["is_identified"] = actor.identified == patient_id
    return _facts(found, now, today)


def _facts(found: dict[str, Any], now: datetime, today: date) -> Facts:
    attestation = found.pop("attestation", None)
    relations = found.pop("relations")
    birth_date = found.pop("birth_date")
    actor_born = found.pop("actor_birth_date", None)
    acts_until = found.pop("acts_until", {})
    return Facts(
        now=now,
        today=today,
        birth_date=date.fromisoformat(birth_date) if birth_date else None,
        actor_birth_date=date.fromisoformat(actor_born) if actor_born else None,
        relations=tuple(Relation(r["ground"], _instant(r["end"])) for r in relations),
        attestation=_in_force(attestation) if attestation else None,
        acts_until={role: datetime.fromisoformat(until) for role, until in acts_until.items()},
        **found,
    )


def _in_force(found: dict[str, Any]) -> InForce:
    content = found["content"]
    return InForce(
        id=uuid.UUID(found["id"]),
        basis=found["basis"],
        ground=content["purpose_of_use_details"],
        purpose_of_use=content["purpose_of_use"],
        is_user_selected=content["decision_ref"]["user_selected"],
        toa=datetime.fromisoformat(found["toa"]),
        expires_at=datetime.fromisoformat(found["expires_at"]),
        is_elevated=content.get("is_elevated", False),
        consent_form=content.get("consent_form", ""),
    )


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
