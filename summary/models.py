"""The tables of critical information and medicines. Private to `summary`."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from access.codes import Kind
from access.grant import Grant
from access.received import ReceivedRecord
from access.records import PatientRecord
from common.models import newest_first
from summary.ips.models import (  # noqa: F401 - Django finds the tables of an app here
    Composition,
    Immunization,
    LinkGuard,
    Procedure,
    SharedLink,
)


def _critical(table: str) -> models.Index:
    """By which the critical ones of a patient are found among thousands of others."""
    return models.Index(fields=("patient",), condition=~Q(sort=""), name=f"{table}_critical")


class CriticalRecord(ReceivedRecord):
    """What may be critical information: `sort` says which (codes.Sort); none where it is empty.
    `assesses` is what somebody else has sent and this row says more of: it hides with that.
    `assessed_version` is the version of it that was looked at."""

    sort = models.CharField(max_length=40, blank=True)
    assesses: Any = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    assessed_version = models.PositiveIntegerField(null=True)

    class Meta(ReceivedRecord.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, grant: Grant) -> Q:
        rows = super().visible_to(grant)
        assessed = cls.ungated.filter(rows, id=OuterRef("assesses_id"))
        return rows & (Q(assesses=None) | Q(Exists(assessed)))


class Condition(CriticalRecord):
    """A diagnosis or problem."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_condition_key"),
        )
        indexes = (*newest_first("summary_condition"), _critical("summary_condition"))


class AllergyIntolerance(CriticalRecord):
    """What the patient does not tolerate."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_allergy_key"),
        )
        indexes = (*newest_first("summary_allergy"), _critical("summary_allergy"))


class Reconciliation(PatientRecord):
    """A list of medicines that a clinician has made of all sources, line by line, and signed. The
    newest counts; those before it are history, and none is changed. `lines` are plain values
    (medicines.reconciling.Line); `content` names what was compared, so that news show."""

    kind = Kind.SUMMARY
    number = models.PositiveIntegerField()
    signed_at = models.DateTimeField()
    author_name = models.CharField(max_length=400)
    author_role = models.CharField(max_length=100)
    author_place = models.CharField(max_length=300)
    lines = models.JSONField(default=list)
    content = models.CharField(max_length=64)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("patient", "number"), name="summary_reconciled_key"),
        )


class Flag(CriticalRecord):
    """A change of how things are done with this patient (kjernejournal's category 9)."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_flag_key"),
        )
        indexes = (*newest_first("summary_flag"), _critical("summary_flag"))


class Consent(CriticalRecord):
    """A limitation of treatment (categories 8 and 11). What the patient decides about the record is
    none of it: that is of access."""

    kind = Kind.SUMMARY

    class Meta(ReceivedRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="summary_consent_key"),
        )
        indexes = (*newest_first("summary_consent"), _critical("summary_consent"))


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
