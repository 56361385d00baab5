"""The tables of tasks: what patients ask of an organisation, and what became of it. Private."""

from django.db import models

from access import confidentiality
from access.codes import Audience, Kind
from access.grant import Grant
from access.records import PatientRecord
from worklist.codes import (
    DESCRIPTION_LENGTH,
    OPEN,
    PERIOD_LENGTH,
    RequesterKind,
    TaskCode,
    TaskStatus,
)

NOBODY = models.Q(pk__in=[])


class Task(PatientRecord):
    """Something a patient has asked an organisation to do, kept as a FHIR Task.

    `owner` is the legal entity that must answer, `assignee` the role that has taken it. `focus` is
    what it is about, in the words the requester saw. `submission_key` is that of the form, so that
    sending twice makes one task. FHIR: `due_on` is restriction.period.end, `period_text` and
    `description` are what was typed, `modified_at` lastModified. A question about a row of the log
    is about `about_person_id`.

    `due_on`: without undue delay and within one month of the request, personvernforordningen
    (GDPR) article 12(3). It holds for access; correction and deletion of what stands in a record
    follow the law on patient records, and get the same month here.

    Requests are seen by who made them, and by those who answer for the owner: never by a clinician
    who reads the record, by the other parent, or by somebody who would answer his own request or
    a question about himself.
    """

    kind = Kind.TASK
    code = models.CharField(max_length=30, choices=TaskCode)
    status = models.CharField(max_length=20, choices=TaskStatus, default=TaskStatus.REQUESTED)
    owner_id = models.UUIDField()
    owner_name = models.CharField(max_length=300)
    focus_type = models.CharField(max_length=40)
    focus_id = models.UUIDField()
    focus_text = models.CharField(max_length=1000)
    about_person_id = models.UUIDField(null=True)
    requester_id = models.UUIDField()
    requester_name = models.CharField(max_length=400)
    requester_kind = models.CharField(max_length=10, choices=RequesterKind)
    description = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True)
    period_text = models.CharField(max_length=PERIOD_LENGTH, blank=True)
    authored_at = models.DateTimeField()
    due_on = models.DateField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    assignee_id = models.UUIDField(null=True)
    assignee_name = models.CharField(max_length=400, blank=True)
    submission_key = models.UUIDField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("requester_id", "patient", "submission_key"), name="worklist_task_sent_once"
            ),
            models.UniqueConstraint(
                fields=("requester_id", "patient", "code", "focus_id"),
                condition=models.Q(status__in=[str(status) for status in OPEN]),
                name="worklist_task_open_once",
            ),
        )
        indexes = (
            models.Index(fields=("owner_id", "status", "due_on"), name="worklist_task_queue"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return _visible(grant, "")


class TaskEvent(PatientRecord):
    """One step of a task: who, when, from and to which status, with words or a note.

    Words are for both sides; an internal note is for the owner's staff and never for the patient.
    """

    kind = Kind.TASK
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=20, blank=True)
    is_staff_side = models.BooleanField()
    from_status = models.CharField(max_length=20, choices=TaskStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=TaskStatus)
    words = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True)
    is_internal = models.BooleanField(default=False)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("task", "version"), name="worklist_taskevent_key"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        visible = _visible(grant, "task__")
        is_citizen = confidentiality.is_citizen(grant.audience)
        return visible & models.Q(is_internal=False) if is_citizen else visible


class TaskRead(PatientRecord):
    """How far of a task its requester has read: the version last shown. No part of the log."""

    kind = Kind.TASK
    written_by_readers = True
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    version = models.PositiveIntegerField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("person_id", "task"), name="worklist_taskread_key"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return models.Q(person_id=grant.reader_id)


def _visible(grant: Grant, path: str) -> models.Q:
    """The tasks that a reader may see; nobody is the default."""
    if confidentiality.is_citizen(grant.audience):
        return models.Q(**{f"{path}requester_id": grant.reader_id})
    if grant.audience is Audience.STAFF and grant.legal_entity_id is not None:
        owned = models.Q(**{f"{path}owner_id": grant.legal_entity_id})
        asked_by_reader = models.Q(**{f"{path}requester_id": grant.reader_id})
        return owned & ~asked_by_reader & ~models.Q(**{f"{path}about_person_id": grant.reader_id})
    return NOBODY


APPEND_ONLY = ("worklist_taskevent",)
