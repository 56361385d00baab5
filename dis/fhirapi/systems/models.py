"""The tables of who has registered, changed and stopped which system or app, and why."""

from django.db import models

from common.models import Model
from fhirapi.systems.codes import Outcome, Step, Subject


class Proposal(Model):
    """What one administrator wants of a system or an app; it counts once another has approved it.

    `wanted` are all its values as they are to be, `former` as they were when it was proposed: where
    something else has changed since, it is proposed anew. A new one has no `subject_id` until it is
    approved. A secret that comes of it is made at `fetched_at`, and kept nowhere.
    """

    subject = models.CharField(max_length=10, choices=Subject)
    subject_id = models.UUIDField(null=True)
    step = models.CharField(max_length=20, choices=Step)
    former = models.JSONField(default=dict)
    wanted = models.JSONField(default=dict)
    words = models.CharField(max_length=500)
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    proposed_by_name = models.CharField(max_length=400)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=400, blank=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("outcome", "proposed_at"), name="fhirapi_proposal_waits"),)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(
                    outcome=Outcome.APPROVED, decided_by_id=models.F("proposed_by_id")
                ),
                name="fhirapi_proposal_two_persons",
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.subject} {self.subject_id or ''}".strip()


class RegistrationChange(Model):
    """One thing that was done with a system or an app. It only grows.

    `changes` are {name, was, becomes}. Without `by_id` it was done at the command line.
    """

    subject = models.CharField(max_length=10, choices=Subject)
    subject_id = models.UUIDField()
    step = models.CharField(max_length=20, choices=Step)
    changes = models.JSONField(default=list)
    words = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=400, blank=True)
    approved_by_id = models.UUIDField(null=True)
    approved_by_name = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("subject_id", "-recorded_at"), name="fhirapi_change_newest"),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.subject_id}"
