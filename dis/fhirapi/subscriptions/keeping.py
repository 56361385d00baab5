"""How long it is kept what systems were told, and how it is erased with what it was about."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from access.codes import Kind
from access.grant import Grant
from access.retention_rules import of_model
from fhirapi import limits
from fhirapi.subscriptions.models import Event, Notice

TABLES = (Event._meta.db_table,)
_events = of_model(Event, "happened_at")
_BATCH = 5_000


def age() -> timedelta:
    return timedelta(days=limits.number("subscription_kept_days"))


def delete(until: datetime) -> Iterator[int]:
    """What is older, told or not: after so long nobody catches up any more."""
    while count := _some_notices(until):
        yield count
    yield from _events(until)


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
