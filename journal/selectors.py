"""Reads of journal documents, all under a Grant."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import (
    Collate,
    FirstValue,
    Lag,
    Lead,
    Left,
    Lower,
    RowNumber,
    Substr,
    TruncMonth,
)

from access import closed
from access.codes import Audience
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant, Item
from common import clock
from common.sorting import norwegian
from journal import controllers, searching, visibility
from journal.models import DocumentReference, DocumentText, ReadMark
from journal.searching import Query

NEWEST, OLDEST, TITLE, PLACE, BEST = "nyest", "eldst", "tittel", "sted", "treff"
# For the rule of how long they are kept (journal.parts).
READ_MARKS = ReadMark
# So much of a document is looked through for the place to show beside its title.
SHOWN_FROM = 50_000
# The text as received is longer than all the rest, and no list shows it.
_NOT_IN_LISTS = ("wire", "digest")


@dataclass(frozen=True)
class Filters:
    """What narrows a list, and its order; empty means all, newest first. `until` is not in it."""

    category: str = ""
    organization: str = ""
    role: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_unread: bool = False
    is_draft: bool = False
    has_attachments: bool = False
    query: Query | None = None
    sort: str = NEWEST

    @property
    def is_set(self) -> bool:
        flags = self.is_unread or self.is_draft or self.has_attachments or self.query is not None
        named = self.category or self.organization or self.role
        return bool(flags or named or self.since or self.until)


@dataclass(frozen=True)
class Facets:
    """What the reader's documents differ in, with how many there are of each, and in all."""

    total: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)
    organizations: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, int] = field(default_factory=dict)
    drafts: int = 0
    attached: int = 0


@dataclass(frozen=True)
class Place:
    """Where a document stands in a list, and the ids beside it."""

    position: int
    total: int
    before: uuid.UUID | None
    after: uuid.UUID | None


def documents(grant: Grant, filters: Filters) -> QuerySet[DocumentReference]:
    """The documents the reader may see that fit, in the order asked for."""
    found = DocumentReference.objects.under(grant).filter(_narrowed(filters))
    if filters.is_unread:
        found = found.filter(~_read(grant))
    if filters.query is not None:
        found = _matching(grant, found, filters.query)
    return found.order_by(*_order(filters))


def with_read(grant: Grant, found: QuerySet[DocumentReference]) -> QuerySet[DocumentReference]:
    """The same, each saying as `is_read` whether this reader has opened it in this version.

    For lists: without the text as received.
    """
    return found.annotate(is_read=_read(grant)).defer(*_NOT_IN_LISTS)


def newest(grant: Grant, most: int) -> list[DocumentReference]:
    """So many of the newest documents, as a list shows them."""
    return list(documents(grant, Filters()).defer(*_NOT_IN_LISTS)[:most])


def in_order(grant: Grant, ids: Sequence[uuid.UUID]) -> list[DocumentReference]:
    """The documents with these ids, in their order, as `with_read` gives them."""
    rows = with_read(grant, DocumentReference.objects.under(grant).filter(id__in=ids))
    found = {row.id: row for row in rows}
    return [found[each] for each in ids if each in found]


def _narrowed(filters: Filters) -> Q:
    named = {
        "category": filters.category,
        "organization_name": filters.organization,
        "author_role": filters.role,
        "date__gte": filters.since,
        "date__lt": filters.until,
        "doc_status": "preliminary" if filters.is_draft else "",
    }
    wanted = Q(**{name: value for name, value in named.items() if value})
    return wanted & ~Q(attachments=[]) if filters.has_attachments else wanted


def _matching(
    grant: Grant, found: QuerySet[DocumentReference], query: Query
) -> QuerySet[DocumentReference]:
    """Those whose words hold the query, if the reader may see the words too.

    What has changed since it was read in does not match on what it said before.
    """
    if not query.text:
        return found.none()
    may_read = found.filter(visibility.of_contents(grant), is_read_in=True)
    return may_read.filter(words__patient_id__in=grant.patient_ids).filter(searching.matches(query))


def _order(filters: Filters) -> list[Any]:
    newest = [F("date").desc(), F("id").desc()]
    if filters.sort == BEST and filters.query is not None and filters.query.text:
        return [searching.matches_title(filters.query).desc(), *newest]
    orders: dict[str, list[Any]] = {
        OLDEST: [F("date").asc(), F("id").asc()],
        TITLE: [_alphabetical("title"), *newest],
        PLACE: [_alphabetical("organization_name"), *newest],
    }
    return orders.get(filters.sort, newest)


def _alphabetical(name: str) -> Collate:
    """The letters æ, ø and å in this order after z, whatever the collation of the database."""
    signs = (Value("æøå"), Value("{|}"))
    return Collate(Func(Lower(name), *signs, function="translate"), "C")


def _read(grant: Grant) -> Exists:
    marks = ReadMark.objects.under(grant).filter(
        person_id=grant.reader_id, document_id=OuterRef("id"), version=OuterRef("version")
    )
    return Exists(marks)


def place(grant: Grant, filters: Filters, document_id: uuid.UUID) -> Place | None:
    """The document's place in a list; None where it is not in it. One question, however long."""
    order = _order(filters)
    found = (
        documents(grant, filters)
        .annotate(
            position=Window(RowNumber(), order_by=order),
            total=Window(Count("*")),
            before=Window(Lag("id"), order_by=order),
            after=Window(Lead("id"), order_by=order),
            # A condition on a plain column would be met before the windows are looked through.
            own=Window(FirstValue("id"), partition_by=F("id")),
        )
        .filter(own=document_id)
        .values_list("position", "total", "before", "after")
        .first()
    )
    return Place(*found) if found else None


def per_month(grant: Grant, filters: Filters) -> list[tuple[date, int]]:
    """How many of the documents that fit were written in each month, the newest first."""
    rows = (
        documents(grant, filters)
        .annotate(month=TruncMonth("date", tzinfo=clock.OSLO))
        .order_by()
        .values_list("month")
        .annotate(count=Count("id"))
    )
    return sorted(((month.date(), count) for month, count in rows), reverse=True)


def unsearchable_count(grant: Grant) -> int:
    """How many documents that the reader sees are not read in yet, or not wholly."""
    waiting = DocumentReference.objects.under(grant).filter(is_read_in=False).count()
    failed = DocumentText.objects.under(grant).filter(retry_at__isnull=False)
    return waiting + failed.filter(document__is_read_in=True).count()


def texts(grant: Grant, ids: Sequence[uuid.UUID], *, start: int = 1) -> dict[uuid.UUID, str]:
    """What the documents say, from a place on, as far as a list looks through it."""
    rows = DocumentText.objects.under(grant).filter(document_id__in=ids)
    piece: Func = Left("text", SHOWN_FROM)
    if start > 1:
        piece = Substr("text", start)
    return dict(rows.values_list("document_id", piece))


def opens_blocked(grant: Grant, document: DocumentReference) -> bool:
    """Whether showing the document opens what the patient has blocked; the patient is told."""
    is_blocked = BLOCKED_BY_PATIENT in document.security
    if is_blocked and grant.audience is Audience.CLINICIAN_ELEVATED:
        return True
    return closed.opens(grant, document.category, document.id)


def listed(grant: Grant, document: DocumentReference) -> Item:
    """What the log keeps of a document in a list; a blocked one counts as opened by its title."""
    return item(document, "unblocked" if opens_blocked(grant, document) else "listed")


def item(document: DocumentReference, outcome: str) -> Item:
    """What the log keeps of a document, with who answers for it today."""
    return Item(
        "DocumentReference",
        document.id,
        document.version,
        document.patient_id,
        outcome,
        controllers.of(document),
    )


def document(grant: Grant, document_id: uuid.UUID) -> DocumentReference | None:
    """One document, or None where it is not there or not for this reader."""
    found: DocumentReference | None = (
        DocumentReference.objects.under(grant).filter(id=document_id).first()
    )
    return found


def withheld_count(grant: Grant) -> int:
    return DocumentReference.objects.withheld_from(grant)


def facets(grant: Grant) -> Facets:
    """The kinds, places and roles that the reader's documents have."""
    rows = (
        DocumentReference.objects.under(grant)
        .order_by()
        .values_list("category", "organization_name", "author_role")
        .annotate(
            count=Count("id"),
            drafts=Count("id", filter=Q(doc_status="preliminary")),
            attached=Count("id", filter=~Q(attachments=[])),
        )
    )
    names: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    total = drafts = attached = 0
    for *values, count, draft, with_attachments in rows:
        total += count
        for found, value in zip(names, values, strict=True):
            found[value] += count
        drafts += draft
        attached += with_attachments
    categories, organizations, roles = map(_named, names)
    return Facets(total, categories, organizations, roles, drafts, attached)


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts, key=norwegian) if name}


def replacements(grant: Grant) -> dict[uuid.UUID, uuid.UUID]:
    """Which document has been replaced by which, as far as the reader may see both.

    One that was registered by mistake replaces nothing.
    """
    rows = DocumentReference.objects.under(grant).exclude(replaces=[])
    rows = rows.exclude(status="entered-in-error")
    return {old: new for new, olds in rows.values_list("id", "replaces") for old in olds}


def to_name(grant: Grant, ids: Sequence[uuid.UUID]) -> QuerySet[DocumentReference]:
    """Those of the documents that the reader may see, as far as names are made of them."""
    found: QuerySet[DocumentReference] = DocumentReference.objects.under(grant)
    return found.filter(id__in=ids).only(
        "patient", "title", "type_text", "category", "date", "organization_name"
    )


def by_id(grant: Grant, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, DocumentReference]:
    """Those of the documents that the reader may see."""
    return dict(DocumentReference.objects.under(grant).in_bulk(list(ids)))
