"""What practitioners may open and read: their grounds, and what the patient has closed to them."""

from access.attestation import Statement, says_enough
from access.codes import DECLARABLE, Audience, Basis, Ground, Reason
from access.facts import Facts
from access.verdict import Decision, deny, permit

ELEVATED = frozenset({Basis.CONSENT, Basis.EMERGENCY})


def decide_opening(facts: Facts, statement: Statement) -> Decision:
    """Whether a practitioner may open the record on what he states. Fails closed."""
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
    if not to_identify(facts).is_permitted:  # An id that was guessed opens nothing.
        return deny(Reason.NO_RELATION)
    if facts.is_reserved:
        return deny(Reason.RESERVED)
    if statement.basis == Basis.EMERGENCY:
        return _opened_in_emergency(facts, statement)
    if statement.basis == Basis.CONSENT:
        return _opened(facts, statement)
    if facts.is_restricted:
        return deny(Reason.RESTRICTED)
    if statement.basis == Basis.RELATION and not facts.relations:
        return deny(Reason.NO_RELATION)
    return _opened(facts, statement)


def _personal_refusal(facts: Facts) -> Reason | None:
    """What shuts a practitioner out whatever he states."""
    if not facts.patient_exists:
        return Reason.NOT_THERE
    if not facts.role_is_current:
        return Reason.ROLE_ENDED
    if facts.is_self:
        return Reason.OWN_RECORD
    if facts.is_blocked:
        return Reason.BLOCKED
    return None


def to_identify(facts: Facts) -> Decision:
    """Name and birth date only: for who has a relation, has opened, or has looked the number up."""
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
    if facts.relations:
        return permit(Audience.CLINICIAN, basis=Basis.RELATION, ground=facts.relations[0].ground)
    if facts.attestation and facts.attestation.expires_at > facts.now:
        return permit(Audience.CLINICIAN, basis=facts.attestation.basis)
    if facts.is_identified:
        return permit(Audience.CLINICIAN)
    return deny(Reason.NO_RELATION)


def decide(facts: Facts) -> Decision:
    """Whether a practitioner may read on the attestation in force."""
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
    if facts.is_reserved:
        return deny(Reason.RESERVED)
    attestation = facts.attestation
    if attestation is None or attestation.expires_at <= facts.now:
        return deny(Reason.NO_ATTESTATION)
    if attestation.basis == Basis.RELATION and not facts.relations:
        return deny(Reason.RELATION_ENDED)
    is_elevated = attestation.basis in ELEVATED
    if facts.is_restricted and not is_elevated:
        return deny(Reason.RESTRICTED)
    return permit(
        Audience.CLINICIAN_ELEVATED if is_elevated else Audience.CLINICIAN,
        basis=attestation.basis,
        ground=attestation.ground,
        opens_restriction=facts.is_restricted,
    )


def _opened_in_emergency(facts: Facts, statement: Statement) -> Decision:
    if not says_enough(statement.text):
        return deny(Reason.REASON_TOO_SHORT)
    return permit(
        Audience.CLINICIAN_ELEVATED,
        basis=Basis.EMERGENCY,
        ground=Ground.TREATING,
        opens_restriction=facts.is_restricted,
    )


def _opened(facts: Facts, statement: Statement) -> Decision:
    ground = statement.ground
    if statement.basis == Basis.RELATION:
        ground_code = facts.relations[0].ground
    elif ground in DECLARABLE:
        ground_code = str(ground)
    else:
        return deny(Reason.UNKNOWN_GROUND)
    return permit(
        Audience.CLINICIAN_ELEVATED if statement.basis in ELEVATED else Audience.CLINICIAN,
        basis=statement.basis,
        ground=ground_code,
        opens_restriction=facts.is_restricted,
    )
