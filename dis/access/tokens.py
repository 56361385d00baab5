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
from access.codes import (
    IN_CARE,
    Audience,
    Basis,
    ConsentBy,
    ConsentForm,
    Ground,
    Kind,
    Purpose,
    Reason,
)
from access.decision import Decision
from access.facts import Facts
from access.signed import SignedClaims
from people import identity
from people.directory import Role


def attest(
    actor: Actor,
    patient_id: uuid.UUID,
    signed: SignedClaims,
    *,
    raised: Basis | None = None,
    kind: Kind = Kind.RECORD,
) -> Attestation:
    """The attestation that a token carries, for exactly this patient, or Refused; logged either
    way. It ends 60 minutes after it was stated, however late it comes.

    `raised` is an elevated basis that the caller states besides, to open what is closed of `kind`.
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
    if raised is None:
        facts, decision = _decided(role, read, facts)
    else:
        facts, decision = _decided_raised(role, read, raised, facts, kind)
        read = _raised(read, raised, facts)
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


def _raised(read: Attestation, basis: Basis, facts: Facts) -> Attestation:
    """The same attestation on an elevated basis. A consent is the one that the patient has given
    here, else one that was given in words to who attests, when the attestation was stated."""
    if basis != Basis.CONSENT:
        return replace(read, basis=basis, purpose_of_use=Purpose.OVERRIDE)
    if facts.has_digital_consent:
        return replace(read, basis=basis, consent_form=ConsentForm.DIGITAL)
    return replace(
        read,
        basis=basis,
        consent_form=ConsentForm.SPOKEN,
        consent_by=ConsentBy.PATIENT,
        consent_at=min(read.toa, facts.now),
    )


def _decided(role: Role, read: Attestation, facts: Facts) -> tuple[Facts, Decision]:
    """Who is trusted to attest, and what the patient has decided, weighed as on the pages. The
    reason for an emergency is the description of the decision."""
    if not membership.is_trusted(role.legal_entity_id, facts.today):  # ATT-12
        return facts, rules.deny(Reason.NOT_TRUSTED)
    ground = Ground(read.purpose_of_use_details) if read.purpose_of_use_details else Ground.TREATING
    statement = Statement(Basis(read.basis), ground, read.decision_ref.description)
    return gate.weighed(facts, statement, read.patient_id)


def _decided_raised(
    role: Role, read: Attestation, basis: Basis, facts: Facts, kind: Kind
) -> tuple[Facts, Decision]:
    """As on the pages, and in two things narrower: who handles cases opens nothing that is closed
    by saying something else of it, and where nothing of that kind is closed nothing is raised."""
    if not membership.is_trusted(role.legal_entity_id, facts.today):  # ATT-12
        return facts, rules.deny(Reason.NOT_TRUSTED)
    details, raised = read.purpose_of_use_details, _raised(read, basis, facts)
    statement = Statement(
        basis,
        None if facts.relations else Ground(details or Ground.TREATING),
        read.decision_ref.description,
        ConsentForm(raised.consent_form) if raised.consent_form else None,
        ConsentBy(raised.consent_by) if raised.consent_by else None,
        raised.consent_at,
    )
    facts, decision = gate.weighed(facts, statement, read.patient_id)
    if not decision.is_permitted:
        return facts, decision
    if read.purpose_of_use == Purpose.COORDINATION or (details and details not in IN_CARE):
        return facts, rules.deny(Reason.UNKNOWN_GROUND)
    if not (facts.is_restricted or gate.has_closed_items(facts, read.patient_id, kind)):
        return facts, rules.deny(Reason.NOTHING_CLOSED)
    return facts, decision
