"""Reads what an ordering system sends, strictly: what cannot be understood is said, in plain words,
and never with what was sent. `prefetch`, `fhirServer` and `fhirAuthorization` are not looked at:
the portal reads its own data, and fetches nothing at an address that somebody sends."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from common.hooks import Heard, HookService, Order
from common.references import mappings, system_of
from fhirapi import limits
from fhirapi.outcomes import Refusal

_USER = re.compile(r"(Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9\-.]{1,64}")
_REFERENCE = re.compile(r"[A-Z][A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,64}")
_ORDERS, _PATIENT = "ServiceRequest", "Patient"
_MOST_CODINGS = 20
_MOST_DETAILS = 50
_LONGEST = 200


@dataclass(frozen=True)
class Call:
    """A call of a service: for whom, and which orders the clinician has just picked."""

    patient_id: uuid.UUID
    orders: Sequence[Order]


def bad(text: str, place: str = "") -> NoReturn:
    raise Refusal.of(400, "invalid", text, place)


def parsed(text: str) -> Mapping[str, Any]:
    """The JSON object that was sent."""
    limits.check_json(text)
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        bad("The body is not JSON.")
    if not isinstance(found, Mapping):
        bad("The body is not a JSON object.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def call(body: Mapping[str, Any], service: HookService) -> Call:
    """What is asked of a service that answers `order-select`."""
    if body.get("hook") != service.hook:
        bad(f"This service answers the hook {service.hook} and no other.", "hook")
    if _uuid(body.get("hookInstance")) is None:
        bad("hookInstance is a UUID of this call.", "hookInstance")
    context = body.get("context")
    if not isinstance(context, Mapping):
        bad("The context is missing.", "context")
    if not _fits(_USER, context.get("userId")):
        bad("userId names who orders, as Practitioner/[id].", "context.userId")
    patient_id = _uuid(context.get("patientId"))
    if patient_id is None:
        bad("patientId is the id that the patient has here.", "context.patientId")
    return Call(patient_id, _orders(context, patient_id))


def _orders(context: Mapping[str, Any], patient_id: uuid.UUID) -> list[Order]:
    """The drafts that were just picked, and of those the ones that ask for an examination."""
    drafts = _drafts(context.get("draftOrders"))
    selections = context.get("selections")
    place = "context.selections"
    if not isinstance(selections, list) or not selections:
        bad("selections names the orders that were just picked.", place)
    if len(selections) > limits.number("hook_orders"):
        bad(f"More than {limits.number('hook_orders')} selections.", place)
    if not all(_fits(_REFERENCE, each) and each in drafts for each in selections):
        bad("A selection names no order in draftOrders, as [type]/[id].", place)
    picked = [drafts[name] for name in dict.fromkeys(selections)]
    return [
        Order(f"{_ORDERS}/{each['id']}", _asked(each))
        for each in picked
        if each["resourceType"] == _ORDERS and _is_for(each, patient_id)
    ]


def _drafts(bundle: Any) -> dict[str, Mapping[str, Any]]:
    """The resources of the Bundle, by type and id."""
    place = "context.draftOrders"
    if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
        bad("draftOrders is a Bundle of the orders that are not sent yet.", place)
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or len(entries) > limits.number("hook_orders"):
        bad(f"draftOrders holds a list of at most {limits.number('hook_orders')} orders.", place)
    found: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        name = _name(resource)
        if name is None or name in found or not isinstance(resource, Mapping):
            bad("Each entry of draftOrders holds one resource with type and id of its own.", place)
        found[name] = resource
    return found


def _name(resource: Any) -> str | None:
    if not isinstance(resource, Mapping):
        return None
    name = f"{resource.get('resourceType')}/{resource.get('id')}"
    return name if _REFERENCE.fullmatch(name) else None


def _is_for(order: Mapping[str, Any], patient_id: uuid.UUID) -> bool:
    """Whether an order is to be looked at; one about somebody else stops all of it."""
    subject = order.get("subject")
    told = subject.get("reference") if isinstance(subject, Mapping) else None
    if told is not None and told != f"{_PATIENT}/{patient_id}":
        bad("An order is about another patient than patientId.", "context.draftOrders")
    return order.get("doNotPerform") is not True


def _asked(order: Mapping[str, Any]) -> list[list[tuple[str, str]]]:
    """What the order says is to be examined: its code, and each of its details."""
    details = list(mappings(order.get("orderDetail")))
    if len(details) > _MOST_DETAILS:
        bad(f"An order has at most {_MOST_DETAILS} details.", "context.draftOrders")
    code = order.get("code")
    return [_codings(each) for each in (code, *details) if isinstance(each, Mapping)]


def _codings(concept: Mapping[str, Any]) -> list[tuple[str, str]]:
    given = mappings(concept.get("coding"))
    found = [(system_of(each), str(each.get("code") or "")) for each in given]
    return [pair for pair in found[:_MOST_CODINGS] if all(len(text) < _LONGEST for text in pair)]


def heard(body: Mapping[str, Any]) -> list[Heard]:
    """What the clinician did with each card."""
    given = body.get("feedback")
    most = limits.number("hook_orders")
    if not isinstance(given, list) or not 0 < len(given) <= most:
        bad(f"feedback is a list of 1 to {most} entries.", "feedback")
    return [_heard(each) for each in given]


def _heard(entry: Any) -> Heard:
    if not isinstance(entry, Mapping):
        bad("An entry of feedback is an object.", "feedback")
    card, outcome = _uuid(entry.get("card")), entry.get("outcome")
    if card is None:
        bad("card is the uuid of a card that was given.", "feedback.card")
    if outcome not in {"accepted", "overridden"}:
        bad("outcome is accepted or overridden.", "feedback.outcome")
    suggestions = frozenset(
        str(each.get("id"))[:_LONGEST] for each in mappings(entry.get("acceptedSuggestions"))
    )
    if outcome == "accepted" and not suggestions:
        place = "feedback.acceptedSuggestions"
        bad("acceptedSuggestions names the suggestions that were accepted.", place)
    return Heard(card, outcome == "accepted", suggestions, _reason(entry.get("overrideReason")))


def _reason(told: Any) -> str:
    reason = told.get("reason") if isinstance(told, Mapping) else None
    code = reason.get("code") if isinstance(reason, Mapping) else None
    return code[:_LONGEST] if isinstance(code, str) else ""


def _uuid(value: Any) -> uuid.UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
