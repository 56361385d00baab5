"""Operations that change nothing: $validate."""

import json

from common.declarations import FhirType
from common.errors import Unacceptable
from common.references import mappings
from fhirapi import sent, wire
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Issue, Refusal, outcome

_LEGAL = Issue("informational", "The resource is legal.", "", "information")


def validate(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """POST Type/$validate, or Type/id/$validate, of a resource or of Parameters that hold one."""
    text = _resource_in(call.body)
    try:
        found = sent.read(text, fhir_type.name)
    except Refusal as refused:
        if refused.status not in {400, 422}:
            raise
        return Answer(200, outcome(refused.issues))
    if resource_id is not None and found.value.get("id") not in {None, resource_id}:
        place = f"{fhir_type.name}.id"
        issue = Issue("invalid", f"The id is not that of the address, {resource_id[:64]}.", place)
        return Answer(200, outcome([issue]))
    return Answer(200, outcome([_LEGAL]))


def _resource_in(text: str) -> str:
    """The text of the resource to validate."""
    try:
        read = wire.read(text)
    except Unacceptable as error:
        raise sent.refusal(error, 400) from error
    if len(read) != 1 or read[0].value.get("resourceType") != "Parameters":
        return text
    found = read[0].value.get("parameter")
    for parameter in mappings(found):
        if parameter.get("name") == "resource" and isinstance(parameter.get("resource"), dict):
            return json.dumps(parameter["resource"])
    raise Refusal.of(400, "required", "The Parameters hold no resource.", "Parameters.parameter")
