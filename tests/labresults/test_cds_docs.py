"""Owns that the examples of docs/cds.md do what they say: each curl line is sent, in order."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from fhirapi import limits
from tests.cast import World
from tests.fhirapi.test_docs import Example
from tests.labresults.results import observation, put
from tests.labresults.test_measured import lasts

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cds.md").read_text(encoding="utf-8")


def test_every_example_does_what_the_page_says(world: World) -> None:
    lasts(10)
    put(observation("ny", 3))
    out = io.StringIO()
    call_command("token", "--as", "berg", "--patient", "kari", stdout=out)
    token = json.loads(out.getvalue())
    known = {
        "BASE": f"{settings.BASE_URL}/fhir",
        "DOCTOR": token["access_token"],
        "PATIENT": token["patient"],
    }
    blocks = [b for b in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if b.startswith("curl")]
    assert len(blocks) == 7
    for block in blocks:
        line, told = block.strip().split("\n# ")
        status, _, words = told.partition(" ")
        answer = Example(line, int(status), words, known).sent()
        text = answer.content.decode()
        assert answer.status_code == int(status), text
        assert words in text
        for card in json.loads(text).get("cards", []):
            known |= {"CARD": card["uuid"], "SUGGESTION": card["suggestions"][0]["uuid"]}


def test_the_limits_are_those_of_the_page() -> None:
    said = PAGE.partition("## Limits")[2]
    assert f"{limits.number('hook_bytes') // 1024} KB" in said
    assert f"{limits.number('hook_orders')} orders" in said
