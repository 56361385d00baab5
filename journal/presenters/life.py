"""The life of a document in words and links: what became of it, and what belongs to it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from journal.presenters import documents, rows
from journal.presenters.documents import media_text

if TYPE_CHECKING:
    from journal.models import DocumentReference
    from journal.related import Related
    from journal.versions import Known, Version


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    date: datetime
    organisation: str
    is_mistake: bool


@dataclass(frozen=True)
class Attachment:
    """What is attached to a document; without addresses where its bytes are not here."""

    number: int
    title: str
    media_text: str
    size: int | None
    url: str
    download_url: str


@dataclass(frozen=True)
class Life:
    """Everything about a document that is neither its head nor its content."""

    is_mistake: bool = False
    is_withheld: bool = False
    reason: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    is_draft: bool = False
    is_amended: bool = False
    written_at: datetime | None = None
    arrived_late_at: datetime | None = None
    is_elsewhere: bool = False
    is_paper: bool = False
    place: str = ""
    is_delayed: bool = False
    delayed_until: datetime | None = None
    newer: Link | None = None
    older: Sequence[Link] = ()
    parents: Sequence[Link] = ()
    addenda: Sequence[Link] = ()
    attachments: Sequence[Attachment] = field(default=())
    versions_url: str = ""
    version_count: int = 0
    has_more_versions: bool = False


def life(
    document: DocumentReference,
    *,
    record_id: uuid.UUID | None,
    related: Related,
    withdrawn_at: datetime | None,
    known: Known,
    is_withheld: bool,
) -> Life:
    """`is_withheld`: its content is not shown here."""
    version_count = len(known.versions) - 1
    newer = related.newer
    return Life(
        **_state(document),
        withdrawn_at=withdrawn_at,
        is_withheld=is_withheld,
        newer=link(newer, record_id) if newer else None,
        older=[link(each, record_id) for each in related.older],
        parents=[link(each, record_id) for each in related.parents],
        addenda=[link(each, record_id) for each in related.addenda],
        attachments=[] if is_withheld else attachments(document, record_id),
        versions_url=versions_url(record_id, document.id) if version_count else "",
        version_count=version_count,
        has_more_versions=known.more,
    )


def of_version(version: Version, record_id: uuid.UUID | None, *, is_withheld: bool) -> Life:
    """Of a former version: what it was, without what belongs to the document today."""
    document = version.document
    names = {"is_delayed": False, "delayed_until": None, "arrived_late_at": None}
    listed = [] if is_withheld else _attached_then(version, record_id)
    return Life(**_state(document) | names, is_withheld=is_withheld, attachments=listed)


def _state(document: DocumentReference) -> dict[str, Any]:
    is_mistake = rows.is_mistake(document)
    return {
        "is_mistake": is_mistake,
        "reason": document.status_reason if is_mistake else "",
        "withdrawn_by": document.custodian_name or document.organization_name,
        "is_draft": document.doc_status == "preliminary" and not is_mistake,
        "is_amended": document.doc_status == "amended" and not is_mistake,
        "written_at": document.date,
        "arrived_late_at": document.arrived_late_at,
        "is_elsewhere": document.is_elsewhere,
        "is_paper": document.kept_as == "paper",
        "place": document.custodian_name or document.organization_name,
        "is_delayed": rows.is_delayed(document),
        "delayed_until": document.release_at,
    }


def attachments(document: DocumentReference, record_id: uuid.UUID | None) -> list[Attachment]:
    return [
        attachment(
            document,
            number,
            url=attachment_url(record_id, document.id, number),
            download_url=attachment_download_url(record_id, document.id, number),
        )
        for number in range(1, len(document.attachments) + 1)
    ]


def attachment_title(document: DocumentReference, number: int) -> str:
    named = document.attachments[number - 1]["title"]
    return named or _("Attachment %(number)s") % {"number": number}


def attachment(
    document: DocumentReference, number: int, *, url: str, download_url: str
) -> Attachment:
    """The addresses are left out where its bytes are not here."""
    kept = document.attachments[number - 1]
    is_here = bool(kept.get("blob") or kept.get("binary") or kept.get("is_in_wire"))
    return Attachment(
        number=number,
        title=attachment_title(document, number),
        media_text=media_text(kept["content_type"]),
        size=kept["size"],
        url=url if is_here else "",
        download_url=download_url if is_here else "",
    )


def _attached_then(version: Version, record_id: uuid.UUID | None) -> list[Attachment]:
    ids = (record_id, version.document.id, version.id)
    return [
        attachment(
            version.document,
            number,
            url=version_attachment_url(*ids, number),
            download_url=version_attachment_download_url(*ids, number),
        )
        for number in range(1, len(version.document.attachments) + 1)
    ]


def link(document: DocumentReference, record_id: uuid.UUID | None) -> Link:
    return Link(
        title=document.title or rows.type_text(document),
        url=rows.document_url(record_id, document.id),
        date=document.date,
        organisation=document.organization_name,
        is_mistake=rows.is_mistake(document),
    )


@dataclass(frozen=True)
class VersionRow:
    """`number` is empty for a citizen (journal.versions)."""

    number: int | None
    url: str
    title: str
    date: datetime
    author_name: str
    status_text: str
    replaced_at: datetime | None


def version_rows(found: Sequence[Version], record_id: uuid.UUID | None) -> list[VersionRow]:
    return [version_row(each, record_id) for each in found]


def version_row(version: Version, record_id: uuid.UUID | None) -> VersionRow:
    """The version in force leads to the document itself."""
    document = version.document
    return VersionRow(
        number=version.number,
        url=version_url(record_id, document.id, version.id)
        if version.replaced_at
        else rows.document_url(record_id, document.id),
        title=document.title or rows.type_text(document),
        date=document.date,
        author_name=document.author_name,
        status_text=documents.status_text(document),
        replaced_at=version.replaced_at,
    )


def _reverse(name: str, record_id: uuid.UUID | None, *args: object) -> str:
    """The citizen's page of that name, or its twin for clinicians."""
    if record_id is None:
        return reverse(f"journal:{name}", args=args)
    return reverse(f"journal:record-{name}", args=[record_id, *args])


def attachment_url(record_id: uuid.UUID | None, document_id: uuid.UUID, number: int) -> str:
    return _reverse("attachment", record_id, document_id, number)


def attachment_download_url(
    record_id: uuid.UUID | None, document_id: uuid.UUID, number: int
) -> str:
    return _reverse("attachment-download", record_id, document_id, number)


def versions_url(record_id: uuid.UUID | None, document_id: uuid.UUID) -> str:
    return _reverse("versions", record_id, document_id)


def version_url(record_id: uuid.UUID | None, document_id: uuid.UUID, version_id: uuid.UUID) -> str:
    return _reverse("version", record_id, document_id, version_id)


def version_download_url(
    record_id: uuid.UUID | None, document_id: uuid.UUID, version_id: uuid.UUID
) -> str:
    return _reverse("version-download", record_id, document_id, version_id)


def version_attachment_url(
    record_id: uuid.UUID | None, document_id: uuid.UUID, version_id: uuid.UUID, number: int
) -> str:
    return _reverse("version-attachment", record_id, document_id, version_id, number)


def version_attachment_download_url(
    record_id: uuid.UUID | None, document_id: uuid.UUID, version_id: uuid.UUID, number: int
) -> str:
    return _reverse("version-attachment-download", record_id, document_id, version_id, number)
