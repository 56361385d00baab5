"""Writes of reviews: a decision, or that the leader is asked. Each step says who, when and why."""

import uuid
from dataclasses import dataclass

from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from access.models import AccessReview, AccessReviewStep
from access.reviews.codes import DECIDED, UNDECIDED, ReviewStatus
from common import clock
from common.errors import DisError


class NotThere(DisError):
    """There is no such review for this person."""


class Stale(DisError):
    """Somebody has decided since the page was opened; nothing was done."""


@dataclass(frozen=True)
class Reviewer:
    person_id: uuid.UUID
    name: str

    @classmethod
    def of(cls, actor: Actor) -> "Reviewer":
        if actor.role is None or actor.person_id is None:
            raise TypeError("Reviews are made in a role.")
        return cls(actor.person_id, actor.role.practitioner_name)


def decide(
    grant: Grant,
    reviewer: Reviewer,
    *,
    review_id: uuid.UUID,
    version: int,
    status: ReviewStatus,
    words: str,
) -> AccessReview:
    """Take the next step of a review: decide it for good, or ask the clinician's leader.

    Locks the review and reads it again; Stale where it is decided, or is not the version seen.
    """
    grant.check(Kind.REVIEW, write=True)
    review: AccessReview | None = (
        AccessReview.objects.under(grant).select_for_update().filter(id=review_id).first()
    )
    if review is None:
        raise NotThere
    if review.status not in UNDECIDED or review.version != version:
        raise Stale
    now = clock.now()
    review.status = status
    review.version += 1
    review.decided_at = now if status in DECIDED else None
    review.save(update_fields=["status", "version", "decided_at"])
    step = AccessReviewStep(
        patient_id=review.patient_id,
        review=review,
        version=review.version,
        recorded_at=now,
        status=status,
        words=words,
        author_id=reviewer.person_id,
        author_name=reviewer.name,
    )
    AccessReviewStep.objects.add(grant, [step])
    grant.note([item(review, "written")])
    return review


def item(review: AccessReview, outcome: str) -> Item:
    """The organisation from which the record was opened answers for the review."""
    return Item(
        "AccessReview",
        review.id,
        review.version,
        review.patient_id,
        outcome,
        review.owner_name,
    )
