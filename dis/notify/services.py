"""What is written of messages: which there are to be, who sends which, and what became of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from access import notices
from access import selectors as patients
from access.codes import Kind
from access.grant import Grant
from common import clock
from notify.codes import OPEN, MessageState, WhyNot
from notify.models import NoticeMessage
from people import identity
from people.signin import accounts

# A notice that is older when it is seen first is no news.
NEWS = timedelta(days=7)
# The rule of digital post: told of on day 0, and on day 7 where it is unread (norway.md 6.4).
_REMINDED_AFTER = timedelta(days=7)
# Who has not signed in for so long does not use the portal.
_ACTIVE_WITHIN = timedelta(days=548)
_OF_AGE = 16
# How long sending may take before others take it that the process is dead.
_CLAIM = timedelta(minutes=5)
# By day only, in Norway: nothing here is urgent enough to wake somebody.
_FIRST_HOUR, _LAST_HOUR = 8, 21
_GIVEN_UP_AFTER = timedelta(days=2)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A message that is to be sent now, by who has claimed it, to the person with this number.

    `may_be_sent` says that a former process has died while it was sending it.
    """

    id: uuid.UUID
    patient_id: uuid.UUID
    national_id: str
    is_reminder: bool
    may_be_sent: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a claimed message. DUE is to be tried again; SENDING may have arrived, and
    stays claimed until that can be asked."""

    state: MessageState
    channel: str = ""
    reason: str = ""


def by_day(moment: datetime) -> datetime:
    """That moment, or the next morning in Norway where it is night there."""
    local = moment.astimezone(clock.OSLO)
    if _FIRST_HOUR <= local.hour < _LAST_HOUR:
        return moment
    morning = local.replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    if local.hour >= _LAST_HOUR:
        # By the calendar, not by hours: a day has 23 or 25 when the clock is changed.
        morning = datetime.combine(
            local.date() + timedelta(days=1), morning.time(), tzinfo=clock.OSLO
        )
    return morning.astimezone(moment.tzinfo)


def claim(grant: Grant) -> list[Claim]:
    """Make messages of the notices that have none, and claim what is due: one for each patient, as
    it tells of all that is unread. Whoever comes at the same time finds it claimed."""
    grant.check(Kind.LOG, write=True)
    now = grant.facts.now
    unread = _make_messages(grant, now)
    rows = NoticeMessage.objects.under(grant).filter(state__in=OPEN, due_at__lte=now)
    rows = rows.exclude(claimed_until__gte=now).order_by("patient_id", "due_at", "id")
    why_not = _why_not(grant)
    claimed: dict[uuid.UUID, Claim] = {}
    for row in rows.select_for_update(skip_locked=True):
        reason = why_not[row.patient_id]
        if row.notice_id not in unread:
            reason = WhyNot.READ
        if row.patient_id in claimed:
            reason = reason or WhyNot.TOGETHER
        if reason:
            _close(row, Outcome(MessageState.NOT_SENT, reason=reason), now)
        else:
            claimed[row.patient_id] = _claimed(grant, row, now)
    return list(claimed.values())


def settle(grant: Grant, outcomes: Sequence[tuple[Claim, Outcome]]) -> None:
    """Keep what became of what was claimed; what was sent is reminded of once, a week later."""
    grant.check(Kind.LOG, write=True)
    now = clock.now()
    found = {claim.id: outcome for claim, outcome in outcomes}
    rows = NoticeMessage.objects.under(grant).filter(id__in=found, state=MessageState.SENDING)
    reminders = []
    for row in rows.select_for_update().order_by("id"):
        outcome = found[row.id]
        if outcome.state in OPEN:
            _put_off(row, outcome, now)
            continue
        _close(row, outcome, now)
        if row.repetition == 0 and outcome.state in {MessageState.SENT, MessageState.UNKNOWN}:
            reminders.append(_message(row.patient_id, row.notice_id, 1, now + _REMINDED_AFTER, now))
    _add(grant, reminders)


def _make_messages(grant: Grant, now: datetime) -> set[uuid.UUID]:
    """A row for each notice that has none, and which notices are unread."""
    known = set(NoticeMessage.objects.under(grant).values_list("notice_id", flat=True))
    found = notices.of_patients(grant, now - NEWS - _REMINDED_AFTER - _GIVEN_UP_AFTER)
    _add(
        grant,
        [
            _message(each.patient_id, each.id, 0, each.recorded_at, now)
            for each in found
            if each.recorded_at > now - NEWS and each.id not in known
        ],
    )
    return {each.id for each in found if not each.is_read}


def _add(grant: Grant, rows: Sequence[NoticeMessage]) -> None:
    """Store new messages. Where somebody else has just made one of them, none: the next round finds
    what is still without."""
    try:
        with transaction.atomic():
            NoticeMessage.objects.add(grant, rows)
    except IntegrityError:
        return


def _message(
    patient_id: uuid.UUID, notice_id: uuid.UUID, repetition: int, due: datetime, now: datetime
) -> NoticeMessage:
    return NoticeMessage(
        patient_id=patient_id,
        notice_id=notice_id,
        repetition=repetition,
        recorded_at=now,
        due_at=by_day(max(due, now)),
    )


def _why_not(grant: Grant) -> dict[uuid.UUID, str]:
    """Why a patient is told nothing outside the portal; empty where nothing stands against it."""
    found = patients.patients(grant)
    persons = {each.person_id for each in found.values() if each.person_id}
    active = accounts.active_since(persons, grant.facts.now - _ACTIVE_WITHIN)
    why = {}
    for patient_id, each in found.items():
        born = each.birth_date
        why[patient_id] = ""
        if each.deceased_on is not None:
            why[patient_id] = WhyNot.DECEASED
        elif born is None or clock.age_on(grant.facts.today, born=born) < _OF_AGE:
            why[patient_id] = WhyNot.YOUNG
        elif each.person_id not in active:
            why[patient_id] = WhyNot.NOT_ACTIVE
    return why


def _claimed(grant: Grant, row: NoticeMessage, now: datetime) -> Claim:
    may_be_sent = row.state == MessageState.SENDING
    row.state, row.claimed_until = MessageState.SENDING, now + _CLAIM
    row.attempts += 1
    row.save(update_fields=["state", "claimed_until", "attempts"])
    number = identity.number_of(patients.patients(grant)[row.patient_id].person_id)
    return Claim(row.id, row.patient_id, number, row.repetition > 0, may_be_sent)


def _put_off(row: NoticeMessage, outcome: Outcome, now: datetime) -> None:
    """To be tried again, later each time; given up after two days, which someone should look at."""
    if now > row.recorded_at + _GIVEN_UP_AFTER:
        is_lost = outcome.state == MessageState.DUE
        _close(row, Outcome(MessageState.FAILED if is_lost else MessageState.UNKNOWN), now)
        return
    row.state, row.claimed_until = outcome.state, None
    row.due_at = by_day(now + min(timedelta(minutes=2**row.attempts), _LONGEST_WAIT))
    row.save(update_fields=["state", "due_at", "claimed_until"])


def _close(row: NoticeMessage, outcome: Outcome, now: datetime) -> None:
    row.state, row.reason, row.channel = outcome.state, outcome.reason, outcome.channel
    row.claimed_until, row.settled_at = None, now
    row.save(update_fields=["state", "reason", "channel", "claimed_until", "settled_at"])
