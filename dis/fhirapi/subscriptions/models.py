"""The tables of subscriptions: where systems may be told, what they asked for, and the notices."""

from django.db import models

from access.codes import Kind
from access.records import PatientRecord
from common.models import Model
from fhirapi.subscriptions.codes import Payload, State, Status


class Endpoint(Model):
    """An address at which a system is told; one administrator has proposed it, another approved.

    Until then it `is_waiting`, and is none. `secret` is the value of the header Authorization that
    it is told with, sealed with the keys of the house.
    """

    client = models.ForeignKey("fhirapi.ApiClient", on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    secret = models.BinaryField(null=True)
    is_waiting = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by_id = models.UUIDField(null=True)
    registered_by_name = models.CharField(max_length=400, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("client", "url"),
                condition=models.Q(removed_at=None, is_waiting=False),
                name="fhirapi_endpoint_once",
            ),
        )

    def __str__(self) -> str:
        return self.url


class Subscription(Model):
    """What a system has asked to be told of: one topic, which is one type, narrowed by filters.

    `about` is the one patient that a filter names, as the system has written it: nothing here says
    that there is such a patient. `source` signs what the system's own organisation sends, of which
    it is not told. `known_at` is a transaction of the database (docs/events.md): when all older
    ones have ended, nothing can be missed. `claim` is the delivery under way until `claimed_until`.
    """

    client = models.ForeignKey("fhirapi.ApiClient", on_delete=models.PROTECT, related_name="+")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    resource_type = models.CharField(max_length=40)
    filters = models.JSONField(default=list)
    about = models.UUIDField(null=True)
    payload = models.CharField(max_length=10, choices=Payload)
    heartbeat_seconds = models.PositiveIntegerField(default=0)
    timeout_seconds = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    ends_at = models.DateTimeField(null=True)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status)
    cause = models.CharField(max_length=20, blank=True)
    answered = models.PositiveIntegerField(null=True)
    status_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    known_at = models.BigIntegerField(null=True)
    last_number = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("resource_type",),
                condition=~models.Q(status=Status.OFF),
                name="fhirapi_sub_listening",
            ),
            models.Index(
                fields=("due_at",), condition=~models.Q(status=Status.OFF), name="fhirapi_sub_due"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Event(PatientRecord):
    """`access.resource_stored`: something was stored that somebody has asked to be told of.

    Ids only, written in the transaction that stored it.
    """

    kind = Kind.RECORD
    resource_type = models.CharField(max_length=40)
    resource_id = models.UUIDField()
    change = models.CharField(max_length=20)
    happened_at = models.DateTimeField()

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(fields=("patient", "happened_at"), name="fhirapi_event_patient"),
            models.Index(fields=("happened_at",), name="fhirapi_event_age"),
        )


class Notice(models.Model):
    """One event on its way to one subscription. Its key is the order; `number` is what the system
    counts, given when it is told and not before, so that what is left out leaves no hole.

    `logged_at` says that the patient's log has it. Without an event it was erased meanwhile.
    """

    id = models.BigAutoField(primary_key=True)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    number = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(db_index=True)
    logged_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    cause = models.CharField(max_length=20, blank=True)
    answered = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subscription", "number"), name="fhirapi_notice_number"
            ),
        )
        indexes = (
            models.Index(
                fields=("subscription", "id"),
                condition=models.Q(state=State.WAITING),
                name="fhirapi_notice_waiting",
            ),
            models.Index(
                fields=("subscription", "-settled_at"),
                condition=models.Q(state=State.DEAD),
                name="fhirapi_notice_dead",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
