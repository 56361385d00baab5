"""The tables of alerts about unusual reading: what was found, about whom, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from access.alerts.codes import DECIDED, AlertState
from access.codes import Kind
from access.records import PatientRecord
from common.models import Model


class ReadingAlert(Model):
    """That one person's reading in one organisation is unusual. Nothing in it tells of a patient.

    One row stands for one episode: what is found later of the same is added while it is open.
    `confirmed_at` is when the person said that so many records are needed.
    """

    person_id = models.UUIDField()
    practitioner_id = models.UUIDField(null=True)
    practitioner_name = models.CharField(max_length=400)
    role_id = models.UUIDField(null=True)
    role_code = models.CharField(max_length=20, blank=True)
    unit_name = models.CharField(max_length=300, blank=True)
    legal_entity_id = models.UUIDField()
    rules = ArrayField(models.CharField(max_length=20))
    score = models.PositiveIntegerField()
    most_in_hour = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=AlertState, default=AlertState.NEW)
    version = models.PositiveIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("legal_entity_id", "state", "due_on"), name="access_alert_queue"),
            models.Index(fields=("person_id", "last_at"), name="access_alert_person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("person_id", "legal_entity_id"),
                condition=~Q(state__in=DECIDED),
                name="access_alert_one_open",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a text that is sent on may hold: it tells of nobody."""
        return f"UL-{self.id.hex[:8].upper()}"


class AlertPatient(PatientRecord):
    """One patient whose record was read in the episode, and why that is unusual."""

    kind = Kind.REVIEW
    alert = models.ForeignKey(ReadingAlert, on_delete=models.CASCADE, related_name="+")
    rules = ArrayField(models.CharField(max_length=20))
    score = models.PositiveIntegerField()
    times = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("alert", "patient"), name="access_alertpatient_key"),
        )


class AlertStep(Model):
    """What was decided about an alert, by whom and when, in words without a patient in them."""

    alert = models.ForeignKey(ReadingAlert, on_delete=models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=AlertState)
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=400)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alert", "version"), name="access_alertstep_key"),
        )

    def __str__(self) -> str:
        return f"{self.alert_id} {self.version}"


class ReadingUsual(Model):
    """What is usual in a role, at a time of the week, in a unit or (without one) its organisation.

    Counts of the last weeks; of nobody in particular.
    """

    legal_entity_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    role_code = models.CharField(max_length=20)
    band = models.CharField(max_length=10)
    persons = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    charts = models.PositiveIntegerField()
    unrelated = models.PositiveIntegerField()
    unrelated_share = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("legal_entity_id", "unit_id", "role_code", "band"),
                nulls_distinct=False,
                name="access_readingusual_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role_code} {self.band}: {self.charts}"


class ReadingCheck(Model):
    """One look for unusual reading: which time of the log, and how much there was. Counts only."""

    name = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    reads = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("name", "-until_at"), name="access_readingcheck_newest"),)

    def __str__(self) -> str:
        return f"{self.name} until {self.until_at:%Y-%m-%d %H:%M}"


class LookUpCount(Model):
    """How many national ids one person has looked up in one minute."""

    person_id = models.UUIDField()
    minute = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person_id", "minute"), name="access_lookupcount_key"),
        )

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.times}"
