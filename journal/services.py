"""Writes of the journal that readers cause: what they have read, and filters they give a name."""

import uuid
from collections.abc import Mapping

from access.grant import Grant
from common import clock
from common.identifiers import names_a_person
from journal.models import DocumentReference, ReadMark, SavedFilter

MOST_FILTERS = 20
LONGEST_NAME = 80


class CannotSave(Exception):
    """A filter cannot be kept; `reason` is too-many, taken, nameless or names-a-person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def mark_read(grant: Grant, document: DocumentReference) -> None:
    """Note that this reader has opened the document in this version. Nobody else is told."""
    if grant.reader_id is None:
        return
    mark = ReadMark(
        patient_id=document.patient_id,
        document=document,
        person_id=grant.reader_id,
        version=document.version,
        read_at=clock.now(),
    )
    ReadMark.objects.put(grant, [mark], unique=("person_id", "document"))


def mark_unread(grant: Grant, document_id: uuid.UUID) -> None:
    marks = ReadMark.objects.under(grant).filter(person_id=grant.reader_id)
    marks.filter(document_id=document_id).delete()


def saved_filters(person_id: uuid.UUID) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(person_id=person_id).order_by("name"))


def saved_filter(person_id: uuid.UUID, filter_id: uuid.UUID) -> SavedFilter | None:
    """One of this person's own; None for everybody else's."""
    return SavedFilter.objects.filter(person_id=person_id, id=filter_id).first()


def save_filter(person_id: uuid.UUID, name: str, query: Mapping[str, str]) -> SavedFilter:
    """Keep a choice of filters under a name that is not taken."""
    own = SavedFilter.objects.filter(person_id=person_id)
    if own.count() >= MOST_FILTERS:
        raise CannotSave("too-many")
    if any(names_a_person(text) for text in query.values()):
        raise CannotSave("names-a-person")
    name = _free_name(person_id, name)
    made, is_new = own.get_or_create(
        person_id=person_id, name=name, defaults={"query": dict(query)}
    )
    if not is_new:
        raise CannotSave("taken")
    return made


def rename_filter(saved: SavedFilter, name: str) -> None:
    saved.name = _free_name(saved.person_id, name, besides=saved.id)
    saved.save(update_fields=["name"])


def delete_filter(saved: SavedFilter) -> None:
    saved.delete()


def _free_name(person_id: uuid.UUID, name: str, *, besides: uuid.UUID | None = None) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise CannotSave("nameless")
    if names_a_person(name):
        raise CannotSave("names-a-person")
    holder = SavedFilter.objects.filter(person_id=person_id, name=name).first()
    if holder is not None and holder.id != besides:
        raise CannotSave("taken")
    return name
