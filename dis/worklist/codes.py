"""What a task can be about and how far it has come: FHIR Task in the words of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.codes import RoleCode

DESCRIPTION_LENGTH = 4000
PERIOD_LENGTH = 200
# Whose work it is to answer (access.decision.QUEUE_ROLES says it to the gate).
ANSWERING_ROLES = frozenset({RoleCode.PRIVACY_OFFICER, RoleCode.HEALTH_SECRETARY})


class TaskCode(models.TextChoices):
    """FHIR Task.code: what is asked for."""

    ACCESS = "access-request", _("Access to documents")
    CORRECTION = "correction-request", _("Correction of a document")
    DELETION = "deletion-request", _("Deletion of a document")
    LOG_QUESTION = "log-question", _("Question about who has looked")


class TaskStatus(models.TextChoices):
    """FHIR task-status, as far as a request needs it. Accepted: begun, and in nobody's hands."""

    REQUESTED = "requested", pgettext_lazy("request", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("request", "Begun")
    IN_PROGRESS = "in-progress", pgettext_lazy("request", "Being handled")
    COMPLETED = "completed", pgettext_lazy("request", "Answered")
    REJECTED = "rejected", pgettext_lazy("request", "Turned down")
    CANCELLED = "cancelled", pgettext_lazy("request", "Withdrawn")


OPEN = (TaskStatus.REQUESTED, TaskStatus.ACCEPTED, TaskStatus.IN_PROGRESS)
ANSWERED = (TaskStatus.COMPLETED, TaskStatus.REJECTED)
DONE = (*ANSWERED, TaskStatus.CANCELLED)


class RequesterKind(models.TextChoices):
    PATIENT = "patient", _("the patient")
    PARENT = "parent", _("a parent")
    PROXY = "proxy", _("somebody who acts for the patient")
