"""Documents in several versions, each told from the others by its title and its text."""

from __future__ import annotations

import base64
from typing import Any

from tests.journal import shelf
from tests.journal.shelf import document, holding


def version(number: int, patient: str = shelf.OWN, **more: Any) -> Any:
    content = holding(f"Tekst nummer {number}".encode(), "text/plain")
    title = {"description": f"Tittel {number}"}
    return document("d", patient, **{"content": content, **title, **more})


def bytes_of(own_id: str, data: bytes) -> dict[str, Any]:
    encoded = base64.b64encode(data).decode()
    return {"resourceType": "Binary", "id": own_id, "contentType": "text/plain", "data": encoded}


def attached(*names: str) -> list[dict[str, Any]]:
    """The content of a document with texts attached to it."""
    found = holding(b"Brev", "text/plain")
    for name in names:
        (more,) = holding(f"Tekst i {name}".encode(), "text/plain")
        title = {"title": name} if name else {}
        found.append({"attachment": {**more["attachment"], **title}})
    return found
