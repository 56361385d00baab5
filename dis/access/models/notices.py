"""The table of what patients are told of without asking, and of what they have read of it."""

from django.db import models

from access.codes import Audience, Kind, NoticeCode
from access.grant import Grant
from access.records import PatientRecord

_CITIZENS = frozenset({Audience.SELF, Audience.YOUTH, Audience.PARENT})
_NOBODY = models.Q(pk__in=[])


class PatientNotice(PatientRecord):
    """That something has happened which the patient should know of: a code, never a content.

    `code` is a NoticeCode. `instrument` (Instrument) and `done_as` (SetAs) say what was decided,
    and as what somebody did it.
    """

    kind = Kind.LOG
    recorded_at = models.DateTimeField()
    code = models.CharField(max_length=20)
    instrument = models.CharField(max_length=20, blank=True)
    done_as = models.CharField(max_length=20, blank=True)

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(fields=("patient", "-recorded_at"), name="access_notice_newest"),
            models.Index(fields=("recorded_at",), name="access_notice_recorded"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        if grant.audience not in _CITIZENS:
            return _NOBODY
        if Kind.RESULTS not in grant.kinds:
            return ~models.Q(code=NoticeCode.ANSWER)
        return models.Q()


class NoticeRead(PatientRecord):
    """That somebody has been shown a notice. The reader's own, no part of the log."""

    kind = Kind.LOG
    written_by_readers = True
    notice = models.ForeignKey(PatientNotice, on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("person_id", "notice"), name="access_noticeread_key"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return models.Q(person_id=grant.reader_id)
