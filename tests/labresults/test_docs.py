"""Owns that the examples of docs/results.md do what they say: each curl line is sent, in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from labresults.kith import items, reading, values
from tests.cast import World
from tests.fhirapi.test_docs import Example, _token
from tests.labresults.kith import number_of

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "results.md").read_text(encoding="utf-8")


def test_every_example_does_what_the_page_says(world: World) -> None:
    known = {
        "BASE": f"{settings.BASE_URL}/fhir",
        "TOKEN": _token("kari"),
        "SYSTEM": _token("system"),
        "NUMBER": number_of("kari"),
    }
    wrong = []
    blocks = [b for b in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if b.startswith("curl")]
    for block in blocks:
        line, told = block.strip().split("\n# ")
        status, _, words = told.partition(" ")
        answer = Example(line, int(status), words, known).sent()
        text = answer.content.decode()
        if answer.status_code != int(status) or words not in text:
            wrong.append(f"{line[-90:]}: {answer.status_code} {text[:300]}")
    assert not wrong, "\n".join(wrong)
    assert len(blocks) >= 4


def test_the_limits_are_those_of_the_page() -> None:
    said = PAGE.partition("## Limits")[2]
    for number in (
        reading.MOST_BYTES // 1024 // 1024,
        reading.MOST_REPORTS,
        items.MOST_ITEMS,
        values.LONGEST,
    ):
        assert f"{number:,}" in said
