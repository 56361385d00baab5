"""Imports FHIR resources in bulk: reads, checks, hands each type to its app, and reports on each.

A bad resource or file is named with place and reason and stops nothing else. A second import of
the same changes nothing.
"""

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DataError, IntegrityError

from common.declarations import Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.identifiers import looks_national
from fhirapi import documents_in, registry, validation, wire
from fhirapi.searching import values
from people import identity

BATCH = 500
_SIGNS = re.compile(r"[^0-9A-Za-z]+")


@dataclass
class Report:
    """What became of everything: counts, refusals in words, and types that have no home here."""

    counts: Counter[Fate] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    homeless: Counter[str] = field(default_factory=Counter)

    def refuse(self, place: str, reason: str) -> None:
        self.counts[Fate.REFUSED] += 1
        self.refusals.append(f"{place}: {reason}")

    @property
    def summary(self) -> str:
        stored, unchanged, refused = (self.counts[fate] for fate in Fate)
        return f"{stored} stored, {unchanged} unchanged, {refused} refused"


@dataclass(frozen=True)
class Document:
    """A text to import: a resource, a Bundle, or a line of NDJSON; and where it stood."""

    place: str
    text: str


def import_documents(
    documents: Iterable[Document],
    *,
    source: str,
    believes_senders: bool = False,
    on_progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Store what the documents hold, in batches, as sent by `source`.

    Who has sent something reads it whatever hides it from others, and changes it. So what the
    resources say of that themselves, in `meta.source`, counts only where who made the documents
    is believed to speak for all senders. What lacks something that may come later is tried again
    when all else is stored.
    """
    report = Report()
    waiting: list[Outcome] = []
    batch: list[Incoming] = []
    for document in documents:
        found = _incoming(document, source, report)
        batch += map(_as_said, found) if believes_senders else found
        if len(batch) >= BATCH:
            waiting += _store(batch, report)
            on_progress(len(batch))
            batch = []
    waiting += _store(batch, report)
    on_progress(len(batch))
    _settle(waiting, report)
    return report


def _incoming(document: Document, source: str, report: Report) -> list[Incoming]:
    try:
        whole = documents_in.as_one(document.text)
        slices = [whole] if whole else wire.read(document.text)
    except Unacceptable as error:
        report.refuse(document.place, str(error))
        return []
    references = _references(slices)
    found = []
    for number, each in enumerate(slices):
        place = _place(document, each, number, len(slices))
        resource_type = str(each.value.get("resourceType", ""))
        home = registry.types().get(resource_type)
        if (home is None or home.is_born_here) and validation.is_type(resource_type):
            report.homeless[resource_type] += 1
            continue
        try:
            validation.check(each.value)
            _refuse_reserved(each)
        except Unacceptable as error:
            report.refuse(place, str(error))
            continue
        found.append(_one(place, each, source, references))
    return found


def _refuse_reserved(each: wire.Slice) -> None:
    identity.refuse_tokens(each.text)
    for place, value in (("id", each.value.get("id")), ("fullUrl", each.full_url)):
        if any(looks_national(part) for part in _SIGNS.split(str(value or ""))):
            raise Unacceptable.because("a national identity number may not be the id", place)


def _one(place: str, each: wire.Slice, source: str, references: Mapping[str, str]) -> Incoming:
    return Incoming(
        place=place,
        source=source,
        source_id=_source_id(each),
        resource=each.value,
        wire=each.text,
        digest=hashlib.sha256(each.text.encode()).digest(),
        references=references,
    )


def _as_said(incoming: Incoming) -> Incoming:
    """The resource as sent by who it says has sent it, if it says anything."""
    meta = incoming.resource.get("meta")
    sender = meta.get("source") if isinstance(meta, Mapping) else None
    return replace(incoming, source=str(sender)) if sender else incoming


def _source_id(each: wire.Slice) -> str:
    """The sender's id; for a new resource of a Bundle its full URL, else its own content."""
    own = each.value.get("id")
    if own:
        return str(own)
    if each.full_url:
        return each.full_url.removeprefix("urn:uuid:")
    return str(uuid.UUID(bytes=hashlib.sha256(each.text.encode()).digest()[:16]))


def _references(slices: Iterable[wire.Slice]) -> dict[str, str]:
    return {
        each.full_url: f"{each.value.get('resourceType')}/{_source_id(each)}"
        for each in slices
        if each.full_url
    }


def _place(document: Document, each: wire.Slice, number: int, count: int) -> str:
    name = "/".join(str(part) for part in (each.value.get("resourceType"), each.value.get("id")))
    return f"{document.place} entry {number} ({name[:100]})" if count > 1 else document.place


def _store(batch: list[Incoming], report: Report) -> list[Outcome]:
    """Store a batch type by type; gives what lacks something that may still come."""
    waiting = []
    texts = identity.tokenised({number: each.wire for number, each in enumerate(batch)})
    batch = [replace(each, wire=texts[number]) for number, each in enumerate(batch)]
    for outcome in _outcomes(batch):
        if outcome.fate is Fate.REFUSED and outcome.may_come:
            waiting.append(outcome)
        else:
            _count(outcome, report)
    return waiting


def _outcomes(batch: list[Incoming]) -> Iterator[Outcome]:
    for fhir_type in registry.types().values():
        own = [each for each in batch if each.resource["resourceType"] == fhir_type.name]
        if own:
            searched = [replace(each, search=values.of(fhir_type, each)) for each in own]
            yield from _stored(fhir_type, searched)


def _stored(fhir_type: FhirType, batch: Sequence[Incoming]) -> Sequence[Outcome]:
    """Store them together; where a value does not fit our tables, or another import was faster, in
    halves until it stands alone and is refused. What a failed attempt did is undone."""
    try:
        return fhir_type.store(batch)
    except (DataError, IntegrityError, OverflowError, ValueError, Unacceptable) as error:
        if len(batch) == 1:
            return [Outcome(batch[0], Fate.REFUSED, reason_of(error))]
    half = len(batch) // 2
    return [*_stored(fhir_type, batch[:half]), *_stored(fhir_type, batch[half:])]


def reason_of(error: Exception) -> str:
    """What is wrong, without the values: the database's own words may hold those of a row."""
    if isinstance(error, Unacceptable):
        return str(error)
    cause = error.__cause__ or error
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    kind = type(cause).__name__
    return f"a value in it cannot be kept ({', '.join(filter(None, (kind, constraint)))})"


def _settle(waiting: list[Outcome], report: Report) -> None:
    """Try again what waited, as long as that helps; then for the last time, without what it could
    do without, and refuse the rest."""
    while waiting:
        again = _store([outcome.incoming for outcome in waiting], report)
        if len(again) == len(waiting):
            break
        waiting = again
    else:
        return
    last = [replace(outcome.incoming, is_last_try=True) for outcome in again]
    for outcome in _store(last, report):
        _count(outcome, report)


def _count(outcome: Outcome, report: Report) -> None:
    if outcome.fate is Fate.REFUSED:
        report.refuse(outcome.incoming.place, outcome.reason)
    else:
        report.counts[outcome.fate] += 1


def documents_of(bundles: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """Bundles made by the portal's own code, as documents."""
    for number, bundle in enumerate(bundles):
        place = f"bundle {bundle.get('id', number)}"
        yield Document(place, json.dumps(bundle, ensure_ascii=False))
