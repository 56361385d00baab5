"""The type Subscription over FHIR: a system makes, reads, changes and ends its own."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.http import http_date

from access.actor import ActorKind
from common import clock
from common.rest import Interaction
from fhirapi import limits, opening, sent, serving
from fhirapi.calls import Answer, Call
from fhirapi.models import ApiClient
from fhirapi.outcomes import Refusal, not_there
from fhirapi.sent import Sent
from fhirapi.subscriptions import changing, endpoints, operations, wanted, wording
from fhirapi.subscriptions.codes import Cause, Status
from fhirapi.subscriptions.models import Endpoint, Subscription
from fhirapi.subscriptions.wanted import Wanted

TYPE = "Subscription"
SEARCH = "_search"
# What a search takes: by which field, and how the sent value is read.
_PARAMETERS = ("_id", "criteria", "status", "url")
INTERACTIONS = (
    *(Interaction.READ, Interaction.SEARCH, Interaction.CREATE),
    *(Interaction.UPDATE, Interaction.DELETE),
)
_ONLY_SYSTEMS = "Subscriptions are for systems of organisations, with a token of their own."
Do = Callable[[Call, ApiClient], Answer]


@dataclass(frozen=True)
class _Route:
    interaction: Interaction
    do: Do


def perform(call: Call) -> Answer:
    """The answer to a call below /Subscription, or Refusal."""
    routes = _routes(list(call.parts[1:]))
    if not routes:
        raise Refusal.of(404, "not-supported", "There is no such address below this type.")
    route = routes.get(call.method)
    if route is None:
        allowed = ", ".join(sorted(routes))
        text = f"{call.method[:10]} is not served here. What is: {allowed}."
        raise Refusal.of(405, "not-supported", text, Allow=allowed)
    client = _client(call)
    if not call.caller.may(TYPE, route.interaction):
        raise Refusal.of(
            403,
            "forbidden",
            "The scopes of the token do not name this.",
            WWW_Authenticate='Bearer error="insufficient_scope"',
        )
    return route.do(call, client)


def _routes(rest: list[str]) -> Mapping[str, _Route]:
    """What can be done at an address, by method."""
    reading = Interaction.READ
    match rest:
        case []:
            return {
                "GET": _Route(Interaction.SEARCH, _search),
                "POST": _Route(Interaction.CREATE, _create),
            }
        case [name] if name == SEARCH:
            return {"POST": _Route(Interaction.SEARCH, _search)}
        case [name] if name == operations.STATUS:
            return dict.fromkeys(("GET", "POST"), _Route(reading, operations.statuses))
        case [own_id] if not own_id.startswith(("_", "$")):
            return {
                "GET": _Route(reading, lambda c, a: _answer(c, _own(a, own_id), 200)),
                "PUT": _Route(Interaction.UPDATE, lambda c, a: _update(c, a, own_id)),
                "DELETE": _Route(Interaction.DELETE, lambda c, a: _delete(a, own_id)),
            }
        case [own_id, name] if name == operations.STATUS:
            found = _Route(reading, lambda c, a: operations.status(c, _own(a, own_id)))
            return dict.fromkeys(("GET", "POST"), found)
        case [own_id, name] if name == operations.EVENTS:
            found = _Route(reading, lambda c, a: operations.events(c, _own(a, own_id)))
            return dict.fromkeys(("GET", "POST"), found)
    return {}


def _client(call: Call) -> ApiClient:
    """The registered system that calls; whoever else comes has no subscriptions here."""
    actor = call.caller.actor
    if actor.kind is not ActorKind.CLIENT or actor.legal_entity_id is None:
        raise Refusal.of(403, "forbidden", _ONLY_SYSTEMS)
    found = ApiClient.objects.filter(
        client_id=call.caller.client_id, organization_id=actor.legal_entity_id, is_active=True
    )
    client = found.select_related("organization").first()
    if client is None:
        raise Refusal.of(403, "forbidden", _ONLY_SYSTEMS)
    return client


def _own(client: ApiClient, resource_id: str) -> Subscription:
    """One of the client's own; those of others are not there."""
    own_id = opening.uuid_of(resource_id)
    found = None
    if own_id is not None:
        rows = Subscription.objects.filter(client=client, removed_at=None, id=own_id)
        found = rows.select_related("client__organization").first()
    if found is None:
        raise not_there(TYPE, resource_id)
    return found


def _create(call: Call, client: ApiClient) -> Answer:
    found = _sent(call)
    if "if-none-exist" in call.headers:
        raise Refusal.of(400, "not-supported", "Subscriptions are not created by a condition.")
    asked = wanted.read(call, found.value, is_new=True)
    with transaction.atomic():
        # Two at once are counted one after the other.
        ApiClient.objects.select_for_update(no_key=True).get(id=client.id)
        _hold_limit(client)
        endpoint, now = _endpoint(client, asked), clock.now()
        subscription = Subscription(client=client, created_at=now, source=call.caller.source)
        _take(subscription, asked, endpoint, found.value)
        changing.begin(subscription)
        subscription.save(force_insert=True)
    return _answer(call, subscription, 201)


def _update(call: Call, client: ApiClient, own_id: str) -> Answer:
    """Asked for anew: told of nothing more before another handshake. `off` switches it off."""
    found = _sent(call)
    if found.value.get("id") != own_id:
        reason = f"The resource must have the id of the address, {own_id[:64]}."
        raise Refusal.of(400, "invalid", reason, "Subscription.id")
    replaces = sent.version_of(call.headers.get("if-match"), "If-Match")
    asked = wanted.read(call, found.value, is_new=False)
    with transaction.atomic():
        subscription = changing.locked(_own(client, own_id).id)
        if subscription is None:
            raise not_there(TYPE, own_id)
        if replaces not in {None, subscription.version}:
            reason = f"Its version is {subscription.version}, not {replaces}."
            raise Refusal.of(412, "conflict", reason)
        _take(subscription, asked, _endpoint(client, asked), found.value)
        subscription.version += 1
        if asked.is_off:
            changing.off(subscription, Cause.WITHDRAWN)
        else:
            changing.again(subscription)
        subscription.save()
    return _answer(call, subscription, 200)


def _delete(client: ApiClient, own_id: str) -> Answer:
    with transaction.atomic():
        subscription = changing.locked(_own(client, own_id).id)
        if subscription is None:
            raise not_there(TYPE, own_id)
        changing.off(subscription, Cause.WITHDRAWN)
        subscription.removed_at = clock.now()
        subscription.save(update_fields=["removed_at"])
    return Answer(204)


def _sent(call: Call) -> Sent:
    """The Subscription that is sent. It is kept whole, and many are answered at once."""
    if len(call.body) > (most := limits.number("subscription_signs")):
        text = f"A Subscription has at most {most:,} signs."
        raise Refusal.of(422, "too-long", text, TYPE)
    return sent.read(call.body, TYPE)


def _hold_limit(client: ApiClient) -> None:
    on = Subscription.objects.filter(client=client, removed_at=None)
    if on.count() >= (most := limits.number("subscriptions")):
        text = f"A client has at most {most} subscriptions. Delete those that are of no use."
        raise Refusal.of(422, "too-costly", text, TYPE)


def _endpoint(client: ApiClient, asked: Wanted) -> Endpoint:
    found = endpoints.with_url(client, asked.url)
    if found is None:
        text = (
            "This address is not registered for the client. An administrator of the portal"
            " registers it beforehand, letter for letter."
        )
        raise Refusal.of(422, "business-rule", text, "Subscription.channel.endpoint")
    return found


def _take(
    subscription: Subscription, asked: Wanted, endpoint: Endpoint, resource: dict[str, Any]
) -> None:
    subscription.endpoint = endpoint
    subscription.resource_type = asked.fhir_type.name
    subscription.filters = list(asked.filters)
    subscription.about = asked.about
    subscription.payload = asked.payload
    subscription.heartbeat_seconds = asked.heartbeat_seconds
    subscription.timeout_seconds = asked.timeout_seconds
    subscription.most = asked.most
    subscription.ends_at = asked.ends_at
    subscription.text = json.dumps(resource, ensure_ascii=False)
    subscription.changed_at = clock.now()


def _search(call: Call, client: ApiClient) -> Answer:
    """All of the client's own, or those that fit. There are few: they come on one page."""
    unknown = [name for name, _ in call.query if name not in {*_PARAMETERS, "_count", "_format"}]
    if unknown and serving.preference(call, "handling") == "strict":
        text = f"Subscription has no search parameter {unknown[0][:100]!r}."
        raise Refusal.of(400, "not-supported", text)
    rows = Subscription.objects.filter(client=client, removed_at=None).order_by("created_at", "id")
    found = [each for each in rows if _fits(call, each)]
    entries = [
        {
            "fullUrl": f"{call.base}/{TYPE}/{each.id}",
            "resource": resource_of(each),
            "search": {"mode": "match"},
        }
        for each in found
    ]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
    bundle["link"] = [{"relation": "self", "url": f"{call.base}/{TYPE}"}]
    if entries:
        bundle["entry"] = entries
    return Answer(200, json.dumps(bundle, ensure_ascii=False))


def _fits(call: Call, subscription: Subscription) -> bool:
    value = resource_of(subscription)
    told = {
        "_id": value["id"],
        "criteria": value["criteria"],
        "status": value["status"],
        "url": value["channel"]["endpoint"],
    }
    return all(told[name] in text.split(",") for name, text in call.query if name in told)


def resource_of(subscription: Subscription) -> dict[str, Any]:
    """As it was sent, with our id and version, and where it stands."""
    value: dict[str, Any] = json.loads(subscription.text)
    found = {name: each for name, each in value.items() if name not in {"error", "_error"}}
    found["id"] = str(subscription.id)
    found["meta"] = {
        **(value.get("meta") or {}),
        "versionId": str(subscription.version),
        "lastUpdated": wording.instant(subscription.changed_at),
    }
    found["status"] = str(subscription.status)
    if subscription.cause and subscription.status in {Status.ERROR, Status.OFF}:
        found["error"] = wording.fault(subscription)
    return found


def _answer(call: Call, subscription: Subscription, status: int) -> Answer:
    headers = {
        "ETag": f'W/"{subscription.version}"',
        "Last-Modified": http_date(subscription.changed_at.timestamp()),
    }
    if status == 201:
        headers["Location"] = (
            f"{call.base}/{TYPE}/{subscription.id}/_history/{subscription.version}"
        )
    if call.method != "GET" and serving.preference(call, "return") == "minimal":
        return Answer(status, "", headers)
    return Answer(status, json.dumps(resource_of(subscription), ensure_ascii=False), headers)
