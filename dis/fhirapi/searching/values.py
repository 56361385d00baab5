"""The values that a resource is searched by, taken out of it when it is stored."""

from typing import Any

from common.declarations import FhirType, Incoming


def of(fhir_type: FhirType, incoming: Incoming) -> dict[str, Any]:
    """The values by the name of the search parameter."""
    if fhir_type.rest is None:
        return {}
    return {}
