"""Operations that change nothing: $validate."""

import json

from common.declarations import FhirType
from common.errors import Unacceptable
from common.references import mappings
from fhirapi import sent, wire
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Issue, Refusal, outcome

_PARAMETERS, _CREATE, _PLACE = ("mode", "profile"), "create", "Parameters.parameter"
_NO_MORE = (
    "What is validated is whether a resource is legal FHIR R4, to be created or updated: against no"
    " profile, and in no other mode."
)
_LEGAL = Issue("informational", "The resource is legal.", "", "information")


def validate(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """POST Type/$validate, or Type/id/$validate, of a resource or of Parameters that hold one."""
    text, asked = _asked(call)
    if asked.keys() - {"mode"} or asked.get("mode", _CREATE) not in {_CREATE, "update"}:
        raise Refusal.of(400, "not-supported", _NO_MORE, "http.profile")
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


def _asked(call: Call) -> tuple[str, dict[str, str]]:
    """The text of the resource to validate, and the mode and profile that are asked for."""
    asked = {name: value for name, value in call.query if name in _PARAMETERS}
    try:
        read = wire.read(call.body)
    except Unacceptable as error:
        raise sent.refusal(error, 400) from error
    if len(read) != 1 or read[0].value.get("resourceType") != "Parameters":
        return call.body, asked
    found = [*mappings(read[0].value.get("parameter"))]
    for each in found:
        if each.get("name") in _PARAMETERS:
            values = [value for name, value in each.items() if name.startswith("value")]
            asked[str(each["name"])] = "".join(map(str, values))
    resources = [each.get("resource") for each in found if each.get("name") == "resource"]
    if len(resources) != 1 or not isinstance(resources[0], dict):
        raise Refusal.of(400, "required", "The Parameters hold no one resource.", _PLACE)
    return json.dumps(resources[0]), asked
