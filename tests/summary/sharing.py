"""Owns how tests make a link to the summary and open it, as people and programs do."""

from __future__ import annotations

import base64
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client
from joserfc import jwe
from joserfc.jwk import OctKey

from tests.cast import World

CODE = "blåbær7"


@dataclass(frozen=True)
class Link:
    """What a link says, as whoever gets it reads it."""

    payload: dict[str, Any]

    @property
    def path(self) -> str:
        return "/delt/" + str(self.payload["url"]).rsplit("/", 1)[1]


def payload_of(text: str) -> dict[str, Any]:
    encoded = text.split("shlink:/")[1]
    return dict(json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))))


def filled(world: World, who: str = "kari", **more: Any) -> dict[str, Any]:
    return {
        "patient": str(world.patients[who]),
        "form_id": str(uuid.uuid4()),
        "label": "Legen i Spania",
        "passcode": CODE,
        "days": "7",
        "openings": "3",
        "language": "en",
        "confirm": "on",
        **more,
    }


def make(world: World, who: str = "kari", client: Client | None = None, **more: Any) -> Link:
    browser = client or world.sign_in(who)
    answer = browser.post("/oppsummering/lenker/ny/", filled(world, who, **more))
    assert answer.status_code == 200, answer.content.decode()
    text = re.search(r"<textarea[^>]*>([^<]+)</textarea>", answer.content.decode())
    assert text
    return Link(payload_of(text[1]))


def ask(link: Link, passcode: str = CODE, **more: Any) -> Any:
    body = {"recipient": "Dr. García, Hospital Clínic", "passcode": passcode, **more}
    return Client().post(link.path, json.dumps(body), content_type="application/json")


def opened(link: Link, sealed: str) -> dict[str, Any]:
    """The document, as who has the key reads it."""
    key = base64.urlsafe_b64decode(link.payload["key"] + "=")
    found = jwe.decrypt_compact(sealed, OctKey.import_key(key))
    assert found.plaintext is not None
    return dict(json.loads(found.plaintext))


def file_of(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    return dict(answer.json()["files"][0])
