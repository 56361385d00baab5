"""The tables of journal documents. Private to `journal`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.codes import Kind
from access.records import ConfidentialRecord, PatientRecord
from common.models import Received


class DocumentReference(ConfidentialRecord, Received):
    """What is known about a document. Its bytes are a blob of its own, or those of a Binary."""

    kind = Kind.JOURNAL
    status = models.CharField(max_length=20)
    doc_status = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=40, blank=True)
    type_text = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500, blank=True)
    date = models.DateTimeField()
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    author_name = models.CharField(max_length=300, blank=True)
    author_role = models.CharField(max_length=200, blank=True)
    organization_name = models.CharField(max_length=300, blank=True)
    organization_number = models.CharField(max_length=9, blank=True)
    unit_name = models.CharField(max_length=300, blank=True)
    custodian_name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=20, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    replaces = ArrayField(models.UUIDField(), default=list)
    binary_id = models.UUIDField(null=True)
    blob = models.ForeignKey("access.Blob", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ConfidentialRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_id"), name="journal_documentreference_key"
            ),
        )
        indexes = (
            models.Index(fields=("patient", "-date", "-id"), name="journal_document_newest"),
            models.Index(fields=("binary_id",), name="journal_document_binary"),
        )


class Binary(PatientRecord, Received):
    """A FHIR Binary: the bytes that DocumentReferences point at."""

    kind = Kind.JOURNAL
    content_type = models.CharField(max_length=100)
    blob = models.ForeignKey("access.Blob", on_delete=models.PROTECT, related_name="+")

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="journal_binary_key"),
        )
