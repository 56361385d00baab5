"""Former versions of documents, lifted from what was received then, by the rules of today."""

import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from access import confidentiality, former, vault
from access.grant import Grant
from access.models import FormerVersion
from common.declarations import Incoming
from common.errors import Unacceptable
from journal import attached, lifting, sealing, visibility, wire
from journal.attached import Found
from journal.models import Binary, DocumentReference

logger = logging.getLogger(__name__)
MOST = 50
_NEW_RESOURCE = "urn:uuid:"


@dataclass(frozen=True)
class Version:
    """A document as it was; the one in force has the document's id, and no `replaced_at`.

    `number` counts all versions, those too that hide. To a citizen a gap would tell of one, and a
    count without gaps would change when it shows itself: his versions have times and no numbers.
    """

    id: uuid.UUID
    document: DocumentReference
    replaced_at: datetime | None
    number: int | None


@dataclass(frozen=True)
class Known:
    """Versions that the reader may see, newest first; after the last there may be `more`."""

    versions: Sequence[Version]
    more: bool = False


def newest(grant: Grant, document: DocumentReference) -> Known:
    """The version in force and the newest former ones.

    `document` has been read under the Grant: where it hides itself, so do all its versions.
    """
    now = _version_in_force(grant, document)
    if document.version == 1:
        return Known([now])
    found = _known(grant, document, former.versions(grant, DocumentReference, document.id))
    return replace(found, versions=[now, *found.versions])


def after(grant: Grant, document: DocumentReference, version_id: uuid.UUID) -> Known | None:
    """The newest of those that came before a former version, if there is that one."""
    rows = former.versions(grant, DocumentReference, document.id)
    last = rows.filter(id=version_id).first()
    return _known(grant, document, rows.filter(version__lt=last.version)) if last else None


def _known(grant: Grant, document: DocumentReference, rows: QuerySet[FormerVersion]) -> Known:
    # One by one: how many must be looked at until enough show themselves, nobody knows before.
    shown = (each for row in rows.iterator(MOST) if (each := _version(grant, document, row)))
    found = list(islice(shown, MOST + 1))
    return Known(found[:MOST], more=len(found) > MOST)


def version(grant: Grant, document: DocumentReference, version_id: uuid.UUID) -> Version | None:
    if version_id == document.id:
        return _version_in_force(grant, document)
    row = former.versions(grant, DocumentReference, document.id).filter(id=version_id).first()
    return _version(grant, document, row) if row else None


def content(grant: Grant, found: Version) -> Found | None:
    """The bytes as they were while the version was in force, with their type; or Damaged."""
    document = found.document
    if found.replaced_at is None:
        return attached.first(grant, document)
    return _bytes(grant, found, 0, document.content_type, document.binary_id)


def attachment(grant: Grant, found: Version, number: int) -> Found | None:
    """The same of what was attached to it, by number from 1."""
    named = attached.attachment(found.document, number)
    if found.replaced_at is None or named is None:
        return attached.content(grant, found.document, number)
    binary_id = uuid.UUID(named["binary"]) if "binary" in named else None
    return _bytes(grant, found, number, str(named["content_type"]), binary_id)


def withdrawn_at(found: Sequence[Version]) -> datetime:
    """When this portal was told of the withdrawal: when the last version without it ended."""
    for each in found:
        statuses = {each.document.status, each.document.doc_status}
        if visibility.MISTAKE not in statuses and each.replaced_at is not None:
            return each.replaced_at
    return found[0].document.received_at


def _version_in_force(grant: Grant, document: DocumentReference) -> Version:
    return Version(document.id, document, None, _number(grant, document.version))


def _number(grant: Grant, version: int) -> int | None:
    return None if confidentiality.is_citizen(grant.audience) else version


def _bytes(
    grant: Grant, found: Version, number: int, own_type: str, binary_id: uuid.UUID | None
) -> Found | None:
    """Of one content only: others of the version may be many, and damaged."""
    contents = lifting.attachments(wire.parsed(found.document.wire))
    data = contents[number].get("data") if contents else None
    if data:
        return sealing.decoded(wire.as_received(grant, data), "data"), own_type
    if binary_id is None or found.replaced_at is None:
        return None
    return _of_binary(grant, found.document, binary_id, own_type, found.replaced_at)


def _of_binary(
    grant: Grant, document: DocumentReference, binary_id: uuid.UUID, own_type: str, at: datetime
) -> Found | None:
    row = former.as_of(grant, Binary, binary_id, at)
    if row is None:
        binary = attached.binary(grant, document, binary_id)
        return (vault.read(grant, binary.blob), own_type or binary.content_type) if binary else None
    text = wire.as_received(grant, row.wire)
    columns = lifting.binary_columns(_incoming(document, text))
    return columns[lifting.DATA], own_type or columns["content_type"]


def shows(grant: Grant, document: DocumentReference, row: FormerVersion) -> bool:
    """Whether the reader may see this former version and what it says; who has sent it may."""
    if grant.source and grant.source == document.source:
        return True
    found = _version(grant, document, row)
    return found is not None and visibility.shows_content(
        grant, found.document.status, found.document.doc_status
    )


def _version(grant: Grant, document: DocumentReference, row: FormerVersion) -> Version | None:
    """The version, or None where its own codes hide it from the reader."""
    try:
        columns = lifting.document_columns(_incoming(document, wire.outline(row.wire)))
    except Unacceptable as error:
        # It was taken in by the rules of its day. By those of today nobody knows what hides it.
        logger.error("Version %s of %s cannot be read: %s", row.version, document.id, error)
        return None
    codes, release_at = columns["security"], columns["release_at"]
    if not visibility.shows(grant, codes, release_at, category=columns["category"]):
        return None
    was = _as_row(document, row, columns)
    return Version(row.id, was, row.replaced_at, _number(grant, row.version))


def _as_row(
    document: DocumentReference, row: FormerVersion, columns: dict[str, Any]
) -> DocumentReference:
    """The version in the shape of a row, never to be saved."""
    shown = {name: value for name, value in columns.items() if name != lifting.DATA}
    for each in shown["attachments"]:
        # The bytes are not read for this, so nobody knows how many there are.
        each["is_in_wire"] = each.pop(lifting.DATA) is not None
        each["size"] = None if each["is_in_wire"] else each["size"]
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
        id=document.id if document.names_own_ids else None,
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
