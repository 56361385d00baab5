"""The tables of the access log, and of the checks that are made of it."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.codes import Action, Purpose
from common.models import Model


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

    Names are those of the day; the place of a citizen is the app by which he came, if any.
    `patient_id` is empty where a number was looked up and nobody was found. Field list: reference
    security.md 1.1.
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


class LoggedAccess(models.Model):  # noqa: DJ008 - as above
    """The same rows as other systems see them (access.auditing), by their id alone."""

    id = models.UUIDField(primary_key=True)
    received_at = models.DateTimeField(db_column="recorded_at")
    patient_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    action = models.CharField(max_length=20)
    is_permitted = models.BooleanField()
    actor_kind = models.CharField(max_length=20)
    person_id = models.UUIDField(null=True)
    role_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=400)
    role_code = models.CharField(max_length=20)
    legal_entity_name = models.CharField(max_length=300)
    point_of_care_name = models.CharField(max_length=300)
    unit_name = models.CharField(max_length=300)
    ground = models.CharField(max_length=20)
    purpose_of_use = models.CharField(max_length=10)
    is_user_selected = models.BooleanField()
    attestation_id = models.UUIDField(null=True)
    toa = models.DateTimeField(null=True)
    item_type = models.CharField(max_length=40)
    item_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "access_accessevent"


class AccessItem(LogRow):  # noqa: DJ008 - as above
    """What was shown or written under an event: type, id, version and outcome."""

    patient_id = models.UUIDField()
    event_id = models.UUIDField()
    resource_type = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20)
    # The data controller of the thing, by name, as it was then.
    controller = models.CharField(max_length=300, blank=True)

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
