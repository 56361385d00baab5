"""The tables of the duties of whoever answers for the data: what was done, when and for whom."""

from django.db import models

from access.codes import Kind
from access.records import PatientRecord
from common.models import Model


class DutyRun(Model):
    """One run of a duty: retention, or a change of keys. Counts only, nothing about any patient.

    `position` is the last patient dealt with, for a run that stopped and is to go on from there.
    """

    name = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    position = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    faults = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("name", "-started_at"), name="access_dutyrun_newest"),)

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"


class GrantedCopy(PatientRecord):
    """That who answers for an organisation has granted a copy of everything, on one request.

    The copy itself is made when its requester fetches it, and kept nowhere.
    """

    kind = Kind.TASK
    task_id = models.UUIDField(unique=True)
    requester_id = models.UUIDField()
    granted_at = models.DateTimeField()
    granted_by_id = models.UUIDField()
    granted_by_name = models.CharField(max_length=400)
    until = models.DateTimeField()
