"""A document in a list or in the log, and the addresses of its pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from access.confidentiality import BLOCKED_BY_PATIENT, DELAYED
from common import clock
from journal.codes import CATEGORIES

if TYPE_CHECKING:
    from journal.models import DocumentReference


Day = date  # A row has a field of that name.
_FHIR = "application/fhir+json"
_NO_ID = uuid.UUID(int=0)


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
    is_outdated: bool
    is_mistake: bool
    is_restricted: bool
    is_draft: bool = False
    is_late: bool = False
    is_delayed: bool = False
    is_delayed_until: datetime | None = None
    is_elsewhere: bool = False
    is_from_abroad: bool = False
    attachment_count: int = 0
    is_unread: bool = False
    marked_title: str = ""
    place: str = ""
    place_in: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is to be marked on it: then its list spares itself the marks."""
        told = self.is_replaced or self.is_outdated or self.is_mistake or self.is_restricted
        odd = self.is_draft or self.is_late or self.is_delayed or self.is_elsewhere
        return not (told or odd or self.is_from_abroad or self.attachment_count)

    @property
    def month(self) -> Day:
        """The first day of the month that it was written in."""
        return self.date.astimezone(clock.OSLO).date().replace(day=1)


def row(
    document: DocumentReference,
    *,
    url: str,
    replaced: Mapping[uuid.UUID, Any],
    is_citizen: bool = False,
) -> Row:
    """A citizen is told of a newer version only where it can be seen: it may be one that hides."""
    is_superseded = document.status == "superseded"
    is_replaced = document.id in replaced or (is_superseded and not is_citizen)
    return Row(
        id=document.id,
        url=url,
        title=document.title,
        type_text=type_text(document),
        date=document.date,
        organisation=document.organization_name,
        unit=document.unit_name,
        author_name=document.author_name,
        is_replaced=is_replaced,
        is_outdated=is_superseded and not is_replaced,
        is_mistake=is_mistake(document),
        is_restricted=BLOCKED_BY_PATIENT in document.security,
        is_draft=document.doc_status == "preliminary",
        is_late=document.arrived_late_at is not None,
        is_delayed=is_delayed(document),
        is_delayed_until=document.release_at if is_delayed(document) else None,
        is_elsewhere=document.is_elsewhere,
        is_from_abroad=is_from_abroad(document),
        attachment_count=len(document.attachments),
        is_unread=getattr(document, "is_read", True) is False,
    )


def is_from_abroad(document: DocumentReference) -> bool:
    """Whether it is a whole document of FHIR, as a summary from another country: kept as it came,
    while what places here send stands resource by resource."""
    return document.content_type == _FHIR and not document.organization_number


def is_delayed(document: DocumentReference) -> bool:
    """Whether the patient is still to wait for it. Only clinicians meet it in a list then."""
    at = document.release_at
    return DELAYED in document.security and (at is None or at > clock.now())


def type_text(document: DocumentReference) -> str:
    return document.type_text or CATEGORIES.get(document.category, "") or _("Document")


def is_mistake(document: DocumentReference) -> bool:
    return "entered-in-error" in {document.status, document.doc_status}


def name(document: DocumentReference) -> str:
    """One line that names a document in the log: title, place, day."""
    day: date = document.date.date()
    parts = [document.title or type_text(document), document.organization_name]
    return " · ".join([*(part for part in parts if part), f"{day:%d.%m.%Y}"])


def list_url(patient_id: uuid.UUID | None, kept: Mapping[str, str] | None = None) -> str:
    """The list of the citizen's own documents, or of a clinician's patient, with its filters."""
    if patient_id is None:
        path = reverse("journal:list")
    else:
        path = reverse("journal:record-list", args=[patient_id])
    return f"{path}?{urlencode(kept)}" if kept else path


def document_url(patient_id: uuid.UUID | None, document_id: uuid.UUID) -> str:
    if patient_id is None:
        return reverse("journal:document", args=[document_id])
    return reverse("journal:record-document", args=[patient_id, document_id])


def document_urls(patient_id: uuid.UUID | None, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The addresses of many documents: one is made and filled in, since making takes its time."""
    shape = document_url(patient_id, _NO_ID)
    return {each: shape.replace(str(_NO_ID), str(each)) for each in ids}


def download_url(patient_id: uuid.UUID | None, document_id: uuid.UUID) -> str:
    if patient_id is None:
        return reverse("journal:download", args=[document_id])
    return reverse("journal:record-download", args=[patient_id, document_id])
