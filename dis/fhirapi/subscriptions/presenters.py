"""Subscriptions in words for administrators."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.selectors import Counts

if TYPE_CHECKING:
    from fhirapi.subscriptions.models import Endpoint, Notice, Subscription

_TONES = {
    Status.REQUESTED: "info",
    Status.ACTIVE: "success",
    Status.ERROR: "danger",
    Status.OFF: "neutral",
}
VIEWS = ("", "fault", "off")


@dataclass(frozen=True)
class Row:
    """A subscription in the list, and on its own page."""

    id: uuid.UUID
    url: str
    client: str
    client_id: uuid.UUID
    organization: str
    topic: str
    host: str
    address: str
    filters: Sequence[str]
    status: str
    status_text: str
    tone: str
    cause: str
    since: datetime
    delivered_at: datetime | None
    counts: Counts


@dataclass(frozen=True)
class Dead:
    """One that was not delivered: by its number, when, and why."""

    number: int | None
    happened_at: datetime
    settled_at: datetime | None
    attempts: int
    cause: str


@dataclass(frozen=True)
class Place:
    """An address of a system."""

    id: uuid.UUID
    url: str
    has_secret: bool
    registered_at: datetime
    by: str
    used: int


def row(subscription: "Subscription", counts: Counts | None) -> Row:
    client = subscription.client
    status = Status(subscription.status)
    return Row(
        id=subscription.id,
        url=reverse("subscriptions:one", args=[subscription.id]),
        client=client.name,
        client_id=client.id,
        organization=client.organization.name,
        topic=subscription.resource_type,
        host=str(urlsplit(subscription.endpoint.url).hostname),
        address=subscription.endpoint.url,
        filters=_filters(subscription),
        status=status.value,
        status_text=str(status.label),
        tone=_TONES[status],
        cause=cause(subscription.cause, subscription.answered),
        since=subscription.status_at,
        delivered_at=subscription.delivered_at,
        counts=counts or Counts(),
    )


def _filters(subscription: "Subscription") -> list[str]:
    """What it is narrowed by. One that names a patient is not repeated: here nobody sees of whom
    a system wants to know."""
    is_about_one = subscription.about is not None
    named = [_("One patient") if "Patient/" in each else each for each in subscription.filters]
    return [_("One patient")] if is_about_one else named


def dead(notice: "Notice") -> Dead:
    return Dead(
        notice.number,
        notice.happened_at,
        notice.settled_at,
        notice.attempts,
        cause(notice.cause, notice.answered),
    )


def cause(code: str, answered: int | None) -> str:
    if not code:
        return ""
    text = str(Cause(code).label)
    return _("%(what)s (%(status)s)") % {"what": text, "status": answered} if answered else text


def place(endpoint: "Endpoint", used: int) -> Place:
    return Place(
        endpoint.id,
        endpoint.url,
        endpoint.secret is not None,
        endpoint.registered_at,
        endpoint.registered_by_name,
        used,
    )


def view_of(query: QueryDict) -> str:
    found = query.get("vis", "")
    return found if found in VIEWS else ""


def tabs(view: str, faults: int) -> Sequence[Mapping[str, Any]]:
    """The three lists, as links."""
    own = reverse("subscriptions:overview")
    words = {"": _("On"), "fault": _("Stopped by a fault"), "off": _("Switched off")}
    if faults:
        words["fault"] = _("Stopped by a fault (%(count)s)") % {"count": faults}
    return [
        {
            "label": words[each],
            "url": f"{own}?vis={each}" if each else own,
            "is_current": each == view,
        }
        for each in VIEWS
    ]
