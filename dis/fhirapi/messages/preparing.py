"""Makes a resource that an app has built ready to be stored: checked, with its search values."""

from dataclasses import replace

from common.declarations import FhirType, Incoming
from fhirapi import validation
from fhirapi.searching import values


def prepared(fhir_type: FhirType, incoming: Incoming) -> Incoming:
    """Unacceptable, with the place, for what is not legal."""
    validation.check(dict(incoming.resource))
    return replace(incoming, search=values.of(fhir_type, incoming))
