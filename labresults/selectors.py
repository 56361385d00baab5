"""Reads of results, all under a Grant."""

from access.grant import Grant
from access.received import ReceivedRecord
from labresults.models import DiagnosticReport, Observation, ServiceRequest

MODELS: tuple[type[ReceivedRecord], ...] = (Observation, DiagnosticReport, ServiceRequest)


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)
