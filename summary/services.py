"""Writes of critical information: added, confirmed, corrected, refuted. Nothing is overwritten."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from access import writing_here
from access.codes import Audience, Kind
from access.grant import Grant, NotGranted
from access.writing_here import SOURCE, Author, Stale
from common import clock
from common.declarations import NEW
from common.errors import DisError
from summary import selectors
from summary.codes import ALONE, Certainty, Source
from summary.critical import beside, lifting, listing, making
from summary.critical.making import Draft, Writing
from summary.selectors import CRITICAL, Kept

_BY_TYPE = {model.__name__: model for model in CRITICAL}


class NotThere(DisError):
    """There is no such thing for this reader."""


class AlreadyThere(DisError):
    """The same is registered already, or what may not stand beside it."""

    def __init__(self, item_id: uuid.UUID) -> None:
        self.item_id = item_id
        super().__init__(str(item_id))


@dataclass(frozen=True)
class Judgement:
    """What a clinician makes of one piece: confirms, refutes, ends, or calls it a mistake."""

    do: str
    source: Source | None = None
    reason: str = ""


def add(grant: Grant, author: Author, person_id: uuid.UUID, draft: Draft, key: uuid.UUID) -> None:
    """Register something new. A form that is sent twice makes one; AlreadyThere where it is told
    already."""
    _lock(grant)
    own_id = writing_here.new_id(grant.patient_id, person_id, key)
    if selectors.one(grant, own_id) is not None:
        return
    _refuse_double(grant, draft, None)
    _put(grant, draft, Writing(own_id, grant.patient_id, author, clock.now()), NEW)


def correct(
    grant: Grant, author: Author, *, item_id: uuid.UUID, version: int, draft: Draft
) -> None:
    """Say it anew. Of what somebody else has sent it becomes a statement of ours about it."""
    kept = _locked(grant, item_id, version)
    if not (draft.is_refuted or draft.is_over or draft.is_mistake):
        _refuse_double(grant, draft, kept)
    _write(grant, author, kept, draft)


def judge(
    grant: Grant, author: Author, *, item_id: uuid.UUID, version: int, judgement: Judgement
) -> None:
    """Confirm, refute, end, or mark as registered by mistake; what it says besides stays."""
    kept = _locked(grant, item_id, version)
    entry = listing.entry(kept, clock.today())
    if entry is None or (judgement.do == "mistake" and kept.source != SOURCE):
        raise NotThere
    draft = replace(making.draft_of(entry), is_refuted=False, is_mistake=False)
    if judgement.source:
        draft = replace(draft, source=judgement.source)
    changes: Mapping[str, Mapping[str, Any]] = {
        "confirm": {"certainty": Certainty.CONFIRMED},
        "refute": {"is_refuted": True},
        "end": {"is_over": True},
        "mistake": {"is_mistake": True},
    }
    reason = judgement.reason or draft.reason
    draft = replace(draft, reason=reason, **changes[judgement.do])
    _write(grant, author, kept, draft)


def _lock(grant: Grant) -> None:
    grant.check(Kind.SUMMARY, write=True)
    if grant.audience not in {Audience.CLINICIAN, Audience.CLINICIAN_ELEVATED}:
        raise NotGranted("Critical information is written by those who treat.")
    beside.lock(grant.patient_id)


def _locked(grant: Grant, item_id: uuid.UUID, version: int) -> Kept:
    """The piece in the version that the page showed; Stale in another."""
    _lock(grant)
    kept = selectors.one(grant, item_id)
    if kept is None:
        raise NotThere
    if kept.version != version:
        raise Stale
    return kept


def _refuse_double(grant: Grant, draft: Draft, besides: Kept | None) -> None:
    """The same substance or thing twice, or categories 8 and 11 together."""
    own = {besides.id, besides.assesses_id} if besides else set()
    for each in listing.listed(selectors.critical(grant), clock.today()):
        if each.kept.id in own or not each.entry.applies:
            continue
        is_same = each.entry.sort is draft.sort and _named(each.entry) == _named(draft)
        if is_same or {each.entry.sort, draft.sort} <= ALONE:
            raise AlreadyThere(each.kept.id)


def _named(said: Any) -> str:
    """What it is about: by ATC code, else by its words."""
    words = said.what if isinstance(said, Draft) else said.title
    return said.atc or " ".join(words.casefold().split())


def _write(grant: Grant, author: Author, kept: Kept, draft: Draft) -> None:
    now = clock.now()
    if kept.source == SOURCE:
        of_another = _assessed(grant, kept)
        writing = Writing(kept.id, grant.patient_id, author, now, kept.assesses_id)
        _put(grant, draft, writing, kept.version, of_another)
        return
    own_id = writing_here.new_id(grant.patient_id, None, kept.id)
    known = selectors.one(grant, own_id)
    writing = Writing(own_id, grant.patient_id, author, now, kept.id)
    _put(grant, draft, writing, known.version if known else NEW, kept)


def _assessed(grant: Grant, kept: Kept) -> Kept | None:
    """What a statement of ours is about, as its reader saw it; Stale where its sender has changed
    it since."""
    found = selectors.one(grant, kept.assesses_id) if kept.assesses_id else None
    if found is not None and found.version != kept.assessed_version:
        raise Stale
    return found


def _put(
    grant: Grant, draft: Draft, writing: Writing, replaces: int, of_another: Kept | None = None
) -> None:
    resource = making.resource(draft, writing)
    columns = {
        **lifting.BY_TYPE[resource["resourceType"]](resource),
        "security": [],
        "assesses_id": of_another.id if of_another else None,
        "assessed_version": of_another.version if of_another else None,
    }
    model = _BY_TYPE[resource["resourceType"]]
    writing_here.put(grant, model, resource, columns, replaces=replaces)
