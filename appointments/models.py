"""The tables of appointments. Private to `appointments`."""

from typing import ClassVar

from django.db import models

from access.codes import Kind
from access.received import ReceivedRecord
from access.records import PatientRecord
from appointments.codes import Event
from common import clock
from common.models import newest_first


class Appointment(ReceivedRecord):
    """One appointment as received. `begins` and `ends` are its times, or those that are wished for;
    `told_at` is when its sender has changed it last, and `booking` a mark of the sender's own
    identifier. `organisation` is who has sent it, `shown` what pages tell (lifting)."""

    kind = Kind.APPOINTMENTS
    status = models.CharField(max_length=20)
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    begins = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    booking = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    shown = models.JSONField(default=dict)

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="appointments_key"),
        )
        indexes = (
            *newest_first("appointments"),
            models.Index(fields=("patient", "ends"), name="appointments_ends"),
        )


class AppointmentEvent(PatientRecord):
    """That an appointment was booked, moved or cancelled (docs/events.md): ids and no content, and
    never changed. `is_silent`: its sender wants nobody to be notified."""

    EVENTS: ClassVar = [(each.value, each.value) for each in Event]
    kind = Kind.APPOINTMENTS
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    event = models.CharField(max_length=30, choices=EVENTS)
    is_silent = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("appointment", "version"), name="appointments_event_key"
            ),
        )
        indexes = (models.Index(fields=("patient", "-at"), name="appointments_event_newest"),)

    def __str__(self) -> str:
        return f"{self.event} {self.appointment_id}"
