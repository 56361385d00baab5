"""What somebody may see to whom a patient has given a link and its passcode: the summary, without
what the patient has closed to those who treat. Asked anew each time the link is opened."""

from access.codes import Action, Audience, Kind, Reason
from access.facts import Facts
from access.representation import policy
from access.representation.policy import Level, Role
from access.verdict import Decision, deny, permit

# The summary is made of these. It is opened as a record, and the Grant narrowed to them.
_KINDS = frozenset({Kind.DEMOGRAPHICS, Kind.SUMMARY, Kind.RESULTS})


def decide(facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether a link of the patient opens anything now.

    Nobody here knows who holds it: it gives never more than the patient sees and no more than any
    clinician would, and nothing of a patient who has left sharing, closed the record or the own
    access, or does not decide alone about the own health any more.
    """
    if not facts.patient_exists:
        return deny(Reason.NOT_THERE)
    if kind is not Kind.RECORD or action != Action.READ:
        return deny(Reason.NOT_IN_POLICY)
    if facts.is_reserved:
        return deny(Reason.RESERVED)
    if facts.is_restricted:
        return deny(Reason.RESTRICTED)
    if facts.patient_access_closed:
        return deny(Reason.ACCESS_CLOSED)
    if not policy.is_competent(facts.policy, facts.age):
        return deny(Reason.NOT_IN_POLICY)
    levels = {
        each: policy.level(facts.policy, Role.SELF, each, facts.age, has_consent=False)
        for each in (Kind.SUMMARY, Kind.RESULTS)
    }
    if levels[Kind.SUMMARY] == Level.NONE:
        return deny(Reason.NOT_IN_POLICY)
    closed = {each for each, level in levels.items() if level == Level.NONE}
    return permit(Audience.RECIPIENT, ground="link", kinds=(_KINDS | {Kind.RECORD}) - closed)
