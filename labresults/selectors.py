"""Reads of results, all under a Grant."""

from collections.abc import Mapping, Sequence

from access.grant import Grant
from access.received import ReceivedRecord
from labresults.models import DiagnosticReport, Observation, ServiceRequest

MODELS: tuple[type[ReceivedRecord], ...] = (Observation, DiagnosticReport, ServiceRequest)


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)


def for_summary(grant: Grant, most: int) -> Mapping[str, Sequence[ReceivedRecord]]:
    """The newest Observations and DiagnosticReports, by type: for who picks a few of them."""
    return {
        model.__name__: list(
            model.objects.under(grant)
            .filter(is_mistake=False)
            .defer("search")
            .order_by("-sorted_at", "-id")[:most]
        )
        for model in (Observation, DiagnosticReport)
    }


def withheld_of_summary(grant: Grant) -> int:
    """How many of these the reader may not see."""
    return sum(model.objects.withheld_from(grant) for model in (Observation, DiagnosticReport))
