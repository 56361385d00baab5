"""Search over FHIR: what is asked, the one statement that finds it, and the Bundle it comes in."""

import uuid
from collections.abc import Sequence

from common.declarations import FhirType
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal


def search(call: Call, fhir_type: FhirType) -> Answer:
    """The searchset of GET Type?... or POST Type/_search."""
    raise Refusal.of(501, "not-supported", f"Search of {fhir_type.name} is not served.")


def matching(
    call: Call, fhir_type: FhirType, query: Sequence[tuple[str, str]]
) -> list[uuid.UUID]:
    """The ids that a conditional interaction's query finds, two at most."""
    raise Refusal.of(501, "not-supported", f"Search of {fhir_type.name} is not served.")


def everything(call: Call, patient_id: uuid.UUID) -> Answer:
    """The Bundle of Patient/$everything."""
    raise Refusal.of(501, "not-supported", f"$everything of {patient_id} is not served.")
