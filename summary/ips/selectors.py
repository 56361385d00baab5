"""Reads of vaccines, procedures and documents of others, and of what the summary is made of; all
under a Grant."""

from collections.abc import Mapping, Sequence

from access.grant import Grant
from access.received import ReceivedRecord
from summary.ips.models import Composition, Immunization, Procedure
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    Flag,
    MedicationRequest,
    MedicationStatement,
)

MODELS: tuple[type[ReceivedRecord], ...] = (Immunization, Procedure, Composition)
IN_SUMMARY: tuple[type[ReceivedRecord], ...] = (
    *(Condition, AllergyIntolerance, MedicationRequest, MedicationStatement),
    *(Immunization, Procedure, Flag, Consent),
)
# Of each type so many rows are looked at, the newest.
MOST = 500


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)


def for_summary(grant: Grant) -> Mapping[str, Sequence[ReceivedRecord]]:
    """What the summary is chosen from, by type, the newest first."""
    return {
        model.__name__: list(
            model.objects.under(grant)
            .filter(is_mistake=False)
            .defer("search")
            .order_by("-sorted_at", "-id")[:MOST]
        )
        for model in IN_SUMMARY
    }
