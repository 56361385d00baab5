"""The bytes of a document, an attachment or a version, as far as its reader may have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from access import vault
from access.grant import Grant, Item
from common import viewing
from journal import selectors, visibility
from journal.presenters import contents, documents

if TYPE_CHECKING:
    import uuid

    from journal.models import DocumentReference

Bytes = tuple[bytes, str]


@dataclass(frozen=True)
class Opened:
    """The bytes with their type, or why there are none."""

    document: DocumentReference
    found: Bytes | None
    is_damaged: bool = False
    is_withheld: bool = False

    @property
    def is_empty(self) -> bool:
        return self.found is None and not self.is_damaged

    @property
    def size(self) -> int | None:
        return len(self.found[0]) if self.found else None

    def content(self, title: str, request: HttpRequest) -> Any:
        """What the page shows of them. Asked after the Grant has been left: it may take long."""
        if self.is_damaged:
            return contents.damaged()
        return contents.content(title, self.found, request.GET.get(viewing.PAGE))


def opened(
    grant: Grant,
    document: DocumentReference,
    read: Callable[[], Bytes | None],
    *,
    is_noted: bool = False,
) -> Opened:
    """Read the bytes, and note in the log what is more than reading.

    `is_noted`: of this document something else was opened before under the same Grant.
    """
    if is_withheld(grant, document):
        return Opened(document, None, is_withheld=True)
    if selectors.opens_blocked(grant, document) and not is_noted:
        grant.note([selectors.item(document, "unblocked")])
    try:
        found = read()
    except vault.Damaged:
        grant.note([selectors.item(document, "damaged")])
        return Opened(document, None, is_damaged=True)
    # The event names the document already; this says in which version, and who answers for it.
    if not is_noted:
        grant.note([selectors.item(document, "shown")])
    return Opened(document, found)


def is_withheld(grant: Grant, document: DocumentReference) -> bool:
    """Whether the reader sees that there is such a document, and not what is in it."""
    return not visibility.shows_content(grant, document.status, document.doc_status)


def saved(opened: Opened | None, *, page: str, part: str = "") -> HttpResponse:
    """The answer to a download; `page` says in words what is wrong with damaged bytes.

    `part` tells an attachment or a version from the document in the name of the file.
    """
    if opened is not None and opened.is_damaged:
        return HttpResponseRedirect(page)
    if opened is None or opened.found is None:
        raise Http404
    data, content_type = opened.found
    name = documents.file_name(opened.document, content_type, part)
    return viewing.saved(data, name)


def note_missing(grant: Grant, document_id: uuid.UUID) -> None:
    """The event named the document before it was read; say that nothing was shown."""
    grant.note([Item("DocumentReference", document_id, 0, grant.patient_id, "not-shown")])
