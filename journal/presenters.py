"""What pages show of journal documents, as plain values made inside the Grant."""

from __future__ import annotations

import codecs
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.confidentiality import BLOCKED_BY_PATIENT
from journal.codes import CATEGORIES, TYPES
from journal.convert import MOST_PAGES, Busy, Locked, Sheet, Unreadable, convert

if TYPE_CHECKING:
    from journal.models import DocumentReference

_MEDIA = {
    "text/plain": gettext_lazy("Text"),
    "application/pdf": "PDF",
    "image/png": gettext_lazy("Picture"),
    "image/jpeg": gettext_lazy("Picture"),
    "image/gif": gettext_lazy("Picture"),
}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})
_EXTENSIONS = {
    "text/plain": "txt",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tiff",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/hl7-v3+xml": "xml",
    "application/zip": "zip",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Row:
    id: uuid.UUID
    url: str
    title: str
    type_text: str
    date: datetime
    organisation: str
    unit: str
    author_name: str
    is_replaced: bool
    is_mistake: bool
    is_restricted: bool


@dataclass(frozen=True)
class Document:
    id: uuid.UUID
    title: str
    type_text: str
    organisation: str
    unit: str
    author_name: str
    author_role: str
    date: datetime
    period_start: datetime | None
    period_end: datetime | None
    is_replaced: bool
    replaced_by_url: str
    is_mistake: bool
    status_text: str
    language: str
    size: int | None
    media_text: str
    is_restricted: bool
    responsible: str


@dataclass(frozen=True)
class Content:
    """`kind` is text, pages, image or none; `more_count` pages are only in the download."""

    kind: str
    text: str = ""
    pages: Sequence[Mapping[str, Any]] = ()
    src: str = ""
    alt: str = ""
    reason: str = ""
    more_count: int = 0


def row(document: DocumentReference, *, url: str, replaced: Mapping[uuid.UUID, Any]) -> Row:
    return Row(
        id=document.id,
        url=url,
        title=document.title,
        type_text=type_text(document),
        date=document.date,
        organisation=document.organization_name,
        unit=document.unit_name,
        author_name=document.author_name,
        is_replaced=document.id in replaced or document.status == "superseded",
        is_mistake=_is_mistake(document),
        is_restricted=BLOCKED_BY_PATIENT in document.security,
    )


def page(
    document: DocumentReference,
    *,
    replaced_by_url: str,
    size: int | None,
    content_type: str,
) -> Document:
    return Document(
        id=document.id,
        title=document.title,
        type_text=type_text(document),
        organisation=document.organization_name,
        unit=document.unit_name,
        author_name=document.author_name,
        author_role=document.author_role,
        date=document.date,
        period_start=document.period_start,
        period_end=document.period_end,
        is_replaced=bool(replaced_by_url) or document.status == "superseded",
        replaced_by_url=replaced_by_url,
        is_mistake=_is_mistake(document),
        status_text=_status_text(document),
        language=document.language,
        size=size,
        media_text=str(_MEDIA.get(content_type, content_type)),
        is_restricted=BLOCKED_BY_PATIENT in document.security,
        responsible=document.custodian_name or document.organization_name,
    )


def type_text(document: DocumentReference) -> str:
    return document.type_text or CATEGORIES.get(document.category, "") or _("Document")


def _is_mistake(document: DocumentReference) -> bool:
    return "entered-in-error" in {document.status, document.doc_status}


def name(document: DocumentReference) -> str:
    """One line that names a document in the log: title, place, day."""
    day: date = document.date.date()
    parts = [document.title or type_text(document), document.organization_name]
    return " · ".join([*(part for part in parts if part), f"{day:%d.%m.%Y}"])


def damaged() -> Content:
    """In the place of bytes that the storage no longer gives back as they were received."""
    words = _(
        "What we have stored of it is damaged, and we have been told. Ask the place that wrote it"
        " to send it again."
    )
    return Content("none", reason=words)


def content(title: str, found: tuple[bytes, str] | None) -> Content:
    """What can be shown of the bytes; kind `none` says why nothing can."""
    if found is None:
        return Content("none", reason=_("The document itself has not been received here."))
    data, content_type = found
    try:
        if content_type == "text/plain":
            return Content("text", text=_text(data))
        if content_type == "application/pdf":
            return _pages(title, data)
        if content_type in _PICTURES:
            sheet = convert("image", data).sheets[0]
            return Content("image", src=sheet.src, alt=title)
    except Busy:
        reason = _("Many documents are being opened right now. Try again in a moment.")
        return Content("none", reason=reason)
    except Locked:
        reason = _("The file is locked with a password.")
        return Content("none", reason=reason)
    except Unreadable:
        reason = _("We could not read the file. It may be damaged.")
        return Content("none", reason=reason)
    return Content("none", reason=_("This kind of file cannot be shown here yet."))


def file_name(document: DocumentReference, content_type: str) -> str:
    """A name for the download, made by us: nothing of what the sender called it."""
    extension = _EXTENSIONS.get(content_type, "bin")
    code = document.type if document.type in TYPES else "dokument"
    return f"{code}-{document.date:%Y-%m-%d}.{extension}"


def list_url(patient_id: uuid.UUID | None) -> str:
    """The list of the citizen's own documents, or of a clinician's patient."""
    if patient_id is None:
        return reverse("journal:list")
    return reverse("journal:record-list", args=[patient_id])


def document_url(patient_id: uuid.UUID | None, document_id: uuid.UUID) -> str:
    if patient_id is None:
        return reverse("journal:document", args=[document_id])
    return reverse("journal:record-document", args=[patient_id, document_id])


def download_url(patient_id: uuid.UUID | None, document_id: uuid.UUID) -> str:
    if patient_id is None:
        return reverse("journal:download", args=[document_id])
    return reverse("journal:record-download", args=[patient_id, document_id])


def _pages(title: str, data: bytes) -> Content:
    found = convert("pdf", data)
    return Content(
        "pages",
        pages=[_sheet(title, each) for each in found.sheets],
        more_count=max(0, found.page_count - MOST_PAGES),
    )


def _sheet(title: str, sheet: Sheet) -> Mapping[str, Any]:
    alt = _("Page %(number)s of %(title)s") % {"number": sheet.number, "title": title}
    return {"number": sheet.number, "src": sheet.src, "alt": alt, "text": _clean(sheet.text)}


def _text(data: bytes) -> str:
    """In UTF-16 if a mark says so, in UTF-8 if it can be, else in what Windows writes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _clean(data.decode("utf-16", errors="replace"))
    try:
        return _clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _clean(data.decode("cp1252", errors="replace"))


def _clean(text: str) -> str:
    """Without the control characters that no page may hold."""
    return _CONTROLS.sub("", text)


def _status_text(document: DocumentReference) -> str:
    words = {
        "preliminary": _("Not signed yet"),
        "final": _("Signed"),
        "amended": _("Changed after it was signed"),
        "entered-in-error": _("Registered by mistake"),
    }
    return words.get(document.doc_status, "")
