"""Messages that wait: kept sealed, taken in when their patient is known, or settled by somebody."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from access.subjects import by_person_ids
from common import clock, crypto, resealing
from common.errors import DisError
from common.messages import Fate, Sender, Told
from labresults.intake.codes import ENDS, Step, Why
from labresults.intake.models import WaitingMessage, WaitingStep
from labresults.kith.reports import Message, Report

# Takes messages in (labresults.intake.taking), which imports this module.
Take = Callable[[Sequence[tuple[str, bytes]], Sender], Sequence[Told]]
_BATCH = 100


class TooLate(DisError):
    """Somebody, or the arrival of the patient, has settled it meanwhile."""


def keep(
    message: Message,
    data: bytes,
    report: Report,
    sender: Sender,
    *,
    why: Why,
    person_id: uuid.UUID | None,
) -> None:
    """Keep all of a message until somebody is its patient. The same one is kept once; one that was
    settled, and is sent again, waits again."""
    row = WaitingMessage(
        source=sender.source,
        sender=sender.name[:400],
        laboratory=report.laboratory[:400],
        format=message.format,
        digest=message.digest,
        why=why,
        person_id=person_id,
        made_at=report.at,
        received_at=clock.now(),
    )
    row.sealed = crypto.seal(settings.DOCUMENT_KEYS[0], data, place=_place(row))
    with transaction.atomic():
        WaitingMessage.objects.bulk_create([row], ignore_conflicts=True)
        kept = WaitingMessage.objects.select_for_update().get(
            source=row.source, digest=message.digest
        )
        if kept.id != row.id and kept.settled_at is not None:
            kept.sealed = crypto.seal(settings.DOCUMENT_KEYS[0], data, place=_place(kept))
            kept.settled_at, kept.settled_as = None, ""
            kept.why, kept.person_id = why, person_id
            kept.save(update_fields=["sealed", "settled_at", "settled_as", "why", "person_id"])
            WaitingStep.objects.create(waiting=kept, step=Step.REOPENED, words=_SENT_AGAIN)


_SENT_AGAIN = "Sent again"


def take_known(take: Take, sender_of: Callable[[WaitingMessage], Sender]) -> int:
    """Take in what waits for patients who are known by now; gives how many messages."""
    count = 0
    after: uuid.UUID | None = uuid.UUID(int=0)
    rows = WaitingMessage.objects.filter(settled_at=None, settled_as="", person_id__isnull=False)
    while True:
        found = rows.filter(person_id__gt=after).order_by("person_id").values_list("person_id")
        persons = [each for (each,) in found.distinct()[:_BATCH] if each is not None]
        if not persons:
            return count
        after = persons[-1]
        known = by_person_ids(persons)
        for row in rows.filter(person_id__in=list(known)).order_by("made_at", "id"):
            count += _take_in(row, take, sender_of(row))


def _take_in(row: WaitingMessage, take: Take, sender: Sender) -> bool:
    """Take one message in. Done twice, or by two at once, it is stored once and marked once."""
    told = take([(f"waiting {row.id}", content(row))], sender)
    if any(each.fate is Fate.WAITING for each in told):
        return False
    refused = [each for each in told if each.fate is Fate.REFUSED]
    reasons = "; ".join(str(problem) for each in refused for problem in each.problems)
    step = Step.REFUSED if refused else Step.TAKEN_IN
    with transaction.atomic():
        rows = WaitingMessage.objects.select_for_update().filter(id=row.id, settled_at=None)
        locked = rows.filter(settled_as="").first()
        if locked is None:
            return False
        _mark(locked, step)
        WaitingStep.objects.create(waiting=locked, step=step, words=reasons[:500])
    return step is Step.TAKEN_IN


def settle(
    waiting_id: uuid.UUID, step: Step, words: str, *, by_id: uuid.UUID | None, by_name: str
) -> WaitingMessage:
    """What a person does with it. TooLate where it does not wait any more."""
    row = WaitingMessage.objects.select_for_update().filter(id=waiting_id, settled_at=None).first()
    if row is None:
        raise TooLate
    _mark(row, step)
    _write_down(row, step, words, by_id, by_name)
    return row


def reopen(
    waiting_id: uuid.UUID, words: str, *, by_id: uuid.UUID | None, by_name: str
) -> WaitingMessage:
    """Put back in the list what was settled by hand; TooLate for all else."""
    rows = WaitingMessage.objects.select_for_update().filter(id=waiting_id, sealed__isnull=False)
    row = rows.exclude(settled_as="").first()
    if row is None:
        raise TooLate
    row.settled_at, row.settled_as = None, ""
    row.save(update_fields=["settled_at", "settled_as"])
    _write_down(row, Step.REOPENED, words, by_id, by_name)
    return row


def _mark(row: WaitingMessage, step: Step) -> None:
    """Nothing is kept twice: what is taken in lies with the patient's results from now on."""
    row.settled_as = step
    row.settled_at = _ended(step)
    if step is Step.TAKEN_IN:
        row.sealed = None
    row.save(update_fields=["settled_as", "settled_at", "sealed"])


def _ended(step: Step) -> datetime | None:
    return clock.now() if step in ENDS else None


def _write_down(
    row: WaitingMessage, step: Step, words: str, by_id: uuid.UUID | None, by_name: str
) -> None:
    WaitingStep.objects.create(
        waiting=row, step=step, words=" ".join(words.split())[:500], by_id=by_id, by_name=by_name
    )


def forget(until: datetime) -> Iterator[int]:
    """Delete what was settled by hand before that: the message, and whose number it names. That it
    came, from whom, and what was done with it stays."""
    rows = WaitingMessage.objects.filter(settled_at__lt=until, sealed__isnull=False)
    while ids := list(rows.order_by("settled_at").values_list("id", flat=True)[:_BATCH]):
        # Who has put one back in the list meanwhile keeps it.
        still = WaitingMessage.objects.filter(id__in=ids, settled_at__lt=until)
        yield still.update(sealed=None, person_id=None)


def content(row: WaitingMessage) -> bytes:
    """The message as it came; raises crypto.Tampered where it does not open."""
    sealed = bytes(row.sealed or b"")
    return crypto.unseal(settings.DOCUMENT_KEYS, sealed, place=_place(row))


@transaction.atomic
def reseal() -> resealing.Resealed:
    """Seal all that waits with the current key (docs/keys.md)."""
    keys = settings.DOCUMENT_KEYS
    waiting = resealing.on_other_keys(WaitingMessage.objects.all(), "sealed", keys)
    rows = list(waiting.select_for_update(no_key=True).order_by("pk"))
    return resealing.reseal(rows, "sealed", keys, _place)


def _place(row: WaitingMessage) -> str:
    return f"labresults_waitingmessage|sealed|{row.id}"
