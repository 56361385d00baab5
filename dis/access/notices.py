"""What patients are told of without asking. Written in the transaction of its cause, read by them.

A notice holds a code and no content: what is sent by e-mail or text message says no more than that
there is one.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from access import born_here
from access.attestation import Attestation
from access.codes import Basis, Instrument, Kind, NoticeCode, SetAs
from access.grant import Grant, Item
from access.models import NoticeRead, PatientNotice
from common import clock


def of_opening(made: Attestation) -> list[PatientNotice]:
    """What to tell of a record that is opened, not yet written: of every emergency, and of all that
    opens what the patient has closed."""
    is_emergency = made.basis == Basis.EMERGENCY
    if not is_emergency and not made.is_elevated:
        return []
    code = NoticeCode.EMERGENCY if is_emergency else NoticeCode.OPENED
    return [PatientNotice(patient_id=made.patient_id, recorded_at=made.toa, code=code)]


def of_setting(grant: Grant, code: NoticeCode, instrument: Instrument, done_as: SetAs) -> None:
    """Tell that a setting was made or taken back, in the transaction in which it is."""
    is_acting = instrument is Instrument.REPRESENTATION
    grant.check(Kind.REPRESENTATION if is_acting else Kind.SETTINGS, write=True)
    row = PatientNotice(
        patient_id=grant.patient_id,
        recorded_at=clock.now(),
        code=code,
        instrument=instrument,
        done_as=done_as,
    )
    write([row])


def of_answer(grant: Grant) -> None:
    """Tell that there is an answer to see, in the transaction in which it is released. One such
    notice stands until somebody has read it: ten answers in a week are no ten notices."""
    grant.check(Kind.RESULTS, write=True)
    read = NoticeRead.ungated.filter(notice=OuterRef("id"))
    rows = PatientNotice.ungated.filter(patient_id=grant.patient_id, code=NoticeCode.ANSWER)
    if not rows.filter(~Exists(read)).exists():
        now = clock.now()
        write([PatientNotice(patient_id=grant.patient_id, recorded_at=now, code=NoticeCode.ANSWER)])


def write(rows: Sequence[PatientNotice]) -> None:
    PatientNotice.ungated.bulk_create(rows)


def newest(grant: Grant) -> QuerySet[PatientNotice]:
    """The patient's notices, the newest first; `is_read` says whether this reader has seen it."""
    read = NoticeRead.objects.under(grant).filter(notice=OuterRef("id"))
    found: QuerySet[PatientNotice] = PatientNotice.objects.under(grant)
    return found.annotate(is_read=Exists(read)).order_by("-recorded_at", "-id")


def unread(grant: Grant) -> QuerySet[PatientNotice]:
    """Those that this reader has not been shown."""
    read = NoticeRead.objects.under(grant).filter(notice=OuterRef("id"))
    found: QuerySet[PatientNotice] = PatientNotice.objects.under(grant).filter(~Exists(read))
    return found.order_by("-recorded_at", "-id")


class ToTell(NamedTuple):
    """A notice for who tells of it outside the portal. `is_read`: by the patient; that another
    reader has seen it does not count."""

    id: uuid.UUID
    patient_id: uuid.UUID
    recorded_at: datetime
    is_read: bool


def of_patients(grant: Grant, since: datetime) -> list[ToTell]:
    """The notices of several patients since then, the oldest first."""
    grant.check(Kind.LOG, write=True)
    read = NoticeRead.ungated.filter(notice=OuterRef("id"), person_id=OuterRef("patient__person"))
    found = PatientNotice.ungated.filter(patient__in=grant.patient_ids, recorded_at__gt=since)
    rows = found.annotate(is_read=Exists(read)).order_by("recorded_at", "id")
    return [ToTell(*row) for row in rows.values_list("id", "patient_id", "recorded_at", "is_read")]


def mark_read(grant: Grant, shown: Sequence[PatientNotice]) -> None:
    """Remember that this reader has been shown these notices. Twice is once."""
    if grant.reader_id is None:
        return
    rows = [
        NoticeRead(patient_id=each.patient_id, notice=each, person_id=grant.reader_id)
        for each in shown
    ]
    NoticeRead.ungated.bulk_create(rows, ignore_conflicts=True)


def item(notice: PatientNotice) -> Item:
    return born_here.item("Communication", notice, "listed")
