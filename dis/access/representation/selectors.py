"""Reads of who may act for a patient, under a Grant to see it."""

from django.db.models import Q, QuerySet

from access.codes import Kind
from access.facts import Facts
from access.grant import Grant
from access.models import AssignedProxy, PowerOfAttorney, YouthConsent
from access.representation import policy
from access.representation.policy import Level, Role


def in_force(grant: Grant) -> Q:
    now = grant.facts.now
    return Q(start__lte=now) & (Q(end=None) | Q(end__gt=now)) & (Q(until=None) | Q(until__gt=now))


def powers(grant: Grant) -> QuerySet[PowerOfAttorney]:
    """The powers of attorney in force, newest first."""
    found: QuerySet[PowerOfAttorney] = PowerOfAttorney.objects.under(grant)
    return found.filter(in_force(grant)).order_by("-start", "id")


def former_powers(grant: Grant) -> QuerySet[PowerOfAttorney]:
    found: QuerySet[PowerOfAttorney] = PowerOfAttorney.objects.under(grant)
    return found.exclude(in_force(grant)).order_by("-start", "id")


def assigned(grant: Grant) -> QuerySet[AssignedProxy]:
    found: QuerySet[AssignedProxy] = AssignedProxy.objects.under(grant)
    return found.filter(in_force(grant)).order_by("-start", "id")


def youth_consent(grant: Grant) -> YouthConsent | None:
    """The consent in force, if a parent has given one."""
    found: YouthConsent | None = YouthConsent.objects.under(grant).filter(end=None).first()
    return found


def offered(facts: Facts) -> list[Kind]:
    """The services that the patient has and that a proxy may be given today."""
    return [
        service
        for service in policy.SERVICES
        if _level(facts, Role.PROXY, service) != Level.NONE
        and _level(facts, Role.SELF, service) != Level.NONE
    ]


def asks_consent(facts: Facts) -> bool:
    """Whether the patient is of an age at which a parent's consent opens something."""
    return any(
        policy.waits_for_consent(facts.policy, Role.SELF, service, facts.age)
        for service in policy.SERVICES
    )


def _level(facts: Facts, role: Role, service: Kind) -> Level:
    return policy.level(facts.policy, role, service, facts.age, has_consent=facts.has_youth_consent)
