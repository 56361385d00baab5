"""Reads of critical information and medicines, all under a Grant."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, IntegerField, QuerySet, UUIDField, Value
from django.utils.translation import gettext as _

from access import confidentiality, former, received
from access.grant import Grant, Item
from access.models import FormerVersion
from access.received import ReceivedRecord
from access.records import PatientRecord
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    CriticalRecord,
    Flag,
    MedicationRequest,
    MedicationStatement,
    Reconciliation,
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
# What is erased when the patient leaves sharing: signed lists hold what others have shared.
SHARED: tuple[type[PatientRecord], ...] = (*MODELS, Reconciliation)
MEDICINES: tuple[type[ReceivedRecord], ...] = (MedicationRequest, MedicationStatement)
_NOTED = "summary.noted"
_CRITICAL, _CRITICAL_WITHHELD = "summary.critical", "summary.critical_withheld"
# So many lists are shown, the newest first; older ones are in the copy of everything.
MOST_LISTS = 20
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
    """All critical information that the reader may see, in one statement, mistakes too. Asked once
    for each Grant: the head of a page and its parts show the same."""
    found: list[Kept] | None = _kept(grant, _CRITICAL)
    if found is None:
        first, *others = [_critical_rows(model.objects.under(grant), model) for model in CRITICAL]
        found = [Kept(*values) for values in first.union(*others, all=True)]
        grant.remembered[_CRITICAL] = found
    return found


def critical_withheld(grant: Grant) -> int:
    """How many pieces of critical information are closed to the reader; what is said here of a
    piece that another has sent is not one more. Asked once for each Grant, as above."""
    found: int | None = _kept(grant, _CRITICAL_WITHHELD)
    if found is None:
        first, *others = [
            model.objects.withheld(grant)
            .filter(is_mistake=False, assesses=None)
            .exclude(sort="")
            .order_by()
            .values_list("id")
            for model in CRITICAL
        ]
        found = grant.remembered[_CRITICAL_WITHHELD] = int(first.union(*others, all=True).count())
    return found


def _kept(grant: Grant, key: str) -> Any:
    """What was asked before; nothing under a Grant to write, which may have changed it since."""
    return None if grant.may_write else grant.remembered.get(key)


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


def note(grant: Grant, shown: Iterable[Kept]) -> None:
    """Put what a page lists into the log, once however many parts of the page show it."""
    seen: set[uuid.UUID] = grant.remembered.setdefault(_NOTED, set())
    new = {each.id: each for each in shown if each.id not in seen}
    seen.update(new)
    grant.note(
        [
            Item(each.resource_type, each.id, each.version, grant.patient_id, "listed")
            for each in new.values()
        ]
    )


def medicines(grant: Grant) -> list[Kept]:
    """All that anybody says of the patient's medicines and the reader may see, mistakes not."""
    none = Value(None, output_field=UUIDField())
    found: list[Kept] = []
    for model in MEDICINES:
        rows = model.objects.under(grant).filter(is_mistake=False).order_by("-sorted_at", "id")
        rows = rows.annotate(assesses_id=none, assessed_version=Value(None, IntegerField()))
        found += [Kept(model.__name__, *each) for each in rows.values_list(*_COLUMNS)]
    return found


def medicines_withheld(grant: Grant) -> int:
    """How many of them are closed to the reader."""
    first, *others = [
        model.objects.withheld(grant).filter(is_mistake=False).order_by().values_list("id")
        for model in MEDICINES
    ]
    return int(first.union(*others, all=True).count())


def reconciled(grant: Grant) -> list[Reconciliation]:
    """The lists that clinicians have signed, the newest first."""
    return list(Reconciliation.objects.under(grant).order_by("-number")[:MOST_LISTS])


def list_names(grant: Grant, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What the log calls a signed list."""
    rows = Reconciliation.objects.under(grant).filter(id__in=ids)
    return {each: _("Reconciled list of medicines") for each in rows.values_list("id", flat=True)}


def erased(grant: Grant) -> Mapping[str, int]:
    """Delete all that is shared of the Grant's patient; how many of each table."""
    lists = Reconciliation.objects.under(grant)
    grant.check(Reconciliation.kind, write=True)
    table = Reconciliation._meta.db_table
    return {**received.erased(grant, MODELS), table: lists.delete()[0]}
