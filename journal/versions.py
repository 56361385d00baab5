"""Former versions of documents, lifted from what was received then, by the rules of today."""

import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from access import confidentiality, former, vault
from access.grant import Grant
from access.models import FormerVersion
from common.declarations import Incoming
from common.errors import Unacceptable
from journal import attached, lifting, selectors, visibility, wire
from journal.models import Binary, DocumentReference

logger = logging.getLogger(__name__)
_MOST = 50
_NEW_RESOURCE = "urn:uuid:"


@dataclass(frozen=True)
class Version:
    """A document as it was; `replaced_at` is empty for the one in force.

    `number` is what its reader calls it: to a citizen no gap tells of a version that is hidden.
    """

    document: DocumentReference
    replaced_at: datetime | None
    number: int


def versions(grant: Grant, document: DocumentReference) -> Sequence[Version]:
    """The version in force and the newest former ones that the reader may see, newest first.

    `document` has been read under the Grant: where it hides itself, so do all its versions.
    """
    now = Version(document, None, document.version)
    if document.version == 1:
        return [now]
    rows = former.versions(grant, DocumentReference, document.id)[:_MOST]
    found = [now, *(each for row in rows if (each := _version(grant, document, row)))]
    if not confidentiality.is_citizen(grant.audience):
        return found
    return [replace(each, number=len(found) - at) for at, each in enumerate(found)]


def version(grant: Grant, document: DocumentReference, number: int) -> Version | None:
    if confidentiality.is_citizen(grant.audience):
        return next((each for each in versions(grant, document) if each.number == number), None)
    if number == document.version:
        return Version(document, None, number)
    rows = former.versions(grant, DocumentReference, document.id)
    row = rows.filter(version=number).first()
    return _version(grant, document, row) if row else None


def content(grant: Grant, found: Version) -> tuple[bytes, str] | None:
    """The bytes as they were while the version was in force, with their type; or Damaged."""
    document = found.document
    if found.replaced_at is None:
        return selectors.content(grant, document)
    columns = lifting.document_columns(_incoming(document, wire.as_received(grant, document.wire)))
    if columns[lifting.DATA] is not None:
        return columns[lifting.DATA], document.content_type
    if document.binary_id is None:
        return None
    return _of_binary(grant, document, document.binary_id, found.replaced_at)


def withdrawn_at(found: Sequence[Version]) -> datetime:
    """When this portal was told of the withdrawal: when the last version without it ended."""
    for each in found:
        statuses = {each.document.status, each.document.doc_status}
        if visibility.MISTAKE not in statuses and each.replaced_at is not None:
            return each.replaced_at
    return found[0].document.received_at


def _of_binary(
    grant: Grant, document: DocumentReference, binary_id: uuid.UUID, at: datetime
) -> tuple[bytes, str] | None:
    own_type = document.content_type
    row = former.as_of(grant, Binary, binary_id, at)
    if row is None:
        binary = attached.binary(grant, document, binary_id)
        return (vault.read(grant, binary.blob), own_type or binary.content_type) if binary else None
    text = wire.as_received(grant, row.wire)
    columns = lifting.binary_columns(_incoming(document, text))
    return columns[lifting.DATA], own_type or columns["content_type"]


def _version(grant: Grant, document: DocumentReference, row: FormerVersion) -> Version | None:
    """The version, or None where its own codes hide it from the reader."""
    try:
        columns = lifting.document_columns(_incoming(document, wire.outline(row.wire)))
    except Unacceptable as error:
        # It was taken in by the rules of its day. By those of today nobody knows what hides it.
        logger.error("Version %s of %s cannot be read: %s", row.version, document.id, error)
        return None
    if not visibility.shows(grant, columns["security"], columns["release_at"]):
        return None
    return Version(_as_row(document, row, columns), row.replaced_at, row.version)


def _as_row(
    document: DocumentReference, row: FormerVersion, columns: dict[str, Any]
) -> DocumentReference:
    """The version in the shape of a row, never to be saved."""
    shown = {name: value for name, value in columns.items() if name != lifting.DATA}
    for each in shown["attachments"]:
        # The bytes are not read for this, so nobody knows how many there are.
        each["size"] = each["size"] if each.pop(lifting.DATA) is None else None
    return DocumentReference(
        id=document.id,
        patient_id=document.patient_id,
        source=document.source,
        source_id=document.source_id,
        version=row.version,
        wire=row.wire,
        received_at=document.received_at,
        **shown,
    )


def _incoming(document: DocumentReference, text: str) -> Incoming:
    resource = json.loads(text)
    return Incoming(
        place="",
        source=document.source,
        source_id=document.source_id,
        resource=resource,
        wire=text,
        digest=b"",
        references=_references(resource),
    )


def _references(resource: dict[str, Any]) -> dict[str, str]:
    """What the full URLs of its Bundle named is not kept. A new resource's is its id here."""
    urls = [
        str((each.get("attachment") or {}).get("url") or "") for each in resource.get("content", [])
    ]
    return {
        url: f"Binary/{url.removeprefix(_NEW_RESOURCE)}"
        for url in urls
        if url.startswith(_NEW_RESOURCE)
    }
