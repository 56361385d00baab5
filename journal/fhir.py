"""FHIR types of the journal: DocumentReference and Binary, on their way in."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Min, Q

from access import receiving, subjects
from access.codes import Kind
from access.grant import Grant
from access.receiving import Columns, Placed
from common import clock
from common.declarations import Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.references import own_id
from journal import controllers, lifting, reading_in, rest, sealing
from journal.life import LATE
from journal.models import Binary, DocumentReference

Lift = Callable[[Incoming], dict[str, Any]]
Lifted = list[dict[str, Any] | Unacceptable]


def store_documents(batch: Sequence[Incoming]) -> list[Outcome]:
    subjects_of = [(each, _subject(each.resource)) for each in batch]
    placed, refused = receiving.place(batch, subjects.patients_of(subjects_of))
    return refused + receiving.store(
        DocumentReference, placed, kind=Kind.JOURNAL, lift=_lift_documents
    )


def keep(incoming: Incoming, patient_id: uuid.UUID) -> Outcome:
    """Store one document of a patient who is known, whatever it says of that itself."""
    placed = [Placed(incoming, own_id(incoming), patient_id)]
    (found,) = receiving.store(DocumentReference, placed, kind=Kind.JOURNAL, lift=_lift_documents)
    return found


def store_binaries(batch: Sequence[Incoming]) -> list[Outcome]:
    """Binaries belong to the patient of the DocumentReference that points at them."""
    ids = [own_id(each) for each in batch]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_patients_of_binaries(%s)", [ids])
        patients = dict(cursor.fetchall())
    placed, refused = [], []
    for incoming, binary_id in zip(batch, ids, strict=True):
        if binary_id in patients:
            placed.append(Placed(incoming, binary_id, patients[binary_id]))
        else:
            reason = "no DocumentReference points at it, so it belongs to no patient"
            refused.append(Outcome(incoming, Fate.REFUSED, reason, may_come=True))
    return refused + receiving.store(Binary, placed, kind=Kind.JOURNAL, lift=_lift_binaries)


def _subject(resource: Mapping[str, Any]) -> Mapping[str, Any] | None:
    context = resource.get("context") or {}
    return resource.get("subject") or context.get("sourcePatientInfo")


def _lift_documents(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    lifted = [_each(lifting.document_columns, placed.incoming) for placed in changed]
    _add_lateness(changed, lifted, grant)
    controllers.add(changed, lifted)
    if changed:
        reading_in.ring()
    return sealing.seal(changed, lifted, grant)


def _lift_binaries(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    lifted = [_each(lifting.binary_columns, placed.incoming) for placed in changed]
    sealed = sealing.seal(changed, lifted, grant)
    taken = zip(changed, sealed, strict=True)
    _read_anew([each.id for each, columns in taken if not isinstance(columns, Unacceptable)], grant)
    if changed:
        reading_in.ring()
    return sealed


def _each(lift: Lift, incoming: Incoming) -> dict[str, Any] | Unacceptable:
    try:
        return lift(incoming)
    except Unacceptable as error:
        return error


def _add_lateness(changed: Sequence[Placed], lifted: Lifted, grant: Grant) -> None:
    """Mark what came late, unless the sender said so, and have the words of all read in anew.

    What was written before its sender delivered anything of the patient is history, and not late.
    A new version is as late as the first was.
    """
    rows = DocumentReference.objects.under(grant)
    known = dict(rows.filter(id__in=[p.id for p in changed]).values_list("id", "arrived_late_at"))
    sources = {placed.incoming.source for placed in changed}
    begun = {
        (each["patient_id"], each["source"]): each["begun"]
        for each in rows.filter(source__in=sources)
        .order_by()
        .values("patient_id", "source")
        .annotate(begun=Min("received_at"))
    }
    now = clock.now()
    for placed, columns in zip(changed, lifted, strict=True):
        if isinstance(columns, Unacceptable):
            continue
        columns["is_read_in"] = False
        first = begun.get((placed.patient_id, placed.incoming.source))
        if columns["arrived_late_at"] is None:
            is_late = first is not None and first < columns["date"] < now - LATE
            columns["arrived_late_at"] = known.get(placed.id, now if is_late else None)


def _read_anew(binary_ids: Sequence[uuid.UUID], grant: Grant) -> None:
    """The documents that point at these Binaries hold other words now."""
    if not binary_ids:
        return
    points = Q(binary_id__in=binary_ids)
    attached = DocumentReference.objects.under(grant).exclude(attachments=[])
    wanted = {str(each) for each in binary_ids}
    ids = [
        document_id
        for document_id, attachments in attached.values_list("id", "attachments")
        if wanted.intersection(each.get("binary") for each in attachments)
    ]
    DocumentReference.objects.under(grant).filter(points | Q(id__in=ids)).update(is_read_in=False)


FHIR_TYPES = (
    FhirType("DocumentReference", 50, store_documents, rest.DOCUMENT_REFERENCE),
    FhirType("Binary", 60, store_binaries, rest.BINARY),
)
