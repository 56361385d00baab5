"""Documents that belong together, as far as the reader may see them: of the others nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from access.grant import Grant
from journal.models import DocumentReference
from journal.visibility import MISTAKE

_MOST = 100


@dataclass(frozen=True)
class Related:
    """What replaces a document, what it replaces, what it belongs to, and what was added to it."""

    newer: DocumentReference | None
    older: Sequence[DocumentReference]
    parents: Sequence[DocumentReference]
    addenda: Sequence[DocumentReference]

    @property
    def all(self) -> Sequence[DocumentReference]:
        """Each of them once: what is named on the page of the document."""
        named = [self.newer, *self.older, *self.parents, *self.addenda]
        return list({each.id: each for each in named if each}.values())


def related(grant: Grant, document: DocumentReference) -> Related:
    """One query. Relations may run in circles; each is followed one step only."""
    points = Q(replaces__contains=[document.id]) | Q(appends__contains=[document.id])
    named = Q(id__in=[*document.replaces, *document.appends])
    rows = DocumentReference.objects.under(grant).filter(points | named).exclude(id=document.id)
    found: list[DocumentReference] = list(rows.order_by("-date", "-id")[:_MOST])
    newer = [each for each in found if document.id in each.replaces and _counts(each)]
    return Related(
        newer=newer[0] if newer else None,
        older=[each for each in found if each.id in document.replaces and _counts(document)],
        parents=[each for each in found if each.id in document.appends],
        addenda=[each for each in reversed(found) if document.id in each.appends],
    )


def _counts(document: DocumentReference) -> bool:
    """What was registered by mistake replaces nothing."""
    return MISTAKE not in {document.status, document.doc_status}
