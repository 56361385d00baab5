"""The operations of subscriptions: where they stand, and the news by their numbers."""

import json
from typing import Any

from common.rest import Interaction
from fhirapi import limits
from fhirapi.calls import Answer, Call
from fhirapi.models import ApiClient
from fhirapi.outcomes import Refusal, not_there
from fhirapi.subscriptions import telling, wording
from fhirapi.subscriptions.models import Subscription

STATUS, EVENTS = "$status", "$events"
_LARGEST = 2**62


def statuses(call: Call, client: ApiClient) -> Answer:
    """Of all that the client has, or of those that `id` and `status` name."""
    asked = _parameters(call)
    ids = {part for each in asked.get("id", ()) for part in each.split(",")}
    states = {part for each in asked.get("status", ()) for part in each.split(",")}
    rows = Subscription.objects.filter(client=client, removed_at=None).order_by("created_at", "id")
    found = [
        each
        for each in rows
        if (not ids or str(each.id) in ids) and (not states or each.status in states)
    ]
    return _searchset(call, found)


def status(call: Call, subscription: Subscription) -> Answer:
    return _searchset(call, [subscription])


def events(call: Call, subscription: Subscription) -> Answer:
    """The news from `eventsSinceNumber` to `eventsUntilNumber`, both included: what the system may
    know of them now. Those it may not are named by their number alone."""
    if not call.caller.may(subscription.resource_type, Interaction.READ):
        text = f"The scopes of the token do not name {subscription.resource_type}."
        raise Refusal.of(403, "forbidden", text)
    asked = _parameters(call)
    since = _number(asked, "eventsSinceNumber", 1)
    until = _number(asked, "eventsUntilNumber", _LARGEST)
    try:
        told = telling.again(subscription, since, until, limits.number("page_most"))
    except telling.Moved as gone:
        raise not_there("Subscription", str(subscription.id)) from gone
    bundle = wording.notification(call.base, subscription, wording.QUERY_EVENTS, told)
    return Answer(200, json.dumps(bundle, ensure_ascii=False))


def _searchset(call: Call, found: list[Subscription]) -> Answer:
    entries = [
        {
            "fullUrl": f"urn:uuid:{value['id']}",
            "resource": value,
            "search": {"mode": "match"},
        }
        for each in found
        for value in [wording.status(call.base, each, wording.QUERY_STATUS)]
    ]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
    if entries:
        bundle["entry"] = entries
    return Answer(200, json.dumps(bundle, ensure_ascii=False))


def _parameters(call: Call) -> dict[str, list[str]]:
    """What stands in the address, or in the Parameters that are sent."""
    found: dict[str, list[str]] = {}
    for name, value in [*call.query, *_sent(call)]:
        found.setdefault(name, []).append(value)
    return found


def _sent(call: Call) -> list[tuple[str, str]]:
    if not call.body:
        return []
    try:
        value = json.loads(call.body)
    except ValueError as error:
        raise Refusal.of(400, "structure", "The body is no JSON.") from error
    if not isinstance(value, dict) or value.get("resourceType") != "Parameters":
        raise Refusal.of(400, "structure", "The body must be one Parameters.")
    told = value.get("parameter")
    parameters = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return [
        (str(each.get("name")), str(text))
        for each in parameters
        for key, text in each.items()
        if key.startswith("value")
    ]


def _number(asked: dict[str, list[str]], name: str, usual: int) -> int:
    values = asked.get(name)
    if not values:
        return usual
    text = values[0]
    if len(values) > 1 or not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refusal.of(400, "value", f"{name} is one whole number.", name)
    return int(text)
