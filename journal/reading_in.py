"""Reads the words of documents in for search: one system actor, small batches, any number of times.

The database is the queue of record: what is not `is_read_in`, and what is due to be tried again.
"""

import logging
import random
import re
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value
from kombu.exceptions import OperationalError as BrokerDown
from psycopg.errors import ProgramLimitExceeded

from access import gate, vault
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from common import clock
from common.identifiers import national_ids_in
from journal import attached, selectors
from journal.codes import CATEGORIES
from journal.convert import Busy, Unreadable, words
from journal.models import DocumentReference, DocumentText
from journal.searching import LANGUAGE, taken_apart
from journal.texts import PARTING
from people import identity

logger = logging.getLogger(__name__)

READER = Actor.system("journal.read-in")
TASK = "journal.read_in"
BATCH = 20
# A batch holds its transaction no longer than about this: what is left comes in the next.
SECONDS = 20
RETRY_AFTER = timedelta(days=1)
# A tsvector holds 1 MB at most. If so much text has too many different words, less is searched.
LONGEST = (200_000, 40_000, 0)
# So many attachments are read; what they hold is found with the document that they belong to.
MOST_ATTACHED = 50
_MOST_TITLES = 20_000  # letters of the titles of attachments
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NO_WORDS = SearchVector(Value(""), config=LANGUAGE)
_ringing = threading.Lock()


@dataclass(frozen=True)
class Counts:
    """`read` have their words now, `failed` are tried again in a day."""

    read: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.read + other.read, self.failed + other.failed)


@dataclass(frozen=True)
class Found:
    """The words of a document and of what is attached to it, in order, and whether they are all
    that there will be."""

    document: DocumentReference
    parts: Sequence[str] = ()
    is_whole: bool = True

    @property
    def text(self) -> str:
        return PARTING.join(self.parts).rstrip(PARTING)

    def cut(self, longest: int) -> "Found":
        """The same with so many letters at most: what is short stays whole, the rest shares."""
        room, kept = longest, dict[int, str]()
        by_length = sorted(range(len(self.parts)), key=lambda at: len(self.parts[at]))
        for done, at in enumerate(by_length):
            kept[at] = self.parts[at][: room // (len(by_length) - done)]
            room -= len(kept[at])
        return replace(self, parts=[kept[at] for at in range(len(self.parts))])


def ring() -> None:
    """Tell a worker that there is something to read in, once what was written is committed.

    Nobody waits for the broker or fails with it: what is not told, the sweep of beat finds.
    """
    transaction.on_commit(_ring_beside)


def _ring_beside() -> None:
    if _ringing.acquire(blocking=False):
        threading.Thread(target=_ring, daemon=True).start()


def _ring() -> None:
    try:
        current_app.send_task(TASK)
    except BrokerDown as error:
        logger.warning("No worker could be told of new documents; the sweep will: %s", error)
    finally:
        _ringing.release()


def drain(seconds: float) -> Counts:
    """Read in batch after batch until nothing is left that this process may take, or time is up."""
    total, end = Counts(), time.monotonic() + seconds
    while time.monotonic() < end:
        counts = read_batch()
        total += counts
        if not counts.read + counts.failed:
            break
    return total


def read_batch(most: int = BATCH) -> Counts:
    """Read in some documents. What another worker is busy with is left to it."""
    waiting = _waiting(most)
    if not waiting:
        return Counts()
    patient_ids = sorted({patient_id for _, patient_id in waiting})
    with gate.open_batch(READER, patient_ids, Kind.JOURNAL) as grant:
        ids = [document_id for document_id, _ in waiting if _take(document_id)]
        found = list(_found(grant, ids))
        written = [each for one in found if (each := _write(grant, one))]
        grant.note([selectors.item(each.document, "read-in") for each in written])
    failed = sum(not each.is_whole for each in written)
    return Counts(len(written) - failed, failed)


def _waiting(most: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Documents and their patients, of as few patients as may be: each is an event in the log.

    Which patients is left to chance, so that workers seldom meet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_documents_to_read_in(%s)", [most * 10])
        rows: list[tuple[uuid.UUID, uuid.UUID]] = cursor.fetchall()
    patient_ids = list({patient_id for _, patient_id in rows})
    random.shuffle(patient_ids)
    rows.sort(key=lambda row: patient_ids.index(row[1]))
    return rows[:most]


def _take(document_id: uuid.UUID) -> bool:
    """Keep other workers off until this transaction ends. An import is not kept waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{TASK}|{document_id}"],
        )
        return bool(cursor.fetchone()[0])


def _found(grant: Grant, ids: Sequence[uuid.UUID]) -> Iterator[Found]:
    """The words of each document for which there is time. One that fails stops no other."""
    end = time.monotonic() + SECONDS
    for document in selectors.by_id(grant, ids).values():
        if time.monotonic() > end:
            return
        try:
            yield _read(grant, document)
        except Busy:
            continue


def _read(grant: Grant, document: DocumentReference) -> Found:
    """A document that is here, and of what is attached to it as much as there is time for."""
    end, parts, is_whole = time.monotonic() + SECONDS, list[str](), True
    for number in range(min(len(document.attachments), MOST_ATTACHED) + 1):
        is_late = number > 0 and time.monotonic() > end
        text = None if is_late else _part(grant, document, number)
        parts.append(text or "")
        is_whole = is_whole and text is not None
    return Found(document, parts, is_whole).cut(LONGEST[0])


def _part(grant: Grant, document: DocumentReference, number: int) -> str | None:
    """None where the words could not be had. One part that fails stops no other."""
    try:
        with transaction.atomic():
            return words_of(grant, document, number)
    except (Busy, SoftTimeLimitExceeded):
        raise
    except vault.Damaged:  # Logged where it was found.
        return None
    except Exception:
        logger.exception("The words of %s (part %s) could not be read", document.id, number)
        return None


def words_of(grant: Grant, document: DocumentReference, number: int = 0) -> str:
    """The text of a document, or of what is attached to it by number from 1, with tokens for
    national ids; nothing of what nobody can read."""
    if number:
        content = attached.content(grant, document, number)
    else:
        content = attached.first(grant, document)
    if content is None:
        return ""
    try:
        text = words(*content)
    except Busy:
        raise
    except Unreadable:
        return ""
    return _cleaned(text[: LONGEST[0]])


def _cleaned(text: str) -> str:
    # Our own tokens in a document's text would be taken for those that are made here.
    text = _CONTROLS.sub(" ", text).replace("urn:dis:", "urn dis ")
    for match in reversed(national_ids_in(text)):
        text = f"{text[: match.start()]}{match.group(1)} {match.group(2)}{text[match.end() :]}"
    return identity.tokenised({0: text})[0]


def _write(grant: Grant, found: Found) -> Found | None:
    """Store the words, unless a newer version has come meanwhile or is just coming.

    Never waits for an import: two that wait for each other's rows would both be stopped. Of what
    cannot be stored nothing is found until it is tried again.
    """
    rows = DocumentReference.objects.under(grant).filter(
        id=found.document.id, version=found.document.version
    )
    if rows.select_for_update(skip_locked=True).first() is None:
        return None
    nothing = Found(found.document, is_whole=False)
    for attempt in (*(found.cut(length) for length in LONGEST), nothing):
        if _is_stored(grant, attempt, is_empty=attempt is nothing):
            rows.update(is_read_in=True)
            return attempt
    return None


def _is_stored(grant: Grant, found: Found, *, is_empty: bool) -> bool:
    """One that cannot be stored stops no other."""
    try:
        with transaction.atomic():
            _store(grant, found, is_empty=is_empty)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        if isinstance(error.__cause__, ProgramLimitExceeded):
            logger.warning("%s has too many different words to search all", found.document.id)
        else:
            logger.exception("The words of %s could not be stored", found.document.id)
        return False
    return True


def _store(grant: Grant, found: Found, *, is_empty: bool) -> None:
    document = found.document
    values: dict[str, Any] = {
        "version": document.version,
        "text": found.text,
        "vector": _NO_WORDS if is_empty else _vector(document, found.text),
        "retry_at": None if found.is_whole else clock.now() + RETRY_AFTER,
    }
    if not DocumentText.objects.under(grant).filter(document=document).update(**values):
        row = DocumentText(patient_id=document.patient_id, document=document, **values)
        DocumentText.objects.add(grant, [row])


def _vector(document: DocumentReference, text: str) -> Any:
    """Title before type and people, people before the text: the weights of a match."""
    titles = " ".join(str(each.get("title") or "") for each in document.attachments)
    about = [
        document.type_text,
        CATEGORIES.get(document.category, ""),
        document.organization_name,
        document.unit_name,
        document.custodian_name,
        document.author_name,
        document.author_role,
        titles[:_MOST_TITLES],
    ]
    parts = (("A", document.title), ("B", " ".join(filter(None, about))), ("D", text))
    vectors = [
        SearchVector(Value(taken_apart(part)), weight=weight, config=LANGUAGE)
        for weight, part in parts
    ]
    return vectors[0] + vectors[1] + vectors[2]
