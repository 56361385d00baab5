"""Owns that the examples of docs/summary.md do what they say: each curl line is sent, in order."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from tests.cast import World
from tests.summary import sharing

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "summary.md"


def examples() -> Iterator[tuple[str, int, str]]:
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        line, told = block.strip().split("\n# ")
        status, _, words = told.partition(" ")
        yield line, int(status), words


def sent(line: str, known: dict[str, str]) -> Any:
    """The answer to what curl would send."""
    for name, value in known.items():
        line = re.sub(rf"(?<!\\)\${name}\b", value, line)
    found = iter(shlex.split(line)[1:])
    url, body, headers = "", None, {}
    for word in found:
        if word == "-H":
            name, _, value = next(found).partition(":")
            headers[name] = value.strip()
        elif word == "-X":
            next(found)
        elif word == "-d":
            body = next(found)
        else:
            url = word.replace("\\$", "$")
    path = urlsplit(url)
    kind = headers.pop("Content-Type", "application/json")
    method = "GET" if body is None else "POST"
    address = f"{path.path}?{path.query}" if path.query else path.path
    return Client(headers=headers).generic(method, address, body or "", kind)


def test_every_example_does_what_the_page_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summary.ips.shl.guarding.PACE", timedelta(0))
    out = io.StringIO()
    call_command("token", "--as", "kari", stdout=out)
    link = sharing.make(world).payload["url"]
    known = {
        "TOKEN": json.loads(out.getvalue())["access_token"],
        "BASE": "/fhir/R4",
        "PATIENT": str(world.patients["kari"]),
        "LINK": link,
        "UNKNOWN": f"{link[:-43]}{'A' * 43}",
    }
    told = list(examples())
    assert len(told) == 6
    for line, status, words in told:
        answer = sent(line, known)
        text = answer.content.decode()
        assert (answer.status_code, words in text) == (status, True), (line, text[:300])
