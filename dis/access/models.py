"""The tables of trust: relations, the patient's settings, attestations, keys of documents, log."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.codes import Action, Basis, Ground, Kind, Purpose
from access.records import PatientRecord
from common.models import Model, Received


class CareResource(PatientRecord, Received):
    """An Encounter, EpisodeOfCare or CareTeam as received: the source of care relations."""

    kind = Kind.RECORD
    resource_type = models.CharField(max_length=40)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("resource_type", "source", "source_id"), name="access_careresource_key"
            ),
        )


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


class Restriction(PatientRecord):
    """Sperring: the patient has closed the whole record. Opens with consent or in an emergency."""

    kind = Kind.RECORD
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)


class Block(PatientRecord):
    """Blokkering: the patient has shut out one practitioner. Never opens, not in an emergency."""

    kind = Kind.RECORD
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.PROTECT, related_name="+"
    )
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)


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
    replaced_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("resource_type", "resource_id", "version"), name="access_formerversion_key"
            ),
        )


class PatientKey(PatientRecord):
    """The key of a patient's documents, sealed with the key of the house. Destroying it erases."""

    kind = Kind.JOURNAL
    sealed = models.BinaryField()

    class Meta(PatientRecord.Meta):
        constraints = (models.UniqueConstraint(fields=("patient",), name="access_patientkey_key"),)


class Blob(PatientRecord):
    """Bytes of a document in the storage backend, under a random name, sealed (access.vault)."""

    kind = Kind.JOURNAL
    name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveBigIntegerField()


class LogRow(models.Model):
    """Append-only, partitioned by month; the application's role may neither change nor delete."""

    pk = models.CompositePrimaryKey("recorded_at", "id")
    recorded_at = models.DateTimeField()
    id = models.UUIDField(default=uuid.uuid4)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("The log is written by access.log.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The log is never deleted from.")


class AccessEvent(LogRow):  # noqa: DJ008 - never shown by its own name
    """One decision of the gate about one patient: who, for whom, where, why, what, yes or no.

    Names are those of the day. `patient_id` is empty where a number was looked up and nobody was
    found. Field list: reference security.md 1.1.
    """

    patient_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    action = models.CharField(max_length=20, choices=Action)
    is_permitted = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    actor_kind = models.CharField(max_length=20)
    person_id = models.UUIDField(null=True)
    role_id = models.UUIDField(null=True)
    practitioner_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=400, blank=True)
    role_code = models.CharField(max_length=20, blank=True)
    legal_entity_id = models.UUIDField(null=True)
    legal_entity_name = models.CharField(max_length=300, blank=True)
    point_of_care_name = models.CharField(max_length=300, blank=True)
    unit_id = models.UUIDField(null=True)
    unit_name = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=20, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    purpose_of_use = models.CharField(max_length=10, choices=Purpose, blank=True)
    is_user_selected = models.BooleanField(default=False)
    has_opened_restriction = models.BooleanField(default=False)
    attestation_id = models.UUIDField(null=True)
    toa = models.DateTimeField(null=True)
    item_type = models.CharField(max_length=40, blank=True)
    item_id = models.UUIDField(null=True)

    class Meta:
        db_table = "access_accessevent"


class AccessItem(LogRow):  # noqa: DJ008 - as above
    """What was shown or written under an event: type, id, version and outcome."""

    patient_id = models.UUIDField()
    event_id = models.UUIDField()
    resource_type = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)

    class Meta:
        db_table = "access_accessitem"


class ReconciliationRun(Model):
    """One check of one day: what the log holds beside what its patients are shown of it.

    Nothing about any patient: counts, kinds of faults, and the ids of the first bad rows. A run
    that stopped says after which patient in their order, and holds what was found until then.
    """

    day = models.DateField()
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    patients = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    shown = models.PositiveIntegerField()
    merged = models.PositiveIntegerField()
    own = models.PositiveIntegerField()
    systems = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    faults = models.JSONField(default=dict)
    first_bad = ArrayField(models.UUIDField(), default=list)
    checked_until = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("-day", "-started_at"), name="access_reconciliation_newest"),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.missing} missing of {self.events}"


APPEND_ONLY = (
    "access_accessevent",
    "access_accessitem",
    "access_reconciliationrun",
    "access_formerversion",
    "access_statedattestation",
)
