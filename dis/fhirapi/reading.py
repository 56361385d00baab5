"""Reads of one resource, of one of its versions, and of histories."""

from common.declarations import FhirType
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal


def read(call: Call, fhir_type: FhirType, resource_id: str) -> Answer:
    """GET Type/id."""
    raise Refusal.of(501, "not-supported", "not yet")


def vread(call: Call, fhir_type: FhirType, resource_id: str, version: str) -> Answer:
    """GET Type/id/_history/version."""
    raise Refusal.of(501, "not-supported", "not yet")


def history(call: Call, fhir_type: FhirType, resource_id: str) -> Answer:
    """GET Type/id/_history."""
    raise Refusal.of(501, "not-supported", "not yet")


def type_history(call: Call, fhir_type: FhirType) -> Answer:
    """GET Type/_history, of the patient that the token is for."""
    raise Refusal.of(501, "not-supported", "not yet")
