"""What is lifted of a document's life: relations, withdrawal, release, lateness, where it is.

The extensions are told in docs/architecture.md. FHIR R4 has no date of release, and no paper.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from common.declarations import Incoming
from common.fhirtime import instant
from common.references import display, mappings, target
from journal.texts import words_in_marks, words_of

OWN_EXTENSIONS = "https://dis.example/fhir/StructureDefinition/"
RELEASE_DATE = f"{OWN_EXTENSIONS}release-date"
KEPT_AS = f"{OWN_EXTENSIONS}kept-as"
PAPER = "paper"
# R4 calls it the first, R5 the second. Neither names DocumentReference among its places.
STATUS_REASONS = (
    "http://hl7.org/fhir/StructureDefinition/event-statusReason",
    "http://hl7.org/fhir/StructureDefinition/workflow-statusReason",
)
LATE = timedelta(days=7)
# What adds to another document, is another form of it, or signs it, belongs to it.
_BELONGS = ("appends", "transforms", "signs")


def relations(incoming: Incoming, own_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """Which documents of the same sender this one replaces and which it belongs to.

    Whether they are of the same patient is asked when they are read, under the reader's Grant.
    """
    found: dict[str, list[uuid.UUID]] = {"replaces": [], "appends": []}
    for relation in mappings(incoming.resource.get("relatesTo")):
        aim = target(incoming, relation.get("target"))
        other = aim.local_id(incoming.source) if aim else None
        code = relation.get("code")
        name = "appends" if code in _BELONGS else code
        if other is not None and name in found and other not in {own_id, *found[name]}:
            found[name].append(other)
    return found


def status_reason(resource: Mapping[str, Any]) -> str:
    """Why the document has the status it has: an extension, or the words its author added.

    A narrative that was generated tells of the whole resource and is no reason.
    """
    for each in _extensions(resource, *STATUS_REASONS):
        value = each.get("valueCodeableConcept")
        found = display(value) if isinstance(value, Mapping) else each.get("valueString")
        if found:
            return words_of(found, 500)
    text = resource.get("text")
    if isinstance(text, Mapping) and text.get("status") == "additional":
        return words_in_marks(text.get("div"), 500)
    return ""


def release_at(resource: Mapping[str, Any], category: str, date: datetime) -> datetime | None:
    """When a delayed document is shown to the patient: as the sender says, else by our setting.

    Of several dates the last counts; one that cannot be read releases nothing. A day begins at
    midnight in Norway.
    """
    given = [_released(each) for each in _extensions(resource, RELEASE_DATE)]
    if given:
        read = [each for each in given if each is not None]
        return max(read) if len(read) == len(given) else None
    days = settings.JOURNAL_RELEASE_DAYS.get(category)
    return None if days is None else date + timedelta(days=days)


def _released(extension: Mapping[str, Any]) -> datetime | None:
    return instant(extension.get("valueDate") or extension.get("valueDateTime"))


def dates(
    shared: datetime | None, written: datetime | None, start: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """When a document was written, and when it was shared if that was more than a week later.

    `DocumentReference.date` is when it was shared and `Attachment.creation` when it was written;
    most senders say only the first.
    """
    if written is None or shared is None or written >= shared:
        return shared or written or start, None
    return written, shared if shared - written > LATE else None


def kept_as(resource: Mapping[str, Any]) -> str:
    """On what a document is kept that is not sent."""
    values = {each.get("valueCode") for each in _extensions(resource, KEPT_AS)}
    return PAPER if PAPER in values else ""


def _extensions(resource: Mapping[str, Any], *urls: str) -> Iterator[Mapping[str, Any]]:
    for name in ("extension", "modifierExtension"):
        yield from (e for e in mappings(resource.get(name)) if e.get("url") in urls)
