"""The table of who has changed what counts as unusual reading in an organisation, and why."""

from django.db import models

from access.alerts.codes import Step
from common.models import Model


class FigureChange(Model):
    """One change of a legal entity's figures: what each was before and is now. It only grows.

    `changes` are {name, was, becomes}; the figures in force are the unit setting `reading-alerts`.
    """

    legal_entity_id = models.UUIDField()
    number = models.PositiveIntegerField()
    changes = models.JSONField()
    step = models.CharField(max_length=10, choices=Step)
    words = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("legal_entity_id", "number"), name="access_figurechange_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.legal_entity_id} {self.number}"
