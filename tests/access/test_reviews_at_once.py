"""Two review the same opening at once: one decides. First the race with the lock off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from access.models import AccessReview
from access.reviews import deciding
from access.reviews.codes import ReviewStatus
from tests.access.reviewing import as_stored, reviewed, staff_grant, steps_of
from tests.cast import EMERGENCY, World
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def deciding_on(world: World, review: AccessReview, status: str) -> Callable[[], object]:
    def decide() -> object:
        reviewer = deciding.Reviewer.of(world.worker("vik"))
        with staff_grant(world, review.id) as grant:
            return deciding.decide(
                grant,
                reviewer,
                review_id=review.id,
                version=1,
                status=ReviewStatus(status),
                words="",
            )

    return decide


def both(world: World, review: AccessReview) -> list[str]:
    return all_at_once([deciding_on(world, review, each) for each in ("in-order", "not-in-order")])


def test_without_the_lock_both_believe_to_have_decided(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is there: only the constraint on the steps stops the second."""
    review = reviewed(committed_world, "berg", "kari", EMERGENCY)
    meeting, save = threading.Barrier(2), AccessReview.save

    def unlocked(query: models.QuerySet[Any], *_more: object) -> models.QuerySet[Any]:
        return query

    def after_both_have_read(self: AccessReview, **options: Any) -> None:
        meeting.wait(timeout=20)
        save(self, **options)

    monkeypatch.setattr(models.QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(AccessReview, "save", after_both_have_read)
    assert sorted(both(committed_world, review)) == ["IntegrityError", "done"]


def test_one_decides_and_the_other_is_told(committed_world: World) -> None:
    review = reviewed(committed_world, "berg", "kari", EMERGENCY)
    assert sorted(both(committed_world, review)) == ["Stale", "done"]
    (step,) = steps_of(review)
    assert as_stored(review).status == step.status
