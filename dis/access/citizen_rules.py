"""What citizens may do with their own record, and with that of somebody they act for: by the policy
table in force on the day (access.representation.policy), never by ages in code."""

from collections.abc import Iterator, Mapping

from access.codes import Action, Audience, Kind, Reason
from access.facts import Facts
from access.representation import policy as table
from access.representation.policy import Level, Role
from access.verdict import Decision, deny, permit

_AUDIENCES = {
    Role.PARENT: Audience.PARENT,
    Role.PROXY: Audience.PROXY,
    Role.ASSIGNED: Audience.PROXY,
}


def decide(facts: Facts, *, kind: Kind, action: Action) -> Decision:
    """Whether a citizen may do this to this kind of data of the patient the facts are about.

    Who comes in several roles may do what one of them gives; the first one says why not.
    """
    if facts.actor_access_closed:
        return deny(Reason.ACCESS_CLOSED)
    first = None
    for role in _roles(facts):
        found = _in_role(role, facts, kind, action)
        if found.is_permitted:
            return found
        first = first or found
    if first is None and facts.is_other_carer:
        return deny(Reason.RESPONSIBILITY_UNKNOWN)
    return first or deny(Reason.NO_RELATION)


def opened(role: Role, facts: Facts) -> Mapping[Kind, Level]:
    """What the role opens of each service today."""
    return {service: _level(role, facts, service) for service in table.SERVICES}


def _roles(facts: Facts) -> Iterator[Role]:
    if facts.is_self:
        yield Role.SELF
    if facts.is_parent:
        yield Role.PARENT
    if facts.is_assigned_proxy:
        yield Role.ASSIGNED
    if facts.proxy_services:
        yield Role.PROXY


def _in_role(role: Role, facts: Facts, kind: Kind, action: Action) -> Decision:
    barred = _barred(role, facts)
    if barred:
        return deny(barred)
    levels = opened(role, facts)
    if kind is Kind.SUMMARY and action == Action.WRITE:
        levels = {**levels, kind: _tells_of_medicines(levels)}
    needed = Level.WRITE if action == Action.WRITE else Level.READ
    asked = table.PARTS.get(kind, (kind,))
    if any(table.is_enough(levels[each], needed) for each in asked):
        readable = {each for each, level in levels.items() if level != Level.NONE}
        return permit(
            _audience(role, facts),
            ground=role.value,
            kinds=frozenset({kind, Kind.DEMOGRAPHICS, *readable}),
        )
    if any(levels[each] != Level.NONE for each in asked):
        return deny(Reason.NOT_YOURS_TO_WRITE)
    return deny(_why_closed(role, facts, asked))


def _tells_of_medicines(levels: Mapping[Kind, Level]) -> Level:
    """What the patient uses besides is told by who may read the summary and ask in the patient's
    place: the policy table has no row of its own for it."""
    reads, asks = levels[Kind.SUMMARY], levels[Kind.TASK]
    return asks if reads != Level.NONE and asks == Level.WRITE else reads


def _barred(role: Role, facts: Facts) -> Reason | None:
    """What keeps somebody from acting for another, whatever the service."""
    if role is Role.SELF:
        return None
    if facts.has_confidential_address or facts.actor_has_confidential_address:
        return Reason.CONFIDENTIAL_ADDRESS
    if role is Role.PARENT:
        return None if _lives_right(facts) else Reason.NOT_AT_ADDRESS
    if not table.may_hold(facts.policy, facts.actor_age):
        return Reason.NOT_IN_POLICY
    if role is Role.PROXY and not _may_still_give(facts):
        return Reason.NOT_IN_POLICY
    return None


def _lives_right(facts: Facts) -> bool:
    """Both parents with responsibility act if one of them lives with the child; neither if none
    does (norway.md 7). Of who is not registered here nobody knows whether the address is secret."""
    if not facts.actor_is_registered:
        return False
    if table.asks_own_address(facts.policy):
        return facts.actor_at_address
    return facts.parent_at_address


def _may_still_give(facts: Facts) -> bool:
    """Who has shut the own access, for fear of a misused BankID, has nothing to give: the power of
    attorney may have been given by the thief."""
    return table.may_give(facts.policy, facts.age) and not facts.patient_access_closed


def _level(role: Role, facts: Facts, service: Kind) -> Level:
    found = _by_table(role, facts, service)
    given = {Role.PROXY: facts.proxy_services, Role.ASSIGNED: facts.assigned_services}
    if role in given and service not in given[role]:
        return Level.NONE
    if role in given:
        return table.lower(found, _by_table(Role.SELF, facts, service))
    return found


def _by_table(role: Role, facts: Facts, service: Kind) -> Level:
    return table.level(facts.policy, role, service, facts.age, has_consent=facts.has_youth_consent)


def _audience(role: Role, facts: Facts) -> Audience:
    if role is Role.SELF:
        return Audience.SELF if table.is_competent(facts.policy, facts.age) else Audience.YOUTH
    return _AUDIENCES[role]


def _why_closed(role: Role, facts: Facts, asked: tuple[Kind, ...]) -> Reason:
    """Why, as the family may know it; what a parent may do for a child is that child's answer."""
    age = facts.age
    if any(table.waits_for_consent(facts.policy, role, each, age) for each in asked):
        return Reason.NO_YOUTH_CONSENT
    if role is Role.SELF:
        if age is None or any(_by_table(Role.PARENT, facts, each) != Level.NONE for each in asked):
            return Reason.TOO_YOUNG
        if not table.is_competent(facts.policy, age):
            return Reason.YOUTH_NOT_OPEN
    if role is Role.PARENT and (
        age is None or any(table.has_passed(facts.policy, role, each, age) for each in asked)
    ):
        return Reason.CHILD_TOO_OLD
    return Reason.NOT_IN_POLICY
