"""How other systems reach documents: by IHE's MHD (ITI-65, ITI-67, ITI-68), by the rules of the
pages."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from access import received, wires
from access.codes import Kind
from access.grant import Grant, Item
from common.rest import READS, WRITES, Interaction, Rest
from common.searchable import PEOPLE, about, date, reference, string, token, uri
from journal import selectors, versions, visibility, wire
from journal.models import Binary, DocumentReference


def documents(grant: Grant) -> QuerySet[DocumentReference]:
    """Those whose content the reader may see: what was registered by mistake, no citizen does."""
    found: QuerySet[DocumentReference] = DocumentReference.objects.under(grant)
    return found.filter(visibility.of_contents(grant))


def binaries(grant: Grant) -> QuerySet[Binary]:
    """The bytes of documents that the reader may see."""
    shown = documents(grant)
    attached = {
        uuid.UUID(each["binary"])
        for attachments in shown.exclude(attachments=[]).values_list("attachments", flat=True)
        for each in attachments
        if "binary" in each
    }
    is_shown = Q(Exists(shown.filter(binary_id=OuterRef("id")))) | Q(id__in=attached)
    found: QuerySet[Binary] = Binary.objects.under(grant)
    return found.filter(Q(source=grant.source) | is_shown if grant.source else is_shown)


def _wires(grant: Grant, rows: Sequence[Any]) -> list[str]:
    """As received, with the bytes that were taken out of the text put back."""
    return wire.with_bytes(grant, wires.shown(grant, rows))


def _item(grant: Grant, row: DocumentReference, outcome: str) -> Item:
    opens = selectors.opens_blocked(grant, row)
    return selectors.item(row, "unblocked" if opens else outcome)


def _former(grant: Grant, row: DocumentReference, found: Sequence[Any]) -> list[Any]:
    """Of former versions those that the rules of today show."""
    return [each for each in found if versions.shows(grant, row, each)]


def _item_of_bytes(grant: Grant, row: Binary, outcome: str) -> Item:
    """Bytes are told by the name of their document: a Binary has none."""
    found = documents(grant).filter(binary_id=row.id).first()
    if found is None:
        return Item("Binary", row.id, row.version, row.patient_id, outcome)
    return replace(_item(grant, found, outcome), version=found.version)


DOCUMENT_REFERENCE = Rest(
    kind=Kind.JOURNAL,
    table=DocumentReference._meta.db_table,
    rows=documents,
    wires=_wires,
    parameters=(
        *about(),
        token("identifier", "identifier", "masterIdentifier"),
        token("status"),
        token("type"),
        token("category"),
        token("security-label", "securityLabel"),
        token("facility", "context.facilityType"),
        token("setting", "context.practiceSetting"),
        token("event", "context.event"),
        token("format", "content.format"),
        token("contenttype", "content.attachment.contentType"),
        token("language", "content.attachment.language"),
        token("relation", "relatesTo.code"),
        string("description"),
        date("date"),
        date("period", "context.period"),
        date("creation", "content.attachment.creation"),
        uri("location", "content.attachment.url"),
        reference("author", "author", *PEOPLE),
        reference("authenticator", "authenticator", *PEOPLE[:3]),
        reference("custodian", "custodian", "Organization"),
        reference("encounter", "context.encounter", "Encounter", "EpisodeOfCare"),
        reference("related", "context.related"),
        reference("relatesto", "relatesTo.target", "DocumentReference"),
    ),
    interactions=READS | WRITES | {Interaction.DELETE},
    subject="patient",
    deleted=received.in_error,
    former=_former,
    item=_item,
    withheld=DocumentReference.objects.withheld_from,
    sorted_by="date",
)
# Its former versions belong to those of the document, which the pages show.
BINARY = Rest(
    kind=Kind.JOURNAL,
    table=Binary._meta.db_table,
    rows=binaries,
    wires=_wires,
    interactions=frozenset({Interaction.READ, Interaction.CREATE, Interaction.UPDATE}),
    item=_item_of_bytes,
)
