"""The tables of critical information and medicines. Private to `summary`."""

from django.db import models

from access.codes import Kind
from access.received import ReceivedRecord
from common.models import newest_first
from summary.ips.models import (  # noqa: F401 - Django finds the tables of an app here
    Composition,
    Immunization,
    LinkGuard,
    Procedure,
    SharedLink,
)


class Condition(ReceivedRecord):
    """A diagnosis or problem."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_condition_key"),
        )
        indexes = newest_first("summary_condition")


class AllergyIntolerance(ReceivedRecord):
    """What the patient does not tolerate."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_allergy_key"),
        )
        indexes = newest_first("summary_allergy")


class MedicationRequest(ReceivedRecord):
    """A prescription, or an order of medicine in hospital."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="summary_prescription_key"
            ),
        )
        indexes = newest_first("summary_prescription")


class MedicationStatement(ReceivedRecord):
    """What the patient takes, as far as somebody knows."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_statement_key"),
        )
        indexes = newest_first("summary_statement")
