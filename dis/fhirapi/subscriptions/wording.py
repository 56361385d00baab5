"""What subscriptions look like over FHIR: their status, and the Bundles that tell of news
(HL7 Subscriptions R5 Backport 1.1, for R4)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from common import clock
from fhirapi.subscriptions import topics
from fhirapi.subscriptions.codes import Payload
from fhirapi.subscriptions.models import Event, Subscription

GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition"
STATUS_PROFILE = f"{GUIDE}/backport-subscription-status-r4"
NOTIFICATION_PROFILE = f"{GUIDE}/backport-subscription-notification-r4"
HANDSHAKE, HEARTBEAT, NEWS = "handshake", "heartbeat", "event-notification"
QUERY_STATUS, QUERY_EVENTS = "query-status", "query-event"
ERRORS = "http://terminology.hl7.org/CodeSystem/subscription-error"
# How a resource came to be what it is, as a request.
_METHODS: Mapping[str, tuple[str, str]] = {"created": ("POST", "201")}
_OTHERS = ("PUT", "200")
Resource = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One event by its number. Without `event` the system may not know any more what it was."""

    number: int
    at: datetime
    event: Event | None


def status(base: str, subscription: Subscription, kind: str, told: Sequence[Told] = ()) -> Resource:
    """The Parameters that say where it stands, with its news."""
    own = f"{base}/Subscription/{subscription.id}"
    topic = topics.url(base, subscription.resource_type)
    parameters: list[Resource] = [
        {"name": "subscription", "valueReference": {"reference": own}},
        {"name": "topic", "valueCanonical": topic},
        {"name": "status", "valueCode": subscription.status},
        {"name": "type", "valueCode": kind},
        {"name": "events-since-subscription-start", "valueString": str(subscription.last_number)},
        *(_event(base, subscription, each) for each in told),
    ]
    if subscription.cause:
        parameters.append({"name": "error", "valueCodeableConcept": {"text": fault(subscription)}})
    return {
        "resourceType": "Parameters",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [STATUS_PROFILE]},
        "parameter": parameters,
    }


def notification(
    base: str, subscription: Subscription, kind: str, told: Sequence[Told] = ()
) -> Resource:
    """The Bundle: first the status, then what is new, by id."""
    own = status(base, subscription, kind, told)
    entries: list[Resource] = [
        {
            "fullUrl": f"urn:uuid:{own['id']}",
            "resource": own,
            "request": {
                "method": "GET",
                "url": f"{base}/Subscription/{subscription.id}/$status",
            },
            "response": {"status": "200"},
        }
    ]
    entries += [
        _entry(base, each.event)
        for each in _latest(told)
        if each.event and subscription.payload == Payload.ID_ONLY
    ]
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "meta": {"profile": [NOTIFICATION_PROFILE]},
        "type": "history",
        "timestamp": instant(clock.now()),
        "entry": entries,
    }


def fault(subscription: Subscription) -> str:
    """Why it stands where it does, for developers."""
    if subscription.answered:
        return f"{subscription.cause}: {subscription.answered}"
    return subscription.cause


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _event(base: str, subscription: Subscription, told: Told) -> Resource:
    parts: list[Resource] = [
        {"name": "event-number", "valueString": str(told.number)},
        {"name": "timestamp", "valueInstant": instant(told.at)},
    ]
    if told.event and subscription.payload == Payload.ID_ONLY:
        focus = {"reference": f"{base}/{told.event.resource_type}/{told.event.resource_id}"}
        parts.append({"name": "focus", "valueReference": focus})
    return {"name": "notification-event", "part": parts}


def _entry(base: str, event: Event) -> Resource:
    named = f"{event.resource_type}/{event.resource_id}"
    method, answered = _METHODS.get(event.change, _OTHERS)
    url = event.resource_type if method == "POST" else named
    return {
        "fullUrl": f"{base}/{named}",
        "request": {"method": method, "url": url},
        "response": {"status": answered},
    }


def _latest(told: Sequence[Told]) -> list[Told]:
    """A Bundle names each resource once (bdl-7): as it became last."""
    last = {(each.event.resource_type, each.event.resource_id): each for each in told if each.event}
    return sorted(last.values(), key=lambda each: each.number)
