"""The life of a document in words and links: what became of it, and what belongs to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from journal.presenters import rows
from journal.presenters.documents import media_text

if TYPE_CHECKING:
    from journal.models import DocumentReference
    from journal.related import Related
    from journal.versions import Version


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


def life(
    document: DocumentReference,
    *,
    record_id: uuid.UUID | None,
    related: Related,
    withdrawn_at: datetime | None,
    version_count: int,
    is_withheld: bool,
) -> Life:
    """`version_count` former versions may be read; `is_withheld`: its content is not shown here."""
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
    )


def of_version(document: DocumentReference, *, is_withheld: bool) -> Life:
    """Of a former version: what it was, without what belongs to the document today."""
    names = {"is_delayed": False, "delayed_until": None, "arrived_late_at": None}
    listed = [] if is_withheld else _named(document)
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
    return [attachment(document, n, record_id) for n in range(1, len(document.attachments) + 1)]


def attachment_title(document: DocumentReference, number: int) -> str:
    named = document.attachments[number - 1]["title"]
    return named or _("Attachment %(number)s") % {"number": number}


def attachment(document: DocumentReference, number: int, record_id: uuid.UUID | None) -> Attachment:
    kept = document.attachments[number - 1]
    is_here = bool(kept.get("blob") or kept.get("binary"))
    return Attachment(
        number=number,
        title=attachment_title(document, number),
        media_text=media_text(kept["content_type"]),
        size=kept["size"],
        url=attachment_url(record_id, document.id, number) if is_here else "",
        download_url=attachment_download_url(record_id, document.id, number) if is_here else "",
    )


def _named(document: DocumentReference) -> list[Attachment]:
    """Names only: of a former version the bytes of attachments are not opened here."""
    return [
        replace(attachment(document, number, None), url="", download_url="")
        for number in range(1, len(document.attachments) + 1)
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
    number: int
    url: str
    title: str
    date: datetime
    author_name: str
    status_text: str
    replaced_at: datetime | None


def version_rows(
    found: Sequence[Version], record_id: uuid.UUID | None, texts: Mapping[int, str]
) -> list[VersionRow]:
    """The version in force leads to the document itself; `texts` are the words for its status."""
    return [
        VersionRow(
            number=each.number,
            url=version_url(record_id, each.document.id, each.number)
            if each.replaced_at
            else rows.document_url(record_id, each.document.id),
            title=each.document.title or rows.type_text(each.document),
            date=each.document.date,
            author_name=each.document.author_name,
            status_text=texts[each.number],
            replaced_at=each.replaced_at,
        )
        for each in found
    ]


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


def version_url(record_id: uuid.UUID | None, document_id: uuid.UUID, number: int) -> str:
    return _reverse("version", record_id, document_id, number)


def version_download_url(record_id: uuid.UUID | None, document_id: uuid.UUID, number: int) -> str:
    return _reverse("version-download", record_id, document_id, number)
