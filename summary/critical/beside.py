"""What may not stand beside one another: of limitations of life-prolonging treatment (category 8)
and clarifications (category 11) only one applies for a patient (norway.md 4.1)."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from access.grant import Grant
from access.received import Lifted
from access.receiving import Placed
from common import clock, statements
from common.errors import Unacceptable
from summary.codes import ALONE, Sort
from summary.critical.entries import entry_of
from summary.models import Consent

# Who adds and who changes wait for each other, patient by patient (docs/locking.md).
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_PLACE = "Consent.scope"
_REASON = "the patient has one of the other category (8, 11) that applies: end that first"


def lock(patient_id: uuid.UUID) -> None:
    """Wait for others who write critical information of the patient, until this commits."""
    statements.asked(_LOCK, [f"summary.critical|{patient_id}"])


def held_apart(changed: Sequence[Placed], grant: Grant, found: Lifted) -> Lifted:
    """What would apply beside one of the other category is refused, as far as its sender may know
    of that. What others have sent and the sender does not see stands in the same list, and the list
    says that the two contradict each other."""
    today = clock.today()
    sorts = [_applying(each.incoming.resource, today) for each in changed]
    if not any(sorts):
        return found
    patients = sorted({each.patient_id for each, sort in zip(changed, sorts, strict=True) if sort})
    for patient_id in patients:
        lock(patient_id)
    standing = _standing(grant, patients, {each.id for each in changed}, today)
    for each, sort in zip(changed, sorts, strict=True):
        if sort:
            standing.setdefault(each.patient_id, set()).add(sort)
    return [
        Unacceptable.because(_REASON, _PLACE)
        if sort and len(standing[each.patient_id]) > 1
        else columns
        for each, sort, columns in zip(changed, sorts, found, strict=True)
    ]


def contradict(sorts: Iterable[Sort]) -> bool:
    """Whether what applies says both."""
    return set(sorts) >= ALONE


def _standing(
    grant: Grant, patients: Sequence[uuid.UUID], changed: set[uuid.UUID], today: date
) -> dict[uuid.UUID, set[Sort]]:
    rows = Consent.objects.under(grant).filter(
        patient_id__in=patients, sort__in=[each.value for each in ALONE], is_mistake=False
    )
    found: dict[uuid.UUID, set[Sort]] = {}
    for patient_id, wire in rows.exclude(id__in=changed).values_list("patient_id", "wire"):
        sort = _applying(json.loads(wire), today)
        if sort:
            found.setdefault(patient_id, set()).add(sort)
    return found


def _applying(resource: Mapping[str, Any], today: date) -> Sort | None:
    """Which of the two it is, where it applies."""
    entry = entry_of(resource, today)
    return entry.sort if entry and entry.applies and entry.sort in ALONE else None
