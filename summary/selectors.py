"""Reads of critical information and medicines, all under a Grant."""

from access.grant import Grant
from access.received import ReceivedRecord
from summary.models import AllergyIntolerance, Condition, MedicationRequest, MedicationStatement

MODELS: tuple[type[ReceivedRecord], ...] = (
    Condition,
    AllergyIntolerance,
    MedicationRequest,
    MedicationStatement,
)


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)
