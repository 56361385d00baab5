"""A month of a small town, made up and full of ordinary work: who snoops is found among it."""

from __future__ import annotations

import pytest

from bench.unusual import outcome

pytestmark = pytest.mark.django_db(transaction=True)


def test_snoopers_are_found_and_few_others_are_suspected() -> None:
    """The whole month of 200,000 reads, and ten towns of it, are in the bench."""
    found = outcome(31, people=3_000, staff=200, events=25_000)
    assert found.found >= 17, found.missed
    assert len(found.wrong) <= 20
