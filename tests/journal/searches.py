"""What the tests of searching share: how a search is sent, and what its list shows."""

from __future__ import annotations

from typing import Any

from django.test import Client

from journal import reading_in
from tests.journal.shelf import holding, put


def text(words: str) -> list[dict[str, Any]]:
    return holding(words.encode(), "text/plain")


def bring(*documents: dict[str, Any]) -> None:
    """Import, and read in."""
    put(*documents)
    reading_in.drain(60)


def search(client: Client, typed: str, address: str = "/journal/") -> Any:
    """Send the form as a browser does, and follow it to the results."""
    sent = client.post(address, {"q": typed})
    assert sent.status_code == 302, sent.status_code
    return client.get(sent["Location"])


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [row.title.removeprefix("Epikrise ") for row in answer.context["page"].object_list]
