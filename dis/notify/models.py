"""The table of messages: of which notice, when, and what became of it. Private."""

from django.db import models

from access.codes import Audience, Kind
from access.grant import Grant
from access.records import NOBODY, PatientRecord
from notify.codes import OPEN, MessageState


class NoticeMessage(PatientRecord):
    """That a patient is to be told outside the portal that there is a notice (access.notices).

    The queue of record: one row for each notice and `repetition` (0, and 1 on day 7), whoever makes
    it first. Whom it went to is asked of the contact register at each sending and kept nowhere.
    `state`, `reason` and `channel` are a MessageState, a WhyNot and a Channel. `due_at` is when
    something is to be done about it, `claimed_until` how long who is doing it may take.
    """

    kind = Kind.LOG
    notice_id = models.UUIDField()
    repetition = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=MessageState.DUE)
    reason = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=5, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("notice_id", "repetition"), name="notify_message_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=models.Q(state__in=[str(state) for state in OPEN]),
                name="notify_message_due",
            ),
            models.Index(fields=("recorded_at",), name="notify_message_recorded"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        """Nobody reads it: it is the portal's own work, and the log tells the patient of it."""
        return models.Q() if grant.audience is Audience.SYSTEM else NOBODY
