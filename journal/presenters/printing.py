"""A print of documents: its cover, each document in it, and how far it has come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from access import pages
from common import clock
from journal import selectors
from journal.presenters import contents, documents, rows
from journal.presenters.contents import Content

if TYPE_CHECKING:
    from access.grant import Grant
    from journal.models import DocumentReference
    from people.directory import Role

MOST_SHEETS = 200


@dataclass(frozen=True)
class Place:
    """How far a print has come: which document, from which of its pages, after how many sheets."""

    number: int
    first: int = 1
    sheets: int = 0

    @classmethod
    def asked(cls, query: QueryDict) -> Place | None:
        """The place in an address; None where there is none, or none that could be."""
        number, first = _number(query.get("nr")), _number(query.get("fra")) or 1
        return cls(number, first, _number(query.get("ark"))) if number else None

    def next_document(self) -> Place:
        return Place(self.number + 1, 1, self.sheets)

    def after(self, content: Content) -> Place:
        """What comes after these pages: more of them, or the next document."""
        sheets = self.sheets + len(content.pages)
        if content.more_count and content.pages:
            return replace(self, first=self.first + len(content.pages), sheets=sheets)
        return replace(self.next_document(), sheets=sheets)


@dataclass(frozen=True)
class Printed:
    """A document in a print. `is_continued` is more of one that began before."""

    number: int
    total: int
    document: documents.Document
    content: Content
    is_continued: bool


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


_START = Place(1)


def content(taken: Taken, place: Place = _START) -> Content:
    """What is printed of a document, or why nothing is. Asked after the Grant has been left."""
    if taken.is_withheld:
        reason = _("It was registered by mistake, and what is in it is not shown here.")
        return Content("none", reason=reason)
    if taken.is_damaged:
        return contents.damaged()
    title = taken.document.title or rows.type_text(taken.document)
    made = contents.content(title, taken.found, place.first)
    if place.sheets + len(made.pages) <= MOST_SHEETS:
        return made
    words = _("The print has reached %(count)s sheets. Print this document by itself.")
    return Content("none", reason=words % {"count": MOST_SHEETS})


def printed(taken: Taken, made: Content, place: Place, total: int, *, is_citizen: bool) -> Printed:
    found = taken.document
    return Printed(
        number=place.number,
        total=total,
        document=documents.page(
            found,
            replaced_by_url="",
            size=None,
            content_type=found.content_type,
            is_citizen=is_citizen,
        ),
        content=made,
        is_continued=place.first > 1,
    )


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
            rows.row(each, url="", replaced=replaced, is_citizen=not is_clinician)
            for each in chosen
        ],
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
    record_id: uuid.UUID | None, ids: Sequence[uuid.UUID], first: int, count: int, at_once: int
) -> dict[str, Any]:
    """The addresses of what is not on the page: the first part, and the next few."""
    last = first + count - 1
    values: dict[str, Any] = {"total": len(ids), "first": first, "last": last}
    values["list_url"] = rows.list_url(record_id)
    if len(ids) > 1 and not count:
        values["next_url"] = _url(record_id, ids, Place(1))
        values["plain_url"] = values["next_url"]
        values["plain_last"] = min(at_once, len(ids))
    elif count and last < len(ids):
        values["more_url"] = _url(record_id, ids, Place(last + 1))
        values["more_first"], values["more_last"] = last + 1, min(last + at_once, len(ids))
    return values


def step(
    record_id: uuid.UUID | None, ids: Sequence[uuid.UUID], done: Place, after: Place
) -> dict[str, Any]:
    is_last = after.number > len(ids)
    return {
        "number": done.number,
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
    query: Mapping[str, Any] = {"d": [str(each) for each in ids]}
    if place is not None:
        query = {**query, "nr": place.number, "fra": place.first, "ark": place.sheets}
    return f"{print_url(record_id)}?{urlencode(query, doseq=True)}"


def _number(value: str | None) -> int:
    is_number = bool(value) and str(value).isascii() and str(value).isdecimal()
    return int(str(value)) if is_number and len(str(value)) < 5 else 0
