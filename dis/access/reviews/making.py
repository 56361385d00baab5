"""Which openings are to be reviewed: those that rest on what the clinician has said alone."""

import uuid
from datetime import timedelta

from access.attestation import Attestation
from access.codes import Basis
from access.facts import Facts
from access.models import AccessReview
from access.reviews.codes import DAYS_SETTING, DEFAULT_DAYS
from common.clock import OSLO
from people import directory
from people.directory import Role

_ALWAYS = frozenset({Basis.DECLARED, Basis.INCAPABLE, Basis.EMERGENCY})


def is_reviewed(basis: str, facts: Facts) -> bool:
    """A consent is somebody's word too where no relation has led to the patient."""
    return basis in _ALWAYS or (basis == Basis.CONSENT and not facts.relations)


def review_of(
    made: Attestation, facts: Facts, *, role: Role, person_id: uuid.UUID
) -> AccessReview | None:
    """The review of an opening, not yet stored; None where it needs none."""
    if not is_reviewed(made.basis, facts):
        return None
    days = directory.unit_setting(role.legal_entity_id, DAYS_SETTING, DEFAULT_DAYS)
    return AccessReview(
        patient_id=made.patient_id,
        attestation_id=made.id,
        owner_id=role.legal_entity_id,
        owner_name=role.legal_entity_name,
        person_id=person_id,
        actor_name=role.practitioner_name,
        role_code=role.code,
        workplace=role.workplace,
        basis=made.basis,
        opened_at=made.toa,
        due_on=made.toa.astimezone(OSLO).date() + timedelta(days=int(days)),
    )
