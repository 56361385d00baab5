"""The tables of results on their way in. Private to `labresults`."""

from django.db import models

from access.codes import Kind
from access.received import ReceivedRecord
from access.records import PatientRecord
from common import clock
from common.models import Model, Received, newest_first
from labresults.intake.codes import Step, Why


class Specimen(ReceivedRecord):
    """What was taken of the patient and examined."""

    kind = Kind.RESULTS

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="labresults_specimen_key"),
        )
        indexes = newest_first("labresults_specimen")


class ResultMessage(PatientRecord, Received):
    """A message as it came, with tokens for national ids; never changed. Who sees its report of
    the id `report_id` sees it. `made_at` is when its sender made it, the order of versions."""

    kind = Kind.RESULTS
    is_named_by_others = True
    report_id = models.UUIDField()
    message_id = models.CharField(max_length=100, blank=True)
    format = models.CharField(max_length=40)
    encoding = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("report_id", "digest"), name="labresults_message_key"),
        )


class ReportState(PatientRecord):
    """How far a report has come whose messages may each tell a part of it, in any order.

    Its id is that of the report. `parts` has for each resource, by type and key, when the version
    that stands was made, whether it is taken back, and beneath what it stands; `tops` the keys of
    the results that stand beneath none, in their order.
    """

    kind = Kind.RESULTS
    is_named_by_others = True
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_as = models.CharField(max_length=20, blank=True)
    parts = models.JSONField(default=dict)
    tops = models.JSONField(default=list)


class WaitingMessage(Model):
    """A message whose patient nobody here is. All of it is sealed, and gone when it is taken in:
    what stands beside that says nothing of anybody's health. `person_id` is whose number it names.
    """

    source = models.CharField(max_length=200)
    sender = models.CharField(max_length=400, blank=True)
    laboratory = models.CharField(max_length=400, blank=True)
    format = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    sealed = models.BinaryField(null=True)
    why = models.CharField(max_length=20, choices=Why)
    person_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=20, blank=True, choices=Step)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "digest"), name="labresults_waiting_key"),
        )
        indexes = (
            models.Index(
                fields=("person_id",),
                condition=models.Q(settled_at=None),
                name="labresults_waiting_person",
            ),
            models.Index(fields=("settled_at", "received_at"), name="labresults_waiting_list"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.received_at:%Y-%m-%d}"


class WaitingStep(Model):
    """One thing that was done with a message that waits: who, when, why. It is never changed."""

    waiting = models.ForeignKey(WaitingMessage, on_delete=models.PROTECT, related_name="steps")
    recorded_at = models.DateTimeField(default=clock.now)
    step = models.CharField(max_length=20, choices=Step)
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=400, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=("waiting", "recorded_at"), name="labresults_steps_of"),)

    def __str__(self) -> str:
        return f"{self.step} {self.recorded_at:%Y-%m-%d}"


class UnknownCode(Model):
    """A code that came in a result and that no list here has a name for."""

    system = models.CharField(max_length=200)
    code = models.CharField(max_length=200)
    display = models.CharField(max_length=300, blank=True)
    count = models.PositiveBigIntegerField(default=0)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("system", "code"), name="labresults_unknown_key"),
        )
        indexes = (models.Index(fields=("-last_seen_at",), name="labresults_unknown_newest"),)

    def __str__(self) -> str:
        return f"{self.system}|{self.code}"
