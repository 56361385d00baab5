"""The pages of a print: their addresses, and how a browser with scripts goes through them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from journal.presenters.contents import Content
from tests.cast import World

OWN = "/journal/skriv-ut/"
PART = {"HX-Request": "true"}


def chosen(*ids: uuid.UUID, **more: Any) -> dict[str, Any]:
    return {"d": [str(each) for each in ids], **more}


def record_print(world: World, patient: str = "kari") -> str:
    return f"/kliniker/pasient/{world.patients[patient]}/dokumenter/skriv-ut/"


def parts(client: Client, page: Any) -> list[Any]:
    """The documents that the page fetches one after another, as its script does."""
    found, address = [], page.context["next_url"]
    while address:
        answer = client.get(address, headers=PART)
        assert answer.status_code == 200
        found.append(answer)
        address = answer.context["next_url"]
    return found


def pretend_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every PDF has 23 pages, opened without waiting; twenty of them are given at a time."""

    def content(title: str, found: tuple[bytes, str] | None, first: int = 1) -> Content:
        if not found or found[1] != "application/pdf":
            return Content("text", text="Tekst")
        numbers = range(first, min(first + 20, 24))
        sheets = [{"number": number, "src": "data:,", "alt": title} for number in numbers]
        return Content("pages", pages=sheets, more_count=23 - numbers[-1], page_count=23)

    monkeypatch.setattr("journal.presenters.contents.content", content)
