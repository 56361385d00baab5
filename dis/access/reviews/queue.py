"""Reads of reviews: the named look-ups that lead to a Grant, and what is read under it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from access.grant import Grant
from access.models import AccessReview, AccessReviewStep
from access.reviews.codes import DECIDED, UNDECIDED, ReviewStatus
from common import clock

DECIDED_FOR = timedelta(days=365)
STATES = ("open", "asked", "done")


@dataclass(frozen=True)
class Wanted:
    """Which reviews to list: those that wait for a decision, for a leader, or decided lately."""

    state: str = "open"
    basis: str = ""
    person_id: uuid.UUID | None = None
    is_overdue: bool = False

    @property
    def statuses(self) -> Sequence[str]:
        return {"open": UNDECIDED, "asked": (ReviewStatus.ASKED,), "done": DECIDED}[self.state]

    @property
    def since(self) -> datetime | None:
        return clock.now() - DECIDED_FOR if self.state == "done" else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.basis or self.person_id or self.is_overdue)


@dataclass
class Patients:
    """The named look-up behind the list; keeps which reviews it found, and how many somebody else
    must decide: of himself, of his family, of what they opened, and of patients who have shut him
    out."""

    role_id: uuid.UUID | None
    wanted: Wanted = field(default_factory=Wanted)
    review_id: uuid.UUID | None = None
    review_ids: Sequence[uuid.UUID] = ()
    withheld_count: int = 0

    def of(self, legal_entity_id: uuid.UUID) -> list[uuid.UUID]:
        """The patients with such reviews of this legal entity."""
        statuses = [*UNDECIDED, *DECIDED] if self.review_id else list(self.wanted.statuses)
        since = None if self.review_id else self.wanted.since
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM access_review_patients(%s, %s, %s, %s, %s, %s)",
                [legal_entity_id, self.role_id, statuses, since, self.review_id, clock.now()],
            )
            rows = cursor.fetchall()
        self.withheld_count = sum(is_withheld for *_, is_withheld in rows)
        self.review_ids = [each for each, _, is_withheld in rows if not is_withheld]
        return list(dict.fromkeys(each for _, each, is_withheld in rows if not is_withheld))

    def only(self, legal_entity_id: uuid.UUID) -> uuid.UUID | None:
        """The patient of the one review asked for, if it is this legal entity's."""
        found = self.of(legal_entity_id)
        return found[0] if found else None


@dataclass(frozen=True)
class Unattended:
    """The reviews of one legal entity that nobody there can decide."""

    owner_name: str
    amount: int
    first_due_on: date


def counts(legal_entity_id: uuid.UUID, role_id: uuid.UUID) -> tuple[int, int]:
    """How many reviews wait for this role, and how many of them are overdue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_review_counts(%s, %s, %s, %s, %s)",
            [legal_entity_id, role_id, list(UNDECIDED), clock.now(), clock.today()],
        )
        open_count, overdue_count = cursor.fetchone()
    return open_count, overdue_count


def unattended() -> list[Unattended]:
    """Where nobody reviews, those due first on top. No patient and no clinician."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM access_reviews_unattended(%s, %s, %s)",
            [list(UNDECIDED), clock.now(), clock.today()],
        )
        return [Unattended(*row) for row in cursor.fetchall()]


def reviews(grant: Grant, patients: Patients) -> QuerySet[AccessReview]:
    """The reviews that the look-up found and that fit: those due first on top, of what is decided
    the latest."""
    wanted = patients.wanted
    found: QuerySet[AccessReview] = AccessReview.objects.under(grant).filter(
        id__in=patients.review_ids, status__in=wanted.statuses
    )
    if wanted.basis:
        found = found.filter(basis=wanted.basis)
    if wanted.person_id:
        found = found.filter(person_id=wanted.person_id)
    if wanted.is_overdue:
        found = found.filter(due_on__lt=clock.today())
    if wanted.state == "done":
        return found.order_by("-decided_at", "id")
    return found.order_by("due_on", "opened_at", "id")


def people(grant: Grant, patients: Patients) -> dict[uuid.UUID, str]:
    """Who has opened the records of the reviews that the look-up found, by name."""
    rows = AccessReview.objects.under(grant).filter(id__in=patients.review_ids)
    pairs = rows.order_by("actor_name", "person_id").values_list("person_id", "actor_name")
    return dict(pairs.distinct())


def review(grant: Grant, review_id: uuid.UUID) -> AccessReview | None:
    """One review with what was stated, or None where it is not there or not for this reader."""
    found: AccessReview | None = (
        AccessReview.objects.under(grant).select_related("attestation").filter(id=review_id).first()
    )
    return found


def steps(grant: Grant, review_id: uuid.UUID) -> list[AccessReviewStep]:
    """What has happened with a review, oldest first."""
    found = AccessReviewStep.objects.under(grant).filter(review_id=review_id)
    return list(found.order_by("version"))
