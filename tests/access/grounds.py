"""Owns the facts that the tables of decisions start from; each row changes one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from uuid import UUID, uuid4

from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.clinician_rules import ELEVATED
from access.codes import Basis, ConsentBy, ConsentForm, Ground
from access.facts import Facts, InForce, Relation

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CITIZEN = Actor(ActorKind.CITIZEN, person_id=UUID(int=1))
CLINICIAN = Actor(ActorKind.PRACTITIONER, person_id=UUID(int=2))
ADMINISTRATOR = Actor(ActorKind.ADMINISTRATOR, person_id=UUID(int=3))
TREATING = Relation(Ground.TREATING, None)
LONG_ENOUGH = "Fell from a roof"


def born(years: int) -> date:
    return date(TODAY.year - years, TODAY.month, TODAY.day)


# The first policy table, as it is in force from the start.
_FIRST = import_module("access.migrations.0014_representation")
_ROWS = import_module("access.migrations.0021_appointments").FIRST_ROWS
POLICY = {"version": 1, "rows": _ROWS, "options": _FIRST.FIRST_OPTIONS}

ADULT = Facts(
    now=NOW,
    today=TODAY,
    patient_exists=True,
    birth_date=born(40),
    is_self=True,
    policy=POLICY,
    actor_is_registered=True,
    actor_birth_date=born(40),
)
CHILD = replace(
    ADULT,
    birth_date=born(6),
    is_self=False,
    is_parent=True,
    actor_at_address=True,
    parent_at_address=True,
)
STAFF = Facts(
    now=NOW, today=TODAY, patient_exists=True, role_is_current=True, relations=(TREATING,)
)


LOOKED_UP = replace(STAFF, relations=(), is_identified=True)


SPOKEN = Statement(
    Basis.CONSENT,
    Ground.TREATING,
    consent_form=ConsentForm.SPOKEN,
    consent_by=ConsentBy.PATIENT,
    consent_at=NOW - timedelta(minutes=5),
)


def stated(basis: Basis, ground: Ground | None = Ground.TREATING) -> Statement:
    """A statement on which nothing is missing."""
    if basis == Basis.CONSENT:
        return replace(SPOKEN, ground=ground)
    return Statement(basis, ground, LONG_ENOUGH)


def held(
    basis: Basis, *, minutes_left: int = 60, ground: str = Ground.TREATING, form: str = ""
) -> InForce:
    return InForce(
        id=uuid4(),
        basis=basis,
        ground=ground,
        purpose_of_use="TREAT",
        is_user_selected=basis != Basis.RELATION,
        toa=NOW,
        expires_at=NOW + timedelta(minutes=minutes_left),
        is_elevated=basis in ELEVATED,
        consent_form=form,
    )


ATTESTED = replace(STAFF, attestation=held(Basis.RELATION))
