"""How long it is kept what systems have asked for and were told, and how it is erased with what it
was about."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from access.codes import Kind
from access.grant import Grant
from access.retention_rules import of_model
from fhirapi import limits
from fhirapi.subscriptions.codes import Status
from fhirapi.subscriptions.models import Endpoint, Event, Notice, Subscription

TABLES = (Event._meta.db_table,)
_events = of_model(Event, "happened_at")
_BATCH, _FEW = 5_000, 20
# What is over can be asked about for so long; what was told through it is kept a month at most.
_OVER = timedelta(days=90)


def age() -> timedelta:
    return timedelta(days=limits.number("subscription_kept_days"))


def delete(until: datetime) -> Iterator[int]:
    """What is older, told or not: after so long nobody catches up any more."""
    while count := _some_notices(until):
        yield count
    yield from _events(until)


def age_of_over() -> timedelta:
    return _OVER


def delete_over(until: datetime) -> Iterator[int]:
    """Subscriptions that were removed, or are switched off for as long, with all that waits or was
    never delivered; then addresses that were taken away and of which none is left."""
    while count := _some_subscriptions(until):
        yield count
    named = Subscription.objects.filter(endpoint=OuterRef("pk"))
    yield Endpoint.objects.filter(~Exists(named), removed_at__lt=until).delete()[0]


@transaction.atomic
def _some_subscriptions(until: datetime) -> int:
    """Locked, so that none of them is asked for anew meanwhile."""
    is_over = Q(removed_at__lt=until) | Q(status=Status.OFF, status_at__lt=until)
    rows = Subscription.objects.select_for_update().filter(is_over).order_by("id")
    ids = [each.id for each in rows[:_FEW]]
    notices, _ = Notice.objects.filter(subscription__in=ids).delete()
    return notices + Subscription.objects.filter(id__in=ids).delete()[0]


def erase(grant: Grant) -> Mapping[str, int]:
    """What was told of the patient of the Grant stays as a number, of nobody."""
    grant.check(Kind.RECORD, write=True)
    rows = Event.objects.under(grant)
    count = rows.count()
    rows.delete()
    return {TABLES[0]: count}


def _some_notices(until: datetime) -> int:
    old = Notice.objects.filter(happened_at__lt=until).order_by("happened_at")
    return Notice.objects.filter(id__in=list(old.values_list("id", flat=True)[:_BATCH])).delete()[0]
