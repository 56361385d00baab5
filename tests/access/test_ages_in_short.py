"""The page about privacy tells the ages of the table in force, and none that stand in a text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from access.models import RepresentationPolicy
from access.representation import in_short
from common import clock
from tests.journal.shelf import words

pytestmark = pytest.mark.django_db
FIRST = (
    "You see your own record from the age of 16.",
    "At the age of 13–15 years you can use parts of the portal alone if a parent agrees.",
    "Parents see the record of a child under the age of 12.",
    "From the age of 16 you can give somebody power of attorney. Who gets it must be 18 or older.",
)


def said(client: Client) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return words(client.get("/personvern/"))


def row(role: str, start: int, end: int | None, level: str, **more: Any) -> dict[str, Any]:
    values = {"role": role, "service": "journal", "from_age": start, "until_age": end}
    return {**values, "level": level, "condition": "", **more}


def test_the_first_table_is_told(client: Client) -> None:
    page = said(client)
    for sentence in FIRST:
        assert sentence in page


def test_another_table_is_told_from_its_first_day(client: Client) -> None:
    rows = [
        row("self", 0, 14, "none"),
        row("self", 14, 15, "read", condition="youth-consent"),
        row("self", 15, 18, "read"),
        row("self", 18, None, "write"),
        row("parent", 0, 3, "none"),
        row("parent", 3, 14, "read"),
    ]
    tomorrow = clock.today() + timedelta(days=1)
    made = RepresentationPolicy.objects.create(
        version=2, rows=rows, options={}, valid_from=tomorrow, proposed_at=clock.now()
    )
    made.approved_at = clock.now()
    made.save()
    assert FIRST[0] in said(client)
    RepresentationPolicy.objects.create(
        version=3,
        rows=rows,
        options={},
        valid_from=clock.today(),
        proposed_at=clock.now(),
        approved_at=clock.now(),
    )
    page = said(client)
    assert "You see your own record from the age of 15." in page
    assert "At the age of 14 years you can use" in page
    assert "Parents see the record of a child at the age of 3–13 years." in page
    assert "power of attorney. Who" not in page


def test_without_a_table_no_age_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.representation.versions.in_force", lambda: None)
    assert in_short.sentences() == []
    assert "the age of" not in said(client)
