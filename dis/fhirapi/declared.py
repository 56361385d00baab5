"""Carries out the operations that apps declare (common.rest.Operation)."""

from access.codes import Action, Kind
from common.declarations import FhirType
from common.errors import Unacceptable
from common.references import mappings
from common.rest import Asked, Interaction, Operation
from fhirapi import opening, sent, wire
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal, not_there

_FORM = frozenset({"_format", "_pretty"})


def perform(call: Call, fhir_type: FhirType, operation: Operation, resource_id: str) -> Answer:
    """The operation on one resource, under the Grant for its patient: one event."""
    given = _given(call)
    unknown = sorted(given.keys() - operation.parameters - _FORM)
    if unknown:
        text = f"${operation.name} has no parameter {unknown[0][:100]!r}."
        raise Refusal.of(400, "not-supported", text, unknown[0][:100])
    patient_id = opening.patient_of(fhir_type, resource_id)
    if patient_id is None:
        raise not_there(fhir_type.name, resource_id)
    asked = Asked(
        base=call.base,
        names=lambda name: call.caller.may(name, Interaction.READ),
        parameters=given,
        languages=call.headers.get("accept-language", ""),
    )
    kind = Kind(operation.kind)
    with opening.opened(call, fhir_type, patient_id, Action.READ, kind=kind) as grant:
        try:
            return Answer(200, operation.perform(grant, asked))
        except Unacceptable as error:
            raise sent.refusal(error, 422) from error


def _given(call: Call) -> dict[str, str]:
    """The parameters of the address, and of the Parameters in a POST."""
    given = dict(call.query)
    if not call.body.strip():
        return given
    try:
        found = wire.read(call.body)
    except Unacceptable as error:
        raise sent.refusal(error, 400) from error
    if len(found) != 1 or found[0].value.get("resourceType") != "Parameters":
        raise Refusal.of(400, "structure", "The body is no Parameters.")
    for each in mappings(found[0].value.get("parameter")):
        values = [value for name, value in each.items() if name.startswith("value")]
        given[str(each.get("name"))] = "".join(map(str, values))
    return given
