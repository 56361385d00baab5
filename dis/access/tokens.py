"""The gate for systems with tokens: a signed attestation becomes one that open_record rests on.

All eight points of norway.md 1.2 are held before that; docs/access.md says which one where.
"""

import uuid
from dataclasses import replace

from access import claims, gate, membership
from access import decision as rules
from access import facts as fact_finder
from access.actor import Actor, ActorKind
from access.attestation import Attestation, Statement
from access.codes import Audience, Basis, Ground, Reason
from access.decision import Decision
from access.facts import Facts
from access.signed import SignedClaims
from people import identity
from people.directory import Role


def attest(actor: Actor, patient_id: uuid.UUID, signed: SignedClaims) -> Attestation:
    """The attestation that a token carries, for exactly this patient, or Refused; logged either
    way. It ends 60 minutes after it was stated, however late it comes.

    Afterwards `gate.open_record(actor.attested(made.id), patient_id, ...)` decides as on the pages:
    blocks, reservation and restrictions count at every read.
    """
    # The token names the patient by number, as who looks a patient up does.
    actor = replace(actor, identified=patient_id)
    facts = fact_finder.gather(actor, patient_id)
    role = actor.role if actor.kind is ActorKind.PRACTITIONER else None
    if role is None:
        return gate.admit(actor, facts, rules.deny(Reason.NO_CLINICAL_ACCESS), patient_id, None)
    try:
        read = _read(actor, role, patient_id, signed, facts)
    except claims.InvalidAttestation:
        return gate.admit(actor, facts, rules.deny(Reason.INVALID_ATTESTATION), patient_id, None)
    facts, decision = _decided(role, read, facts)
    made = None
    if decision.is_permitted:
        made = replace(read, is_elevated=decision.audience is Audience.CLINICIAN_ELEVATED)
    return gate.admit(actor, facts, decision, patient_id, made, read.decision_ref.description)


def _read(
    actor: Actor, role: Role, patient_id: uuid.UUID, signed: SignedClaims, facts: Facts
) -> Attestation:
    return claims.attestation_from(
        signed,
        role=role,
        patient_id=patient_id,
        practitioner_number=identity.number_of(actor.person_id),
        patient_with=gate.patient_with,
        now=facts.now,
    )


def _decided(role: Role, read: Attestation, facts: Facts) -> tuple[Facts, Decision]:
    """Who is trusted to attest, and what the patient has decided, weighed as on the pages. The
    reason for an emergency is the description of the decision."""
    if not membership.is_trusted(role.legal_entity_id, facts.today):  # ATT-12
        return facts, rules.deny(Reason.NOT_TRUSTED)
    ground = Ground(read.purpose_of_use_details) if read.purpose_of_use_details else Ground.TREATING
    statement = Statement(Basis(read.basis), ground, read.decision_ref.description)
    return gate.weighed(facts, statement, read.patient_id)
