"""The tables of journal documents. Private to `journal`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from access.codes import Kind
from access.confidentiality import BLOCKED_BY_PATIENT, DELAYED
from access.grant import Grant
from access.records import ConfidentialRecord, PatientRecord
from common.models import Model, Served, newest_first
from journal import visibility


class DocumentReference(ConfidentialRecord, Served):
    """What is known about a document. Its bytes are a blob of its own, or those of a Binary.

    `appends` names the documents that this one adds to (FHIR relatesTo). `attachments` are what it
    holds beside its first content: each {title, content_type, size} with a `blob` or `binary` id.
    `is_elsewhere` says that the bytes stay in another archive, `kept_as` on what, where it is told.
    `arrived_late_at` is empty for what came in time. `is_read_in` is false while its words are not
    yet in DocumentText (journal.tasks).
    """

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
    appends = ArrayField(models.UUIDField(), default=list)
    status_reason = models.CharField(max_length=500, blank=True)
    release_at = models.DateTimeField(null=True)
    attachments = models.JSONField(default=list)
    is_elsewhere = models.BooleanField(default=False)
    kept_as = models.CharField(max_length=20, blank=True)
    arrived_late_at = models.DateTimeField(null=True)
    is_read_in = models.BooleanField(default=False)
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
            # Those few that lists ask for by what is special about them.
            models.Index(
                fields=("patient",),
                condition=~models.Q(replaces=[])
                | models.Q(security__contains=[BLOCKED_BY_PATIENT])
                | models.Q(security__contains=[DELAYED]),
                name="journal_document_special",
            ),
            models.Index(fields=("binary_id",), name="journal_document_binary"),
            models.Index(
                fields=("id",), condition=models.Q(is_read_in=False), name="journal_document_unread"
            ),
            GinIndex(
                fields=("attachments",),
                opclasses=("jsonb_path_ops",),
                condition=~models.Q(attachments=[]),
                name="journal_document_attached",
            ),
            *newest_first("journal_document"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return visibility.of_documents(grant)


class Binary(PatientRecord, Served):
    """A FHIR Binary: the bytes that DocumentReferences point at."""

    kind = Kind.JOURNAL
    content_type = models.CharField(max_length=100)
    blob = models.ForeignKey("access.Blob", on_delete=models.PROTECT, related_name="+")

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("source", "source_id"), name="journal_binary_key"),
        )
        indexes = newest_first("journal_binary")


class DocumentText(PatientRecord):
    """The words of a document for search: derived from its bytes, made anew when they change.

    After its own words come those of what is attached to it, each behind `texts.PARTING`: whoever
    may see the document may see them, and nobody else. Numbers of persons stand in it as tokens,
    never in clear. `retry_at` says when it is tried again, where some bytes could not be had or
    something else went wrong.
    """

    kind = Kind.JOURNAL
    document = models.OneToOneField(
        DocumentReference, on_delete=models.CASCADE, related_name="words"
    )
    version = models.PositiveIntegerField()
    text = models.TextField()
    vector = SearchVectorField()
    retry_at = models.DateTimeField(null=True)

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(
                fields=("retry_at",),
                condition=models.Q(retry_at__isnull=False),
                name="journal_text_retry",
            ),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return visibility.of_documents(grant, "document__") & visibility.of_contents(
            grant, "document__"
        )


class ReadMark(PatientRecord):
    """That one reader has opened one document, in which version. The reader's own, not a log."""

    kind = Kind.JOURNAL
    written_by_readers = True
    document = models.ForeignKey(DocumentReference, on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    version = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("person_id", "document"), name="journal_readmark_key"),
        )


class SavedFilter(Model):
    """A choice of filters that a clinician has given a name. Says nothing of any patient."""

    person_id = models.UUIDField()
    name = models.CharField(max_length=80)
    query = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person_id", "name"), name="journal_savedfilter_key"),
        )

    def __str__(self) -> str:
        return self.name
