"""One document as its page shows it: everything but what is in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.confidentiality import BLOCKED_BY_PATIENT
from common import viewing
from journal import controllers
from journal.codes import TYPES
from journal.presenters.rows import is_from_abroad, is_mistake, type_text

if TYPE_CHECKING:
    from journal.models import DocumentReference

_MEDIA = {
    "text/plain": gettext_lazy("Text"),
    "application/pdf": "PDF",
    "image/png": gettext_lazy("Picture"),
    "image/jpeg": gettext_lazy("Picture"),
    "image/gif": gettext_lazy("Picture"),
    "application/fhir+json": "FHIR",
}


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
    is_outdated: bool
    replaced_by_url: str
    is_mistake: bool
    status_text: str
    language: str
    size: int | None
    media_text: str
    is_restricted: bool
    responsible: str
    is_from_abroad: bool = False


def page(
    document: DocumentReference,
    *,
    replaced_by_url: str,
    size: int | None,
    content_type: str,
    is_citizen: bool = False,
) -> Document:
    """A citizen is told of a newer version only where it can be read (`rows.row`)."""
    is_superseded = document.status == "superseded"
    is_replaced = bool(replaced_by_url) or (is_superseded and not is_citizen)
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
        is_replaced=is_replaced,
        is_outdated=is_superseded and not is_replaced,
        replaced_by_url=replaced_by_url,
        is_mistake=is_mistake(document),
        status_text=status_text(document),
        language=document.language,
        size=size,
        media_text=media_text(content_type),
        is_restricted=BLOCKED_BY_PATIENT in document.security,
        responsible=controllers.of(document),
        is_from_abroad=is_from_abroad(document),
    )


def media_text(content_type: str) -> str:
    return str(_MEDIA.get(content_type, content_type))


def file_name(document: DocumentReference, content_type: str, part: str = "") -> str:
    """A name for the download, made by us: nothing of what the sender called it."""
    code = document.type if document.type in TYPES else "dokument"
    names = [code, f"{document.date:%Y-%m-%d}", *([part] if part else [])]
    return f"{'-'.join(names)}.{viewing.extension(content_type)}"


def status_text(document: DocumentReference) -> str:
    if is_mistake(document):
        return _("Registered by mistake")
    words = {
        "preliminary": _("Not signed yet"),
        "final": _("Signed"),
        "amended": _("Changed after it was signed"),
    }
    return words.get(document.doc_status, "")
