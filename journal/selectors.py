"""Reads of journal documents, all under a Grant."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from access import vault
from access.codes import Audience
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant, Item
from access.models import Blob
from journal.models import Binary, DocumentReference


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty means all."""

    category: str = ""
    organization: str = ""
    since: datetime | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.category or self.organization or self.since)


def documents(grant: Grant, filters: Filters) -> QuerySet[DocumentReference]:
    """The documents the reader may see, newest first."""
    found = DocumentReference.objects.under(grant)
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.organization:
        found = found.filter(organization_name=filters.organization)
    if filters.since:
        found = found.filter(date__gte=filters.since)
    return found.order_by("-date", "-id")


def opens_blocked(grant: Grant, document: DocumentReference) -> bool:
    """Whether showing the document opens what the patient has blocked; the patient is told."""
    is_blocked = BLOCKED_BY_PATIENT in document.security
    return is_blocked and grant.audience is Audience.CLINICIAN_ELEVATED


def listed(grant: Grant, document: DocumentReference) -> Item:
    """What the log keeps of a document in a list; a blocked one counts as opened by its title."""
    return item(document, "unblocked" if opens_blocked(grant, document) else "listed")


def item(document: DocumentReference, outcome: str) -> Item:
    return Item("DocumentReference", document.id, document.version, document.patient_id, outcome)


def document(grant: Grant, document_id: uuid.UUID) -> DocumentReference | None:
    """One document, or None where it is not there or not for this reader."""
    found: DocumentReference | None = (
        DocumentReference.objects.under(grant).filter(id=document_id).first()
    )
    return found


def withheld_count(grant: Grant) -> int:
    return DocumentReference.objects.withheld_from(grant)


def names_in_use(grant: Grant) -> tuple[list[str], list[str]]:
    """The categories and the organisations that the reader's documents have."""
    pairs = (
        DocumentReference.objects.under(grant)
        .values_list("category", "organization_name")
        .order_by()
        .distinct()
    )
    categories = {category for category, _ in pairs if category}
    organizations = {name for _, name in pairs if name}
    return sorted(categories), sorted(organizations)


def replacements(grant: Grant) -> dict[uuid.UUID, uuid.UUID]:
    """Which document has been replaced by which, as far as the reader may see both.

    One that was registered by mistake replaces nothing.
    """
    rows = DocumentReference.objects.under(grant).exclude(replaces=[])
    rows = rows.exclude(status="entered-in-error")
    return {old: new for new, olds in rows.values_list("id", "replaces") for old in olds}


def content(grant: Grant, document: DocumentReference) -> tuple[bytes, str] | None:
    """Bytes and content type of a document, or None where they have not arrived; or Damaged."""
    content_type = document.content_type
    blob: Blob | None = document.blob
    if blob is None and document.binary_id:
        binary = (
            Binary.objects.under(grant)
            .select_related("blob")
            .filter(id=document.binary_id, patient_id=document.patient_id)
            .first()
        )
        if binary is not None:
            blob, content_type = binary.blob, content_type or binary.content_type
    return (vault.read(grant, blob), content_type) if blob else None


def by_id(grant: Grant, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, DocumentReference]:
    """Those of the documents that the reader may see."""
    return dict(DocumentReference.objects.under(grant).in_bulk(list(ids)))
