"""What practitioners may open and read: their grounds, and what the patient has closed to them."""

from datetime import timedelta

from access.attestation import Statement, says_enough
from access.codes import (
    CONSENT_HOURS,
    DECLARABLE,
    IN_CARE,
    Audience,
    Basis,
    ConsentForm,
    Ground,
    Reason,
)
from access.facts import Facts, InForce
from access.verdict import Decision, deny, permit
from people.codes import RoleCode

# What opens things that the patient has closed; and of it what needs a reason in words.
ELEVATED = frozenset({Basis.CONSENT, Basis.INCAPABLE, Basis.EMERGENCY})
_IN_WORDS = frozenset({Basis.INCAPABLE, Basis.EMERGENCY})
# Who answers alone for what is written about a patient's health.
SIGNING = frozenset({RoleCode.DOCTOR, RoleCode.NURSE, RoleCode.MIDWIFE, RoleCode.PSYCHOLOGIST})


def decide_opening(facts: Facts, statement: Statement) -> Decision:
    """Whether a practitioner may open the record on what he states. Fails closed."""
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
    if not to_identify(facts).is_permitted:  # An id that was guessed opens nothing.
        return deny(Reason.NO_RELATION)
    if facts.is_reserved:
        return deny(Reason.RESERVED)
    if statement.basis in ELEVATED:
        return _opened_elevated(facts, statement)
    if facts.is_restricted:
        return deny(Reason.RESTRICTED)
    if statement.basis == Basis.RELATION and not facts.relations:
        return deny(Reason.NO_RELATION)
    return _opened(facts, statement)


def hangs_on_closed_items(statement: Statement, decision: Decision) -> bool:
    """Whether the decision could be another one if things were closed by their senders."""
    is_ordinary = decision.audience is Audience.CLINICIAN
    is_elevated = statement.basis in ELEVATED
    return is_elevated and (is_ordinary or decision.reason is Reason.NOTHING_CLOSED)


def is_something_closed(facts: Facts) -> bool:
    """Whether the patient has closed anything to those who treat: all, a part, or a document."""
    return facts.is_restricted or facts.has_closed_parts or facts.has_closed_items


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
    if _is_taken_back(facts, attestation):
        return deny(Reason.CONSENT_UNCLEAR)
    is_elevated = attestation.is_elevated and attestation.basis in ELEVATED
    if facts.is_restricted and not is_elevated:
        return deny(Reason.RESTRICTED)
    return permit(
        Audience.CLINICIAN_ELEVATED if is_elevated else Audience.CLINICIAN,
        basis=attestation.basis,
        ground=attestation.ground,
        opens_restriction=facts.is_restricted,
    )


def to_sign(role_code: str, reads: Decision) -> Decision:
    """Who may read may also write and sign what is critical to know, if it is in care: not for
    administration or quality control."""
    if role_code not in SIGNING or reads.ground not in IN_CARE:
        return deny(Reason.NOT_YOURS_TO_WRITE)
    return reads


def _is_taken_back(facts: Facts, attestation: InForce) -> bool:
    """A consent that the patient gave here counts for as long as it stands here."""
    return attestation.consent_form == ConsentForm.DIGITAL and not facts.has_digital_consent


def _opened_elevated(facts: Facts, statement: Statement) -> Decision:
    """Who has a relation elevates only where something is closed. Who has none opens the record,
    and sees what is closed only where something is."""
    if statement.basis in _IN_WORDS and not says_enough(statement.text):
        return deny(Reason.REASON_TOO_SHORT)
    if statement.basis == Basis.CONSENT and not _is_clear(facts, statement):
        return deny(Reason.CONSENT_UNCLEAR)
    ground = _elevated_ground(facts, statement)
    if ground not in IN_CARE:
        return deny(Reason.UNKNOWN_GROUND)
    is_closed = is_something_closed(facts)
    if facts.relations and not is_closed:
        return deny(Reason.NOTHING_CLOSED)
    return permit(
        Audience.CLINICIAN_ELEVATED if is_closed else Audience.CLINICIAN,
        basis=statement.basis,
        ground=ground,
        opens_restriction=facts.is_restricted,
    )


def _is_clear(facts: Facts, statement: Statement) -> bool:
    """One given here stands here; of one given in words is said by whom and when, lately."""
    if statement.consent_form == ConsentForm.DIGITAL:
        return facts.has_digital_consent
    if statement.consent_form != ConsentForm.SPOKEN or statement.consent_by is None:
        return False
    at = statement.consent_at
    return at is not None and timedelta(0) <= facts.now - at <= timedelta(hours=CONSENT_HOURS)


def _elevated_ground(facts: Facts, statement: Statement) -> str | None:
    """What is stated, or what the relation says; who acts without consent treats."""
    if statement.basis in _IN_WORDS:
        return Ground.TREATING
    if statement.ground is not None:
        return statement.ground if statement.ground in DECLARABLE else None
    return facts.relations[0].ground if facts.relations else None


def _opened(facts: Facts, statement: Statement) -> Decision:
    ground = statement.ground
    if statement.basis == Basis.RELATION:
        ground_code = facts.relations[0].ground
    elif ground in DECLARABLE:
        ground_code = str(ground)
    else:
        return deny(Reason.UNKNOWN_GROUND)
    return permit(Audience.CLINICIAN, basis=statement.basis, ground=ground_code)
