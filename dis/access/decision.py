"""The rules of access: pure functions from facts to yes or no, one condition a line.

Sources: pasientjournalloven § 19 and pasient- og brukerrettighetsloven as implemented in the
specifications that norway.md parts 1, 2 and 7 name. Denied is the default everywhere.
"""

from dataclasses import dataclass

from access.actor import Actor, ActorKind
from access.attestation import Statement, says_enough
from access.codes import (
    DECLARABLE,
    Action,
    Audience,
    Basis,
    Ground,
    Kind,
    Reason,
)
from access.facts import Facts
from people.codes import RoleCode

CHILD_UNTIL = 12
ADULT_FROM = 16
# What people write about a patient through open_record: citizens what they ask of the staff.
WRITABLE = {ActorKind.CITIZEN: frozenset({Kind.TASK})}
# Whose work it is to answer patients, for the whole legal entity that they work for.
QUEUE_ROLES = frozenset({RoleCode.PRIVACY_OFFICER, RoleCode.HEALTH_SECRETARY})
ELEVATED = frozenset({Basis.CONSENT, Basis.EMERGENCY})
# What each system of the portal may do, by name. A system that is not here may do nothing.
SYSTEMS = {
    "import": frozenset({Kind.DEMOGRAPHICS, Kind.RECORD, Kind.JOURNAL}),
    # Reads documents in for search (journal.tasks).
    "journal.read-in": frozenset({Kind.JOURNAL}),
    # Holds the log against what patients are shown of it (access.reconciliation).
    "access.reconcile": frozenset({Kind.LOG}),
    "demo": frozenset({Kind.RECORD}),  # the closures of the cast; the app is never in production
}


@dataclass(frozen=True)
class Decision:
    """Yes, with the audience whose view is given; or no, with the reason."""

    is_permitted: bool
    reason: Reason = Reason.NONE
    audience: Audience | None = None
    basis: str = ""
    ground: str = ""
    opens_restriction: bool = False


def permit(audience: Audience, **more: object) -> Decision:
    return Decision(is_permitted=True, audience=audience, **more)  # type: ignore[arg-type]


def deny(reason: Reason) -> Decision:
    return Decision(is_permitted=False, reason=reason)


def decide(actor: Actor, facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether the actor may do this to this kind of data of the patient the facts are about."""
    if actor.kind is ActorKind.SYSTEM:
        return _for_system(actor, kind)
    if not facts.patient_exists:
        return deny(Reason.NOT_THERE)
    if actor.kind is ActorKind.ADMINISTRATOR:
        return deny(Reason.NO_CLINICAL_ACCESS)
    if action == Action.WRITE and kind not in WRITABLE.get(actor.kind, frozenset()):
        return deny(Reason.NOT_YOURS_TO_WRITE)
    if actor.kind is ActorKind.CITIZEN:
        return _for_citizen(facts)
    if _only_identifies(kind, action):
        return _to_identify(facts)
    return _for_practitioner(facts)


def decide_opening(facts: Facts, statement: Statement) -> Decision:
    """Whether a practitioner may open the record on what he states. Fails closed."""
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
    if not _to_identify(facts).is_permitted:  # An id that was guessed opens nothing.
        return deny(Reason.NO_RELATION)
    if statement.basis == Basis.EMERGENCY:
        return _opened_in_emergency(facts, statement)
    if statement.basis == Basis.CONSENT:
        return _opened(facts, statement)
    if facts.is_restricted:
        return deny(Reason.RESTRICTED)
    if statement.basis == Basis.RELATION and not facts.relations:
        return deny(Reason.NO_RELATION)
    return _opened(facts, statement)


def decide_queue(actor: Actor, *, role_is_current: bool) -> Decision:
    """Whether the actor works with what patients have asked of his legal entity."""
    if actor.role is None or not role_is_current:
        return deny(Reason.ROLE_ENDED)
    if actor.role.code not in QUEUE_ROLES:
        return deny(Reason.NO_QUEUE)
    return permit(Audience.STAFF)


def _only_identifies(kind: Kind, action: Action) -> bool:
    """Name and birth date only; looking up opens nothing else."""
    return kind is Kind.DEMOGRAPHICS and action == Action.IDENTIFY


def _for_system(actor: Actor, kind: Kind) -> Decision:
    if kind in SYSTEMS.get(actor.system_name, frozenset()):
        return permit(Audience.SYSTEM)
    return deny(Reason.NOT_FOR_SYSTEMS)


def _for_citizen(facts: Facts) -> Decision:
    if facts.is_self:
        return _for_self(facts)
    if facts.is_parent:
        return _for_parent(facts)
    return deny(Reason.NO_RELATION)


def _for_self(facts: Facts) -> Decision:
    if facts.age is None or facts.age < CHILD_UNTIL:
        return deny(Reason.TOO_YOUNG)
    if facts.age < ADULT_FROM:
        return deny(Reason.YOUTH_NOT_OPEN)
    return permit(Audience.SELF, ground="self")


def _for_parent(facts: Facts) -> Decision:
    if facts.age is None or facts.age >= CHILD_UNTIL:
        return deny(Reason.CHILD_TOO_OLD)
    if facts.has_confidential_address or facts.actor_has_confidential_address:
        return deny(Reason.CONFIDENTIAL_ADDRESS)
    return permit(Audience.PARENT, ground="parent")


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


def _to_identify(facts: Facts) -> Decision:
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


def _for_practitioner(facts: Facts) -> Decision:
    refusal = _personal_refusal(facts)
    if refusal:
        return deny(refusal)
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
