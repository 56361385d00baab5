"""The rules of access: pure functions from facts to yes or no, one condition a line.

Denied is the default everywhere. Citizens' own and families' rules: access.citizen_rules; those of
who treats: access.clinician_rules; those of other systems: access.client_rules. Sources:
pasientjournalloven § 19 and pasient- og brukerrettighetsloven as implemented in the
specifications that norway.md parts 1, 2 and 7 name.
"""

from access import citizen_rules, client_rules, clinician_rules, recipient_rules
from access.actor import Actor, ActorKind
from access.clinician_rules import (
    decide_opening,
    hangs_on_closed_items,
    is_something_closed,
)
from access.codes import SHARED, Action, Audience, Kind, Reason
from access.facts import Facts
from access.verdict import Decision, deny, permit
from people.codes import RoleCode

__all__ = (
    "Decision",
    "decide",
    "decide_opening",
    "decide_queue",
    "deny",
    "hangs_on_closed_items",
    "is_something_closed",
    "permit",
)

# What people write about a patient through open_record: citizens what they ask of the staff, what
# they decide about the record, who acts for them, and which medicines they use besides; those who
# treat what is critical to know, which medicines are in use, and that a patient sees an answer.
WRITABLE = {
    ActorKind.CITIZEN: frozenset({Kind.TASK, Kind.SETTINGS, Kind.REPRESENTATION, Kind.SUMMARY}),
    ActorKind.PRACTITIONER: frozenset({Kind.REPRESENTATION, Kind.SUMMARY, Kind.RESULTS}),
}
# What the helpline does for who asks by phone or on paper.
HELPS_WITH = frozenset({Kind.SETTINGS, Kind.REPRESENTATION})
# Whose work it is to answer patients, for the whole legal entity that they work for.
QUEUE_ROLES = frozenset({RoleCode.PRIVACY_OFFICER, RoleCode.HEALTH_SECRETARY})
REVIEW_ROLES = frozenset({RoleCode.PRIVACY_OFFICER})
# What each system of the portal may do, by name. A system that is not here may do nothing.
SYSTEMS = {
    "import": frozenset({Kind.DEMOGRAPHICS, Kind.RECORD, *SHARED}),
    # Reads documents in for search (journal.tasks).
    "journal.read-in": frozenset({Kind.JOURNAL}),
    # Tells patients that there is a new answer to see (labresults.telling).
    "labresults.tell": frozenset({Kind.RESULTS}),
    # Tells patients outside the portal that there is a notice (notify.delivery).
    "notify.deliver": frozenset({Kind.LOG}),
    # Holds the log against what patients are shown of it (access.reconciliation).
    "access.reconcile": frozenset({Kind.LOG}),
    # Looks for unusual reading (access.alerts).
    "access.find-unusual": frozenset({Kind.REVIEW}),
    # The duties of who answers for the data: new keys, limits of time, copies, erasing.
    "access.rotate-keys": frozenset({Kind.JOURNAL}),
    "access.retention": frozenset({Kind.RECORD, Kind.REVIEW}),
    "access.export": frozenset({Kind.RECORD}),
    "access.erase": frozenset({Kind.RECORD}),
    # Makes the values that resources are searched by (fhirapi.searching.indexing).
    "fhirapi.index": frozenset({Kind.DEMOGRAPHICS, Kind.RECORD, *SHARED}),
    # Ends what a holder no longer wants to have (access.representation).
    "access.let-go": frozenset({Kind.REPRESENTATION}),
    "demo": frozenset({Kind.SETTINGS}),  # the closures of the cast; the app is never in production
}
# Who has not signed in as a person.
_NO_PERSON = frozenset({ActorKind.SYSTEM, ActorKind.CLIENT, ActorKind.RECIPIENT})


def decide(actor: Actor, facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether the actor may do this to this kind of data of the patient the facts are about."""
    if actor.kind in _NO_PERSON:
        return _for_nobody_here(actor, facts, kind, action)
    if not facts.patient_exists:
        return deny(Reason.NOT_THERE)
    if actor.kind is ActorKind.ADMINISTRATOR:
        return _for_helpline(actor, facts, kind)
    if action == Action.WRITE and kind not in WRITABLE.get(actor.kind, frozenset()):
        return deny(Reason.NOT_YOURS_TO_WRITE)
    if actor.kind is ActorKind.CITIZEN:
        return citizen_rules.decide(facts, kind=kind, action=action)
    if _only_identifies(kind, action):
        return clinician_rules.to_identify(facts)
    return _for_who_treats(actor, facts, kind, action)


def decide_queue(actor: Actor, kind: Kind, *, role_is_current: bool) -> Decision:
    """Whether the actor works with what patients have asked of his legal entity, or reviews how
    its people have opened records."""
    if actor.role is None or not role_is_current:
        return deny(Reason.ROLE_ENDED)
    if actor.role.code not in (REVIEW_ROLES if kind is Kind.REVIEW else QUEUE_ROLES):
        return deny(Reason.NO_QUEUE)
    return permit(Audience.STAFF)


def _for_who_treats(actor: Actor, facts: Facts, kind: Kind, action: Action) -> Decision:
    """Those who treat read. What they write is critical information and medicines, which they sign,
    and who is assigned to act for the patient: a doctor with a care relation confirms that
    (norway.md 7: normally the general practitioner), and lets the patient see an answer that waits
    (labresults)."""
    found = clinician_rules.decide(facts)
    if not found.is_permitted or action != Action.WRITE:
        return found
    if kind is Kind.SUMMARY:
        return clinician_rules.to_sign(actor.role.code if actor.role else "", found)
    if actor.role is None or actor.role.code != RoleCode.DOCTOR:
        return deny(Reason.NOT_YOURS_TO_WRITE)
    return found if facts.relations else deny(Reason.NO_RELATION)


def _only_identifies(kind: Kind, action: Action) -> bool:
    """Name and birth date only; looking up opens nothing else."""
    return kind is Kind.DEMOGRAPHICS and action == Action.IDENTIFY


def _for_helpline(actor: Actor, facts: Facts, kind: Kind) -> Decision:
    """The helpline does on the patient's request what the patient would do here, and reads nothing
    else. Everybody else who administrates opens nothing."""
    if actor.role is None or actor.role.code != RoleCode.HELPLINE or kind not in HELPS_WITH:
        return deny(Reason.NO_CLINICAL_ACCESS)
    if not facts.role_is_current:
        return deny(Reason.ROLE_ENDED)
    if facts.is_self:
        return deny(Reason.OWN_RECORD)
    if not facts.is_identified:
        return deny(Reason.NO_RELATION)
    kinds = frozenset({kind, Kind.DEMOGRAPHICS})
    return permit(Audience.STAFF, ground="helpline", kinds=kinds)


def _for_nobody_here(actor: Actor, facts: Facts, kind: Kind, action: Action) -> Decision:
    """For who has not signed in as a person: systems, and who holds a link of the patient."""
    if actor.kind is ActorKind.SYSTEM:
        return _for_system(actor, kind)
    if actor.kind is ActorKind.CLIENT:
        return client_rules.decide(actor.registered, facts, kind=kind, action=action)
    return recipient_rules.decide(facts, kind=kind, action=action)


def _for_system(actor: Actor, kind: Kind) -> Decision:
    if kind in SYSTEMS.get(actor.system_name, frozenset()):
        return permit(Audience.SYSTEM)
    return deny(Reason.NOT_FOR_SYSTEMS)
