"""Which of two that share a name a call means: what others send (Consents about treatment), or what
the portal makes of the patient's own choices and shows to citizens alone."""

from collections.abc import Sequence

from access.actor import ActorKind
from common.declarations import FhirType
from fhirapi import opening, registry
from fhirapi.calls import Call
from fhirapi.outcomes import Issue
from fhirapi.searching.asking import alternatives, bad
from fhirapi.searching.comparing import system_and_code

Query = Sequence[tuple[str, str]]


def searched(call: Call, fhir_type: FhirType, query: Query) -> FhirType:
    """By the code that tells them apart; without it citizens mean their own choices, and all others
    what is sent."""
    other = registry.beside(fhir_type.name)
    if other is None or other.rest is None or other.rest.told_by is None:
        return fhir_type
    name, code = other.rest.told_by
    asked = [
        {system_and_code(each)[1] for each in alternatives(value)}
        for key, value in query
        if key == name
    ]
    if any(code in each and len(each) > 1 for each in asked):
        raise bad(f"{code} is searched for by itself.", name, "not-supported")
    if {code} in asked:
        return other
    is_said = any(key.partition(":")[0] == name for key, _ in query)
    return other if _is_citizen(call) and not is_said else fhir_type


def told(fhir_type: FhirType, query: Query) -> list[Issue]:
    """That there is more of the name, to who has not said which of them is meant."""
    rest = fhir_type.rest
    if rest is None or rest.told_by is None:
        return []
    name, code = rest.told_by
    if any(key.partition(":")[0] == name for key, _ in query):
        return []
    text = f"Only {fhir_type.name} with {name}={code}: search for others by their {name}."
    return [Issue("informational", text, "", "information")]


def read(call: Call, fhir_type: FhirType, resource_id: str) -> FhirType:
    """By its id: what nobody has sent may be a citizen's own."""
    other = registry.beside(fhir_type.name)
    if other is None or not _is_citizen(call):
        return fhir_type
    return other if opening.patient_of(fhir_type, resource_id) is None else fhir_type


def _is_citizen(call: Call) -> bool:
    return call.caller.actor.kind is ActorKind.CITIZEN
