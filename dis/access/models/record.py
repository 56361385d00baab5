"""The tables about a record: care relations, attestations, former versions, keys and bytes."""

from django.db import models

from access.codes import Basis, Ground, Kind
from access.records import PatientRecord
from common.models import Served, newest_first


class CareResource(PatientRecord, Served):
    """An Encounter, EpisodeOfCare or CareTeam as received: the source of care relations."""

    kind = Kind.RECORD
    resource_type = models.CharField(max_length=40)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("resource_type", "source", "source_id"), name="access_careresource_key"
            ),
        )
        indexes = newest_first("access_care", "resource_type")


class CareRelationship(PatientRecord):
    """That a unit, or one practitioner, treats a patient from one time until another.

    With a practitioner it is that person's alone; without one it is everybody's in the unit.
    """

    kind = Kind.RECORD
    resource = models.ForeignKey(CareResource, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        "people.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )
    practitioner = models.ForeignKey(
        "people.Practitioner", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ground = models.CharField(max_length=20, choices=Ground)
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(fields=("organization", "patient"), name="access_relation_unit"),
            models.Index(fields=("practitioner", "patient"), name="access_relation_person"),
        )


class StatedAttestation(PatientRecord):
    """An attestation that a clinician made on the page; `content` is the value object as made.

    The free text is for those who review accesses, never for the patient.
    """

    kind = Kind.RECORD
    person_id = models.UUIDField()
    role_id = models.UUIDField()
    basis = models.CharField(max_length=20, choices=Basis)
    toa = models.DateTimeField()
    expires_at = models.DateTimeField()
    content = models.JSONField()
    free_text = models.TextField(blank=True)

    class Meta(PatientRecord.Meta):
        indexes = (models.Index(fields=("role_id", "-toa"), name="access_attestation_role"),)


class FormerVersion(PatientRecord):
    """A version of a received resource that a newer one has replaced."""

    kind = Kind.RECORD
    resource_type = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    version = models.PositiveIntegerField()
    wire = models.TextField()
    # When it came; of those that were replaced before this was kept nobody knows.
    received_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField()
    names_own_ids = models.BooleanField(default=False)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("resource_type", "resource_id", "version"), name="access_formerversion_key"
            ),
        )


class PatientKey(PatientRecord):
    """The key of a patient's documents, sealed with the key of the house. Destroying it erases."""

    kind = Kind.JOURNAL
    is_named_by_others = True
    sealed = models.BinaryField()

    class Meta(PatientRecord.Meta):
        constraints = (models.UniqueConstraint(fields=("patient",), name="access_patientkey_key"),)


class Blob(PatientRecord):
    """Bytes of a document in the storage backend, under a random name, sealed (access.vault)."""

    kind = Kind.JOURNAL
    is_named_by_others = True
    name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField()
