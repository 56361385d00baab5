"""What citizens may do with their own record, and with that of somebody they act for."""

from access.codes import Action, Audience, Kind, Reason
from access.facts import Facts
from access.verdict import Decision, deny, permit

CHILD_UNTIL = 12
ADULT_FROM = 16


def decide(facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether a citizen may do this to this kind of data of the patient the facts are about."""
    if facts.actor_access_closed:
        return deny(Reason.ACCESS_CLOSED)
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
