"""A print of documents: its cover, each document in it, and how far it has come."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from access import pages
from common import clock
from journal import selectors, visibility
from journal.presenters import contents, documents, rows
from journal.presenters import life as lives
from journal.presenters.contents import Content

if TYPE_CHECKING:
    from access.grant import Grant
    from journal.models import DocumentReference
    from people.directory import Role

MOST_SHEETS = 200
# Of what is attached to one document; more is named, and printed from its own page.
MOST_ATTACHED = 20


@dataclass(frozen=True)
class Place:
    """How far a print has come: which document, or which of what is `attached` to it (from 1),
    from which of its pages, after how many sheets."""

    number: int
    attached: int = 0
    first: int = 1
    sheets: int = 0

    @classmethod
    def asked(cls, query: QueryDict) -> Place | None:
        """The place in an address; None where there is none, or none that could be."""
        number, first = _number(query.get("nr")), _number(query.get("fra")) or 1
        if not number:
            return None
        return cls(number, _number(query.get("vedlegg")), first, _number(query.get("ark")))

    def next_document(self) -> Place:
        return Place(self.number + 1, sheets=self.sheets)

    def after(self, content: Content, attached: int) -> Place:
        """What comes after these pages: more of them, what is attached, or the next document."""
        sheets = self.sheets + len(content.pages)
        if content.more_count and content.pages:
            return replace(self, first=self.first + len(content.pages), sheets=sheets)
        if self.attached < attached:
            return Place(self.number, self.attached + 1, sheets=sheets)
        return replace(self.next_document(), sheets=sheets)


@dataclass(frozen=True)
class Printed:
    """A document in a print, or something attached to it, which has a title of its own then.

    `is_continued` is more of one that began before. `attached` of it are printed, and
    `left_out` more are not.
    """

    place: Place
    total: int
    document: documents.Document
    content: Content
    attached: int = 0
    left_out: int = 0
    attachment_title: str = ""

    @property
    def number(self) -> int:
        return self.place.number

    @property
    def is_continued(self) -> bool:
        return self.place.first > 1


class Taken(Protocol):
    """The bytes of a document with their type, or why there are none (journal.views.opening)."""

    @property
    def document(self) -> DocumentReference: ...
    @property
    def found(self) -> tuple[bytes, str] | None: ...
    @property
    def is_damaged(self) -> bool: ...
    @property
    def is_withheld(self) -> bool: ...


def attached(grant: Grant, document: DocumentReference) -> int:
    """How many of its attachments are printed with a document; none of one that hides them."""
    if not visibility.shows_content(grant, document.status, document.doc_status):
        return 0
    return min(len(document.attachments), MOST_ATTACHED)


def content(taken: Taken, place: Place) -> Content:
    """What is printed of a document, or why nothing is. Asked after the Grant has been left."""
    if taken.is_withheld:
        reason = _("It was registered by mistake, and what is in it is not shown here.")
        return Content("none", reason=reason)
    if taken.is_damaged:
        return contents.damaged()
    made = contents.content(_title(taken.document, place), taken.found, place.first)
    if place.sheets + len(made.pages) <= MOST_SHEETS:
        return made
    words = _("The print has reached %(count)s sheets. Print this document by itself.")
    return Content("none", reason=words % {"count": MOST_SHEETS})


def printed(
    taken: Taken, made: Content, place: Place, total: int, *, attached: int, is_citizen: bool
) -> Printed:
    found = taken.document
    return Printed(
        place=place,
        total=total,
        document=documents.page(
            found,
            replaced_by_url="",
            size=None,
            content_type=found.content_type,
            is_citizen=is_citizen,
        ),
        content=made,
        attached=attached,
        left_out=max(0, len(found.attachments) - attached) if attached else 0,
        attachment_title=_title(found, place) if place.attached else "",
    )


def _title(document: DocumentReference, place: Place) -> str:
    if place.attached:
        return lives.attachment_title(document, place.attached)
    return document.title or rows.type_text(document)


def cover(
    grant: Grant,
    chosen: Sequence[DocumentReference],
    *,
    reader_name: str,
    role: Role | None,
    is_clinician: bool,
) -> dict[str, Any]:
    """Whose documents, who prints them, when and on what ground, and which they are."""
    replaced = selectors.replacements(grant)
    withheld = selectors.withheld_count(grant) if is_clinician else 0
    shown = pages.banner(grant, withheld=withheld)
    values = {
        "contents": [
            replace(
                rows.row(each, url="", replaced=replaced, is_citizen=not is_clinician),
                attachment_count=attached(grant, each),
            )
            for each in chosen
        ],
        "attachment_count": sum(attached(grant, each) for each in chosen),
        "printed_by": reader_name,
        "printed_role": role,
        "printed_at": clock.now(),
        "withheld_count": withheld,
        "is_clinician": is_clinician,
        "whose": shown["patient"],
        "ground": shown["access"] if is_clinician else None,
    }
    return values | (shown if is_clinician else {})


def ways(
    record_id: uuid.UUID | None, ids: Sequence[uuid.UUID], after: Place, *, is_begun: bool
) -> dict[str, Any]:
    """The address of what is not on the page, and how far the print has come with it."""
    values: dict[str, Any] = {"total": len(ids), "is_begun": is_begun, "ready": after.number - 1}
    values["list_url"] = rows.list_url(record_id)
    if after.number <= len(ids):
        values["next_url"], values["next_number"] = _url(record_id, ids, after), after.number
    return values


def step(
    record_id: uuid.UUID | None, ids: Sequence[uuid.UUID], done: Place, after: Place
) -> dict[str, Any]:
    is_last = after.number > len(ids)
    return {
        "number": done.number,
        "is_attached": bool(done.attached),
        "total": len(ids),
        "ready": after.number - 1,
        "next_number": after.number,
        "next_url": "" if is_last else _url(record_id, ids, after),
        "alone_url": _url(record_id, [ids[done.number - 1]], None),
    }


def print_url(record_id: uuid.UUID | None) -> str:
    if record_id is None:
        return reverse("journal:print")
    return reverse("journal:record-print", args=[record_id])


def _url(record_id: uuid.UUID | None, ids: Sequence[uuid.UUID], place: Place | None) -> str:
    query: dict[str, Any] = {"d": [str(each) for each in ids]}
    if place is not None:
        query = {**query, "nr": place.number, "fra": place.first, "ark": place.sheets}
        query |= {"vedlegg": place.attached} if place.attached else {}
    return f"{print_url(record_id)}?{urlencode(query, doseq=True)}"


def _number(value: str | None) -> int:
    is_number = bool(value) and str(value).isascii() and str(value).isdecimal()
    return int(str(value)) if is_number and len(str(value)) < 5 else 0
