"""Reads of critical information and medicines, all under a Grant."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value

from access import confidentiality, former
from access.grant import Grant, Item
from access.models import FormerVersion
from access.received import ReceivedRecord
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    CriticalRecord,
    Flag,
    MedicationRequest,
    MedicationStatement,
)

CRITICAL: tuple[type[CriticalRecord], ...] = (AllergyIntolerance, Condition, Flag, Consent)
MODELS: tuple[type[ReceivedRecord], ...] = (
    Condition,
    AllergyIntolerance,
    Flag,
    Consent,
    MedicationRequest,
    MedicationStatement,
)
_COLUMNS = (
    *("id", "version", "source", "wire", "received_at", "security"),
    *("assesses_id", "assessed_version"),
)


@dataclass(frozen=True)
class Kept:
    """A row of critical information, whichever table it stands in."""

    resource_type: str
    id: uuid.UUID
    version: int
    source: str
    wire: str
    received_at: datetime
    security: Sequence[str]
    assesses_id: uuid.UUID | None
    assessed_version: int | None


def withheld_count(grant: Grant) -> int:
    """How many of them are closed to the reader. The number is all that anybody learns."""
    return sum(model.objects.withheld_from(grant) for model in MODELS)


def critical(grant: Grant) -> list[Kept]:
    """All critical information that the reader may see, in one statement, mistakes too."""
    first, *others = [_critical_rows(model.objects.under(grant), model) for model in CRITICAL]
    return [Kept(*values) for values in first.union(*others, all=True)]


def critical_withheld(grant: Grant) -> int:
    """How many pieces of critical information are closed to the reader; what is said here of a
    piece that another has sent is not one more."""
    first, *others = [
        model.objects.withheld(grant)
        .filter(is_mistake=False, assesses=None)
        .exclude(sort="")
        .order_by()
        .values_list("id")
        for model in CRITICAL
    ]
    return int(first.union(*others, all=True).count())


def one(grant: Grant, item_id: uuid.UUID) -> Kept | None:
    """One piece, of whatever sort; None where there is none for this reader."""
    return next((each for each in critical(grant) if each.id == item_id), None)


def former_versions(grant: Grant, kept: Kept) -> list[FormerVersion]:
    """The former versions of one piece, newest first."""
    found = former.of_type(grant, CRITICAL[0].kind, kept.resource_type, [kept.id])
    return list(found)


def shows_past(grant: Grant, security: Sequence[str]) -> bool:
    """Whether the reader may see a version with these codes."""
    return confidentiality.allows(grant.audience, security)


def _critical_rows(rows: QuerySet[Any], model: type[CriticalRecord]) -> QuerySet[Any, Any]:
    named = Value(model.__name__, output_field=CharField())
    found: QuerySet[Any, Any] = rows.exclude(sort="").order_by()
    found = found.annotate(resource_type=named)
    return found.values_list("resource_type", *_COLUMNS)


def item(kept: Kept, grant: Grant, outcome: str) -> Item:
    """One piece as the log keeps it."""
    return Item(kept.resource_type, kept.id, kept.version, grant.patient_id, outcome)
