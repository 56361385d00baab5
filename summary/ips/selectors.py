"""Reads of vaccines, procedures and documents of others, all under a Grant."""

from access.grant import Grant
from access.received import ReceivedRecord
from summary.ips.models import Composition, Immunization, Procedure

MODELS: tuple[type[ReceivedRecord], ...] = (Immunization, Procedure, Composition)


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)
