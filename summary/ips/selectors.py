"""Reads of vaccines, procedures and documents of others, and of what the summary is made of; all
under a Grant."""

from collections.abc import Mapping, Sequence
from typing import Any

from access import received
from access.grant import Grant
from access.received import ReceivedRecord
from summary.ips.models import Composition, Immunization, Procedure
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    CriticalRecord,
    Flag,
    MedicationRequest,
    MedicationStatement,
)

MODELS: tuple[type[ReceivedRecord], ...] = (Immunization, Procedure, Composition)
IN_SUMMARY: tuple[type[ReceivedRecord], ...] = (
    *(Condition, AllergyIntolerance, MedicationRequest, MedicationStatement),
    *(Immunization, Procedure, Flag, Consent),
)
# Of each type so many rows are looked at, the newest; few where only the newest are told of.
MOST, _FEW = 500, 100
_TOLD_OF_NEWEST: tuple[type[ReceivedRecord], ...] = (Immunization, Procedure)


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)


def for_summary(grant: Grant) -> Mapping[str, Sequence[Any]]:
    """What the summary is chosen from, by type, the newest first."""
    return {model.__name__: _newest(model, grant) for model in IN_SUMMARY}


def most_of(name: str) -> int:
    """How many of a type are looked at."""
    return _FEW if name in {each.__name__ for each in _TOLD_OF_NEWEST} else MOST


def _newest(model: type[ReceivedRecord], grant: Grant) -> Sequence[Any]:
    rows = model.objects.under(grant).filter(is_mistake=False)
    more = ("assesses_id", "assessed_version") if issubclass(model, CriticalRecord) else ()
    return received.newest(rows, most_of(model.__name__), *more)
