"""Owns systems that subscribe in the tests: who they are, what they ask for, and what is new."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from access.codes import Kind
from access.models import AccessEvent
from common import clock
from fhirapi.callers import Caller
from fhirapi.calls import Answer
from fhirapi.models import ApiClient
from fhirapi.subscriptions import delivery, endpoints
from fhirapi.subscriptions.codes import Status
from fhirapi.subscriptions.models import Subscription
from fhirapi.subscriptions.wanted import CONTENT, FILTER, HEARTBEAT, MOST, TIMEOUT
from fhirapi.tokens import clients
from tests.cast import World
from tests.fhirapi.calling import ALL_KINDS, BASE, call, resource
from tests.fhirapi.receiver import Receiver
from tests.log_reading import rows_of

SECRET = "Bearer a-long-random-word"
Resource = dict[str, Any]


def client(world: World, slug: str = "berg", name: str = "listening") -> ApiClient:
    """A system of the place where somebody works. It has sent nothing of what is in the world."""
    found, _ = ApiClient.objects.get_or_create(
        client_id=name,
        organization_id=world.roles[slug].legal_entity_id,
        defaults={
            "name": "The listener",
            "kinds": sorted(ALL_KINDS - {Kind.TASK}),
            "registered_at": clock.now(),
        },
    )
    return ApiClient.objects.select_related("organization").get(id=found.id)


def caller(of: ApiClient, scopes: str = "system/*.cruds") -> Caller:
    actor = clients.actor_of(of)
    return Caller(actor, of.client_id, actor.source, None, frozenset(scopes.split()))


def topic(resource_type: str = "Observation") -> str:
    return f"{BASE}/SubscriptionTopic/{resource_type}-changed"


def asked(
    url: str,
    *filters: str,
    of: str = "Observation",
    content: str = "id-only",
    heartbeat: int = 0,
    most: int = 0,
    timeout: int = 0,
) -> Resource:
    """The resource that asks for it."""
    numbers = [(HEARTBEAT, "valueUnsignedInt", heartbeat), (TIMEOUT, "valueUnsignedInt", timeout)]
    numbers.append((MOST, "valuePositiveInt", most))
    extensions = [{"url": name, key: value} for name, key, value in numbers if value]
    found: Resource = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "To know when results come",
        "criteria": topic(of),
        "channel": {
            "type": "rest-hook",
            "endpoint": url,
            "payload": "application/fhir+json",
            "_payload": {"extension": [{"url": CONTENT, "valueCode": content}]},
        },
    }
    if extensions:
        found["channel"]["extension"] = extensions
    if filters:
        found["_criteria"] = {
            "extension": [{"url": FILTER, "valueString": each} for each in filters]
        }
    return found


def subscribe(
    world: World, url: str, *filters: str, of: ApiClient | None = None, **more: Any
) -> Subscription:
    """A subscription of the listener, its address registered, asked for over the API."""
    who = of or client(world)
    endpoints.register(who, url, secret=SECRET)
    wanted = asked(url, *filters, of=more.pop("topic", "Observation"), **more)
    answer = call(world, caller(who), "POST", "Subscription", body=wanted)
    assert answer.status == 201, answer.text
    return Subscription.objects.get(id=resource(answer)["id"])


def observe(
    world: World, patient: str = "kari", *, category: str = "laboratory", who: Any = "system"
) -> uuid.UUID:
    """A result that somebody else sends."""
    answer = send(world, patient, category=category, who=who)
    assert answer.status == 201, answer.text
    return uuid.UUID(resource(answer)["id"])


def send(
    world: World, patient: str = "kari", *, category: str = "laboratory", who: Any = "system"
) -> Answer:
    return call(world, who, "POST", "Observation", body=observation(world, patient, category))


def observation(world: World, patient: str, category: str = "laboratory") -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": system, "code": category}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
        "subject": {"reference": f"Patient/{world.patients[patient]}"},
        "valueQuantity": {"value": 14.2, "unit": "g/dL"},
    }


def deliver(times: int = 1) -> None:
    for _ in range(times):
        delivery.run(5)


def active(world: World, listener: Receiver, *filters: str, **more: Any) -> Subscription:
    """One that the system has shaken hands on."""
    found = subscribe(world, listener.url, *filters, **more)
    deliver()
    assert stands(found).status == Status.ACTIVE
    return found


def events_of(world: World, patient: str) -> set[uuid.UUID]:
    """What the log has of a patient."""
    with rows_of(world.patients[patient]):
        rows = AccessEvent.objects.filter(patient_id=world.patients[patient])
        return set(rows.values_list("id", flat=True))


def stands(subscription: Subscription) -> Subscription:
    """As it is now."""
    return Subscription.objects.get(id=subscription.id)


def due_now(*subscriptions: Subscription) -> None:
    """As if the pause were over."""
    ids = [each.id for each in subscriptions]
    rows = Subscription.objects.filter(id__in=ids)
    rows.update(due_at=clock.now(), claimed_until=None, claim=None)


def ids_of(events: Sequence[Resource]) -> list[str]:
    return [str(each.get("focus", {}).get("reference", "")).split("/")[-1] for each in events]
