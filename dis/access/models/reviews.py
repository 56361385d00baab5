"""The tables of reviews: openings that somebody must look over, and the steps of looking."""

from django.db import models

from access.codes import Audience, Basis, Kind
from access.grant import Grant
from access.models.record import StatedAttestation
from access.records import PatientRecord
from access.reviews.codes import WORDS_LENGTH, ReviewStatus

_NOBODY = models.Q(pk__in=[])


class AccessReview(PatientRecord):
    """An opening of a record that its organisation's privacy officer looks over.

    Made in the transaction of the attestation, with the names of that day. Seen by who reviews for
    the owner, and never by who opened the record. The patient is told the outcome, nothing else.
    """

    kind = Kind.REVIEW
    attestation = models.OneToOneField(
        StatedAttestation, on_delete=models.PROTECT, related_name="+"
    )
    owner_id = models.UUIDField()
    owner_name = models.CharField(max_length=300)
    person_id = models.UUIDField()
    actor_name = models.CharField(max_length=400)
    role_code = models.CharField(max_length=20)
    workplace = models.CharField(max_length=700)
    basis = models.CharField(max_length=20, choices=Basis)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    status = models.CharField(max_length=20, choices=ReviewStatus, default=ReviewStatus.OPEN)
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True)

    class Meta(PatientRecord.Meta):
        indexes = (
            models.Index(fields=("owner_id", "status", "due_on"), name="access_review_queue"),
            models.Index(fields=("patient", "-opened_at"), name="access_review_patient"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return _visible(grant, "")


class AccessReviewStep(PatientRecord):
    """One step of a review: who, when, to which state, with which words. For those who review."""

    kind = Kind.REVIEW
    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=ReviewStatus)
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)
    author_id = models.UUIDField()
    author_name = models.CharField(max_length=400)

    class Meta(PatientRecord.Meta):
        constraints = (
            models.UniqueConstraint(fields=("review", "version"), name="access_reviewstep_key"),
        )

    @classmethod
    def visible_to(cls, grant: Grant) -> models.Q:
        return _visible(grant, "review__")


def _visible(grant: Grant, path: str) -> models.Q:
    """The owner's reviews, but for those of what the reader has opened himself."""
    if grant.audience is not Audience.STAFF or grant.legal_entity_id is None:
        return _NOBODY
    owned = models.Q(**{f"{path}owner_id": grant.legal_entity_id})
    return owned & ~models.Q(**{f"{path}person_id": grant.reader_id})
