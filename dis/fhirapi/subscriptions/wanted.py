"""What a sent Subscription asks for, or a refusal with the place of what is not served."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from access.codes import Kind
from common import clock
from common.declarations import FhirType
from common.fhirtime import instant
from common.references import mappings
from common.rest import Interaction
from fhirapi import limits, registry
from fhirapi.calls import Call
from fhirapi.outcomes import Issue, Refusal
from fhirapi.subscriptions import filtering, topics
from fhirapi.subscriptions.codes import Payload, Status
from fhirapi.subscriptions.wording import GUIDE

FILTER, CONTENT = f"{GUIDE}/backport-filter-criteria", f"{GUIDE}/backport-payload-content"
HEARTBEAT, TIMEOUT = f"{GUIDE}/backport-heartbeat-period", f"{GUIDE}/backport-timeout"
MOST = f"{GUIDE}/backport-max-count"
FHIR_JSON = "application/fhir+json"
_USUAL_MOST = 20
_MOST_SECONDS = 7 * 24 * 3600
_CHANNEL = "Subscription.channel"
Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """`url` has to be an address that is registered for the client."""

    fhir_type: FhirType
    filters: Sequence[str]
    about: uuid.UUID | None
    url: str
    payload: Payload
    heartbeat_seconds: int
    timeout_seconds: int
    most: int
    ends_at: datetime | None
    is_off: bool


def read(call: Call, resource: Resource, *, is_new: bool) -> Wanted:
    """What is asked for; Refusal (422) for all that is not served, place by place."""
    channel: Resource = resource["channel"]
    issues = [*_status(resource, is_new=is_new), *_channel(channel)]
    fhir_type = topics.named(call.base, str(resource.get("criteria")))
    if fhir_type is None:
        text = "There is no such topic here. See the extensions of Subscription in metadata."
        issues.append(Issue("not-supported", text, "Subscription.criteria"))
    ends_at = instant(str(resource["end"])) if resource.get("end") else None
    if ends_at is not None and ends_at <= clock.now() and is_new:
        issues.append(Issue("value", "It has ended already.", "Subscription.end"))
    numbers = {url: _number(channel, url, issues) for url in (HEARTBEAT, TIMEOUT, MOST)}
    if issues or fhir_type is None:
        raise Refusal(422, issues)
    _check_rights(call, fhir_type)
    filters = _filters(resource)
    return Wanted(
        fhir_type=fhir_type,
        filters=filters,
        about=filtering.checked(call, fhir_type, filters),
        url=str(channel.get("endpoint")),
        payload=Payload(_content(channel)),
        heartbeat_seconds=numbers[HEARTBEAT] or 0,
        timeout_seconds=min(
            numbers[TIMEOUT] or limits.number("subscription_timeout_seconds"),
            limits.number("subscription_timeout_seconds"),
        ),
        most=min(numbers[MOST] or _USUAL_MOST, limits.number("subscription_events")),
        ends_at=ends_at,
        is_off=resource.get("status") == Status.OFF,
    )


def _status(resource: Resource, *, is_new: bool) -> Iterator[Issue]:
    if is_new and resource.get("status") != Status.REQUESTED:
        text = "A new subscription is requested; when it is active, the server says."
        yield Issue("value", text, "Subscription.status")


def _channel(channel: Resource) -> Iterator[Issue]:
    if channel.get("type") != "rest-hook":
        yield Issue("not-supported", "Only rest-hook is served.", f"{_CHANNEL}.type")
    if channel.get("payload") != FHIR_JSON:
        yield Issue("not-supported", f"The payload is {FHIR_JSON}.", f"{_CHANNEL}.payload")
    if _content(channel) not in Payload.values:
        text = (
            "The extension backport-payload-content is id-only or empty: read what is new with a"
            " token. No resource is sent by itself."
        )
        yield Issue("not-supported", text, f"{_CHANNEL}.payload.extension")
    if channel.get("header"):
        text = (
            "Headers are not taken: what your address is told with, an administrator registers"
            " with it."
        )
        yield Issue("not-supported", text, f"{_CHANNEL}.header")
    if not channel.get("endpoint"):
        yield Issue("required", "It needs an address.", f"{_CHANNEL}.endpoint")


def _number(channel: Resource, url: str, issues: list[Issue]) -> int | None:
    found = [
        value
        for each in mappings(channel.get("extension"))
        if each.get("url") == url
        for name in ("valueUnsignedInt", "valuePositiveInt", "valueInteger")
        if (value := each.get(name)) is not None
    ]
    if not found:
        return None
    least = limits.number("subscription_heartbeat_seconds") if url == HEARTBEAT else 1
    value = found[0]
    if len(found) > 1 or isinstance(value, bool) or not isinstance(value, int):
        issues.append(Issue("value", f"{url} is one whole number.", f"{_CHANNEL}.extension"))
        return None
    if not (least <= value <= _MOST_SECONDS) and not (url == HEARTBEAT and value == 0):
        text = f"{url} is between {least} and {_MOST_SECONDS:,}."
        issues.append(Issue("value", text, f"{_CHANNEL}.extension"))
        return None
    return value


def _content(channel: Resource) -> str:
    beside = channel.get("_payload")
    extensions = mappings(beside.get("extension")) if isinstance(beside, Mapping) else ()
    codes = [str(each.get("valueCode")) for each in extensions if each.get("url") == CONTENT]
    return codes[0] if len(codes) == 1 else ""


def _filters(resource: Resource) -> list[str]:
    beside = resource.get("_criteria")
    extensions = mappings(beside.get("extension")) if isinstance(beside, Mapping) else ()
    found = [str(each.get("valueString")) for each in extensions if each.get("url") == FILTER]
    if len(found) > (most := limits.number("subscription_filters")):
        text = f"A subscription has at most {most} filters."
        raise Refusal.of(422, "too-costly", text, "Subscription.criteria.extension")
    return found


def _check_rights(call: Call, fhir_type: FhirType) -> None:
    """Who may not read the type is told nothing of it. What of it, the gate says each time."""
    registered = call.caller.actor.registered
    kind = Kind(registry.rest_of(fhir_type).kind)
    may_read = call.caller.may(fhir_type.name, Interaction.READ)
    if registered is None or kind not in registered.kinds or not may_read:
        text = f"The client does not read {fhir_type.name}."
        raise Refusal.of(403, "forbidden", text, "Subscription.criteria")
