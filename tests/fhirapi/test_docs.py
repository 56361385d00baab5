"""Owns that the examples of docs/api.md do what they say: each curl line is sent, in order."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from common import clock
from demo.cast.persons import persons
from fhirapi.models import App
from fhirapi.subscriptions import endpoints
from tests.cast import World

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Example:
    """A curl line of the page, and what the line below it says comes back."""

    line: str
    status: int
    words: str
    known: dict[str, str] = field(default_factory=dict)

    def sent(self) -> Any:
        """The answer to what curl would send."""
        url, method, body, headers = "", "", None, {}
        words = iter([_filled(word, self.known) for word in shlex.split(self.line)][1:])
        for word in words:
            if word == "-H":
                name, _, value = next(words).partition(":")
                headers[name.strip()] = value.strip()
            elif word == "-X":
                method = next(words)
            elif word == "-d":
                body = next(words)
            elif not word.startswith("-"):
                url = word
        kind = headers.pop("Content-Type", _FORM if body else "")
        split = urlsplit(url)
        path = f"{split.path}?{split.query}" if split.query else split.path
        method = method or ("GET" if body is None else "POST")
        return Client(headers=headers).generic(method, path, body or "", kind)


def examples() -> Iterator[Example]:
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        if block.startswith("curl"):
            line, told = block.strip().split("\n# ")
            status, _, words = told.partition(" ")
            yield Example(line, int(status), words)


def _filled(word: str, known: dict[str, str]) -> str:
    """The word with the variables of the shell put in."""
    return re.sub(r"\$([A-Z]+)", lambda match: known[match[1]], word)


def _token(name: str) -> str:
    out = io.StringIO()
    call_command("token", "--as", name, stdout=out)
    return str(json.loads(out.getvalue())["access_token"])


def test_every_example_does_what_the_page_says(world: World) -> None:
    known = {
        "BASE": f"{settings.BASE_URL}/fhir/R4",
        "TOKEN": _token("kari"),
        "SYSTEM": _token("system"),
        "PATIENT": str(world.patients["kari"]),
        "NUMBER": persons(clock.today())["kari"].national_id,
    }
    known["ENDPOINT"] = "https://ehr.example.no/news"
    client = App.objects.get(client_id="dis-demo-ehr").api_client
    endpoints.register(client, known["ENDPOINT"])
    wrong = []
    for example in examples():
        example.known = known
        answer = example.sent()
        # Resources come back with the blanks that their senders have written.
        text = answer.content.decode().replace('":"', '": "')
        if answer.status_code != example.status or example.words not in text:
            wrong.append(f"{example.line[-90:]}: {answer.status_code} {text[:300]}")
        known["ETAG"] = answer.headers.get("ETag", known.get("ETAG", ""))
        if answer.status_code == 201:
            made = json.loads(text)
            known[made["resourceType"].upper()] = made["id"]
    assert not wrong, "\n".join(wrong)
    assert len(list(examples())) > 10


def test_the_first_block_makes_its_tokens_by_our_own_command() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in re.findall(r"manage\.py token --as (\w+)", page):
        assert name in {"kari", "system"}
