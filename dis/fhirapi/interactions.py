"""Carries out one interaction: which it is, whether the token names it, and who does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from access.codes import Action
from common.declarations import FhirType
from common.rest import WRITES, Interaction
from fhirapi import (
    bundles,
    capabilities,
    declared,
    opening,
    operations,
    reading,
    registry,
    searching,
    writing,
)
from fhirapi.calls import Answer, Call
from fhirapi.messages import processing
from fhirapi.outcomes import Refusal, not_there
from fhirapi.subscriptions import resources

METADATA = "metadata"
HISTORY, SEARCH, VALIDATE, EVERYTHING = "_history", "_search", "$validate", "$everything"
_CHANGES = {*WRITES, Interaction.DELETE}
Do = Callable[[Call, FhirType], Answer]


@dataclass(frozen=True)
class _Route:
    """What a method asks for at an address; None for what needs no right to the type itself."""

    interaction: Interaction | None
    do: Do


def perform(call: Call) -> Answer:
    """The answer to a call, or Refusal. Entries of a batch come here one by one."""
    if not call.parts:
        return bundles.receive(_only(call, "POST"), perform)
    if call.parts[0] == METADATA and len(call.parts) == 1:
        return capabilities.statement(_only(call, "GET"))
    if list(call.parts) == [processing.OPERATION]:
        return processing.perform(_only(call, "POST"))
    if call.parts[0] == resources.TYPE:
        return resources.perform(call)
    fhir_type = _type(call.parts[0])
    routes = _routes(fhir_type, call.parts[1:])
    route = routes.get(call.method)
    if route is None:
        raise _not_allowed(call, routes)
    if route.interaction is not None and not call.caller.may(fhir_type.name, route.interaction):
        action = Action.WRITE if route.interaction in _CHANGES else Action.READ
        opening.out_of_scope(call, fhir_type, action)
    return route.do(call, fhir_type)


def _type(name: str) -> FhirType:
    found = registry.served().get(name)
    if found is None:
        raise Refusal.of(404, "not-supported", f"{name[:64]} is not served here. See metadata.")
    return found


def _routes(fhir_type: FhirType, rest: Sequence[str]) -> Mapping[str, _Route]:
    """What can be done at an address below a type, by method."""
    match list(rest):
        case []:
            found = _of_type()
        case [name] if name in {SEARCH, HISTORY, VALIDATE}:
            found = _of_type_special(name)
        case [resource_id] if not resource_id.startswith(("_", "$")):
            found = _of_instance(resource_id)
        case [resource_id, name] if name in {HISTORY, VALIDATE, EVERYTHING}:
            found = _of_instance_special(fhir_type, resource_id, name)
        case [resource_id, name] if name.startswith("$"):
            found = _of_declared(fhir_type, resource_id, name.removeprefix("$"))
        case [resource_id, "_history", version]:
            found = {
                "GET": _Route(
                    Interaction.VREAD, lambda c, t: reading.vread(c, t, resource_id, version)
                )
            }
        case _:
            found = {}
    if not found:
        raise Refusal.of(404, "not-supported", "There is no such address below this type.")
    return {
        method: route
        for method, route in found.items()
        if route.interaction is None
        or route.interaction in registry.rest_of(fhir_type).interactions
    }


def _of_type() -> dict[str, _Route]:
    return {
        "GET": _Route(Interaction.SEARCH, searching.search),
        "POST": _Route(Interaction.CREATE, writing.create),
        "PUT": _Route(Interaction.UPDATE, lambda c, t: writing.update(c, t, None)),
        "PATCH": _Route(Interaction.PATCH, lambda c, t: writing.patch(c, t, None)),
        "DELETE": _Route(Interaction.DELETE, lambda c, t: writing.delete(c, t, None)),
    }


def _of_type_special(name: str) -> dict[str, _Route]:
    if name == SEARCH:
        return {"POST": _Route(Interaction.SEARCH, searching.search)}
    if name == HISTORY:
        return {"GET": _Route(Interaction.HISTORY_TYPE, reading.type_history)}
    return {"POST": _Route(None, lambda c, t: operations.validate(c, t, None))}


def _of_instance(own_id: str) -> dict[str, _Route]:
    return {
        "GET": _Route(Interaction.READ, lambda c, t: reading.read(c, t, own_id)),
        "PUT": _Route(Interaction.UPDATE, lambda c, t: writing.update(c, t, own_id)),
        "PATCH": _Route(Interaction.PATCH, lambda c, t: writing.patch(c, t, own_id)),
        "DELETE": _Route(Interaction.DELETE, lambda c, t: writing.delete(c, t, own_id)),
    }


def _of_instance_special(fhir_type: FhirType, own_id: str, name: str) -> dict[str, _Route]:
    if name == HISTORY:
        asked = Interaction.HISTORY_INSTANCE
        return {"GET": _Route(asked, lambda c, t: reading.history(c, t, own_id))}
    if name == VALIDATE:
        return {"POST": _Route(None, lambda c, t: operations.validate(c, t, own_id))}
    if fhir_type.name != opening.PATIENT:
        return {}
    everything = _Route(Interaction.READ, lambda c, t: _everything(c, t, own_id))
    return {"GET": everything, "POST": everything}


def _of_declared(fhir_type: FhirType, own_id: str, name: str) -> dict[str, _Route]:
    operation = registry.operation(fhir_type.name, name)
    if operation is None:
        return {}
    route = _Route(Interaction.READ, lambda c, t: declared.perform(c, t, operation, own_id))
    return {"GET": route, "POST": route}


def _everything(call: Call, fhir_type: FhirType, resource_id: str) -> Answer:
    patient_id = opening.patient_of(fhir_type, resource_id)
    if patient_id is None:
        raise not_there(fhir_type.name, resource_id)
    return searching.everything(call, patient_id)


def _only(call: Call, method: str) -> Call:
    if call.method != method:
        raise _not_allowed(call, {method: None})
    return call


def _not_allowed(call: Call, routes: Mapping[str, object]) -> Refusal:
    allowed = ", ".join(sorted(routes)) or "none"
    text = f"{call.method[:10]} is not served here. What is: {allowed}."
    return Refusal.of(405, "not-supported", text, Allow=", ".join(sorted(routes)))
