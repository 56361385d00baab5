"""The bytes of a document: its first content, and what is attached to it."""

import uuid
from collections.abc import Mapping
from typing import Any

from access import vault
from access.grant import Grant
from access.models import Blob
from journal.models import Binary, DocumentReference

Found = tuple[bytes, str]


def attachment(document: DocumentReference, number: int) -> Mapping[str, Any] | None:
    """The attachment with that number, from 1."""
    found: list[Mapping[str, Any]] = document.attachments
    return found[number - 1] if 0 < number <= len(found) else None


def first(grant: Grant, document: DocumentReference) -> Found | None:
    """Bytes and content type of a document, or None where they have not arrived; or Damaged."""
    content_type = document.content_type
    blob: Blob | None = document.blob
    if blob is None and document.binary_id:
        found = binary(grant, document, document.binary_id)
        if found is not None:
            blob, content_type = found.blob, content_type or found.content_type
    return (vault.read(grant, blob), content_type) if blob else None


def content(grant: Grant, document: DocumentReference, number: int) -> Found | None:
    """Bytes and content type, or None where they have not come, or never will; or Damaged."""
    named = attachment(document, number)
    if named is None:
        return None
    own_type = str(named["content_type"])
    if "blob" in named:
        blobs = Blob.objects.under(grant).filter(id=named["blob"], patient_id=document.patient_id)
        blob = blobs.first()
        return (vault.read(grant, blob), own_type) if blob else None
    if "binary" in named:
        found = binary(grant, document, uuid.UUID(named["binary"]))
        return (vault.read(grant, found.blob), own_type or found.content_type) if found else None
    return None


def binary(grant: Grant, document: DocumentReference, binary_id: uuid.UUID) -> Binary | None:
    """A Binary of the document's own patient."""
    rows = Binary.objects.under(grant).select_related("blob")
    found: Binary | None = rows.filter(id=binary_id, patient_id=document.patient_id).first()
    return found
