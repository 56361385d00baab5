"""What patients have closed of their record: the one condition for rows, and the same without them.

A restriction closes the whole record, a category of documents (9602, level 1), or one document. It
hides from clinicians who read on a usual ground; consent and emergencies open it, and the gate
decides on those.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from access.codes import UNDO_DAYS, Audience, Scope
from access.grant import Grant
from access.models import Restriction
from common import statements

_HIDES_FROM = frozenset({Audience.CLINICIAN, Audience.RECIPIENT})
_KEPT, _ANY = "access.closed", "access.closed.any"


def in_force(now: datetime) -> Q:
    """The settings that hold at that time."""
    return Q(start__lte=now) & (Q(end=None) | Q(end__gt=now))


def open_to(grant: Grant, prefix: str = "", also: Collection[str] = ()) -> Q:
    """The condition under which a row with a category is not closed to the reader.

    It looks at each row's own patient, so that it holds for many patients at once. `also` are
    columns with the id of what the row is closed together with, as the report of a result.
    """
    if grant.audience not in _HIDES_FROM or not _is_anything_closed(grant):
        return Q()
    shut = Restriction.ungated.filter(
        in_force(grant.facts.now), patient_id=OuterRef(f"{prefix}patient_id")
    )
    closes = Q(scope=Scope.RECORD)
    closes |= Q(scope=Scope.CATEGORY, category=OuterRef(f"{prefix}category"))
    for name in ("id", *also):
        closes |= Q(scope=Scope.DOCUMENT, document_id=OuterRef(f"{prefix}{name}"))
    return Q(~Exists(shut.filter(closes)))


def _is_anything_closed(grant: Grant) -> bool:
    """Whether a patient of the Grant has closed anything. Most have not, and then the rows of
    thousands of documents need not be held against it one by one. Asked once for each Grant."""
    found: bool | None = grant.remembered.get(_ANY)
    if found is None:
        rows = Restriction.ungated.filter(
            in_force(grant.facts.now), patient_id__in=grant.patient_ids
        )
        found = grant.remembered[_ANY] = rows.exists()
    return found


@dataclass(frozen=True)
class Closed:
    """The parts of one record that its patient has closed."""

    categories: Collection[str] = frozenset()
    documents: Collection[uuid.UUID] = frozenset()

    def holds(self, category: str, document_id: uuid.UUID | None) -> bool:
        return category in self.categories or document_id in self.documents


def parts(grant: Grant) -> Closed:
    """The closed parts of the Grant's one patient, whoever reads. Asked once for each Grant."""
    found: Closed | None = grant.remembered.get(_KEPT)
    if found is None:
        rows = Restriction.ungated.filter(in_force(grant.facts.now), patient_id=grant.patient_id)
        pairs = list(rows.exclude(scope=Scope.RECORD).values_list("category", "document_id"))
        found = Closed(
            frozenset(category for category, _ in pairs if category),
            frozenset(document_id for _, document_id in pairs if document_id),
        )
        grant.remembered[_KEPT] = found
    return found


def shows(grant: Grant, category: str) -> bool:
    """The rule of `open_to` for what is no row, as a former version of a document that is shown:
    it had a category of its own."""
    return grant.audience not in _HIDES_FROM or category not in parts(grant).categories


def opens(grant: Grant, category: str, *document_ids: uuid.UUID | None) -> bool:
    """Whether showing it opens what the patient has closed; the patient is told. `document_ids`
    are its own and those of what it is closed together with."""
    is_elevated = grant.audience is Audience.CLINICIAN_ELEVATED
    return is_elevated and any(parts(grant).holds(category, each) for each in document_ids)


# As `in_force`; asked with everything that comes in.
_LEFT = """
    SELECT patient_id FROM access_reservation
    WHERE patient_id = ANY(%s) AND start <= %s AND ("end" IS NULL OR "end" > %s)
      AND (erased_at IS NOT NULL OR start <= %s)
"""


def left_sharing(grant: Grant) -> frozenset[uuid.UUID]:
    """The patients of whom nothing is shared any more: reserved for so long that what was shared
    is erased, or about to be. Until then it is kept, and what comes is kept with it."""
    now = grant.facts.now
    values = [list(grant.patient_ids), now, now, now - timedelta(days=UNDO_DAYS)]
    return frozenset(patient_id for (patient_id,) in statements.asked(_LEFT, values))
