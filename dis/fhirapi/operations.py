"""Operations that change nothing: $validate."""

from common.declarations import FhirType
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal


def validate(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """POST Type/$validate, or Type/id/$validate."""
    raise Refusal.of(501, "not-supported", f"$validate of {fhir_type.name} is not served.")
