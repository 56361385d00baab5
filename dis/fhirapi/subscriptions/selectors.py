"""What administrators see of subscriptions: where they stand, and counts. Nothing of patients."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from fhirapi.models import ApiClient
from fhirapi.subscriptions.codes import State, Status
from fhirapi.subscriptions.models import Endpoint, Notice, Subscription

MOST_DEAD = 50


@dataclass(frozen=True)
class Counts:
    waiting: int = 0
    dead: int = 0


def all_of(view: str) -> QuerySet[Subscription]:
    """Those that are on, or only those that a fault has stopped, or those that are off."""
    rows = Subscription.objects.filter(removed_at=None).select_related(
        "client__organization", "endpoint"
    )
    chosen = {"fault": Q(status=Status.ERROR), "off": Q(status=Status.OFF)}
    rows = rows.filter(chosen.get(view, ~Q(status=Status.OFF)))
    return rows.order_by("client__name", "client_id", "resource_type", "created_at", "id")


def faults() -> int:
    return Subscription.objects.filter(removed_at=None, status=Status.ERROR).count()


def one(subscription_id: uuid.UUID) -> Subscription | None:
    rows = Subscription.objects.filter(removed_at=None, id=subscription_id)
    return rows.select_related("client__organization", "endpoint").first()


def counts(subscriptions: Sequence[Subscription]) -> Mapping[uuid.UUID, Counts]:
    rows: Any = Notice.objects.filter(
        subscription__in=[each.id for each in subscriptions],
        state__in=[State.WAITING, State.DEAD],
    ).values("subscription_id")
    counted = rows.annotate(
        waiting=Count("id", filter=Q(state=State.WAITING)),
        dead=Count("id", filter=Q(state=State.DEAD)),
    )
    return {row["subscription_id"]: Counts(row["waiting"], row["dead"]) for row in counted}


def dead(subscription: Subscription) -> list[Notice]:
    """The newest that were not delivered."""
    rows = Notice.objects.filter(subscription=subscription, state=State.DEAD)
    return list(rows.order_by("-settled_at", "-number")[:MOST_DEAD])


def client(client_id: uuid.UUID) -> ApiClient | None:
    return ApiClient.objects.filter(id=client_id).select_related("organization").first()


def used(endpoints: Sequence[Endpoint]) -> Mapping[uuid.UUID, int]:
    """How many subscriptions that are on each address has."""
    rows = Subscription.objects.filter(endpoint__in=endpoints, removed_at=None)
    counted = rows.exclude(status=Status.OFF).values("endpoint_id").annotate(count=Count("id"))
    return {row["endpoint_id"]: row["count"] for row in counted}
