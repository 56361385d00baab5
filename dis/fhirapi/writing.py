"""Writes of one resource: create, update, patch and delete, also by a query."""

from common.declarations import FhirType
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal


def create(call: Call, fhir_type: FhirType) -> Answer:
    """POST Type; with If-None-Exist only where the query finds nothing."""
    raise Refusal.of(501, "not-supported", f"Create of {fhir_type.name} is not served.")


def update(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """PUT Type/id, or without an id PUT Type?query."""
    raise Refusal.of(501, "not-supported", f"Update of {fhir_type.name} is not served.")


def patch(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """PATCH Type/id, or without an id PATCH Type?query."""
    raise Refusal.of(501, "not-supported", f"Patch of {fhir_type.name} is not served.")


def delete(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """DELETE Type/id, or without an id DELETE Type?query."""
    raise Refusal.of(501, "not-supported", f"Delete of {fhir_type.name} is not served.")
