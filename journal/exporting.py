"""Documents as files in a citizen's copy of everything: bytes, attachments and former versions."""

from collections.abc import Iterator

from access import vault
from access.codes import Kind
from access.grant import Grant
from journal import attached, selectors, versions, visibility
from journal.models import DocumentReference
from journal.presenters import documents
from journal.selectors import Filters

_BAD = "skadet.txt"


def files(grant: Grant) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of everything that the reader may see of documents, the newest first."""
    if Kind.JOURNAL not in grant.kinds:
        return
    for document in selectors.documents(grant, Filters()).iterator(100):
        if not visibility.shows_content(grant, document.status, document.doc_status):
            continue
        grant.note([selectors.item(document, "shown")])
        folder = f"dokumenter/{document.date:%Y-%m-%d}-{document.id.hex[:8]}"
        yield from _contents(grant, document, folder)
        if document.version > 1:
            for each in versions.newest(grant, document).versions[1:]:
                yield from _former(grant, each, folder)


def _contents(
    grant: Grant, document: DocumentReference, folder: str
) -> Iterator[tuple[str, bytes]]:
    try:
        found = attached.first(grant, document)
        if found is not None:
            yield f"{folder}/{documents.file_name(document, found[1])}", found[0]
        for number in range(1, len(document.attachments) + 1):
            found = attached.content(grant, document, number)
            if found is not None:
                name = documents.file_name(document, found[1], f"vedlegg-{number}")
                yield f"{folder}/{name}", found[0]
    except vault.Damaged:
        yield f"{folder}/{_BAD}", b""


def _former(grant: Grant, version: versions.Version, folder: str) -> Iterator[tuple[str, bytes]]:
    document, replaced_at = version.document, version.replaced_at
    if not visibility.shows_content(grant, document.status, document.doc_status):
        return
    until = f"til-{replaced_at:%Y-%m-%d-%H%M%S}"
    try:
        found = versions.content(grant, version)
    except vault.Damaged:
        yield f"{folder}/{until}-{_BAD}", b""
        return
    if found is not None:
        yield f"{folder}/{documents.file_name(document, found[1], until)}", found[0]
