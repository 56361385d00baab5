"""Bundles of versions: how much of a history is asked for, and its pages."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from access import confidentiality
from access.grant import Grant
from common.declarations import FhirType
from common.fhirtime import instant
from fhirapi import limits, serving, versions
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal

_BEFORE = "_before"  # Ours, in `next` links only.
_PARTED = "~"


@dataclass(frozen=True)
class Asked:
    """How many versions at most, of what came since then, and before which of them."""

    most: int
    since: datetime | None = None
    before: versions.Place | None = None


@dataclass(frozen=True)
class Page:
    """`total` is how many versions there are, as far as the reader may see them, where counted."""

    rows: Sequence[Any]
    total: int | None
    next: versions.Place | None


def asked(call: Call) -> Asked:
    """Refusal for numbers and times that are none."""
    count, since = call.parameter("_count"), call.parameter("_since")
    if count is not None and not (count.isascii() and count.isdigit() and len(count) < 10):
        raise Refusal.of(400, "invalid", "_count is a whole number.", "_count")
    most = int(count) if count else limits.number("page_usual")
    at = _instant(since) if since is not None else None
    return Asked(max(1, min(most, limits.number("page_most"))), at, _before(call))


def page(rows: Sequence[Any], asked: Asked, *, is_all: bool = True) -> Page:
    """The part of versions, newest first, that is asked for; one more tells that there are more."""
    found = [
        row
        for row in rows
        if (asked.since is None or row.received_at >= asked.since)
        and (asked.before is None or versions.place(row) < asked.before)
    ]
    shown = found[: asked.most]
    goes_on = versions.place(shown[-1]) if len(found) > len(shown) else None
    return Page(shown, len(rows) if is_all and asked.since is None else None, goes_on)


def answer(call: Call, grant: Grant | None, fhir_type: FhirType, page: Page) -> Answer:
    """The Bundle of type history. What it shows is in the log, version by version."""
    if grant is not None:
        grant.note(serving.items(grant, fhir_type, page.rows))
    texts = serving.shaped(call, fhir_type, serving.text_of(grant, fhir_type, page.rows))
    entries = [
        _entry(call, grant, fhir_type, row, text)
        for row, text in zip(page.rows, texts, strict=True)
    ]
    head: dict[str, Any] = {"resourceType": "Bundle", "id": str(uuid.uuid4()), "type": "history"}
    if page.total is not None:
        head["total"] = page.total
    head["link"] = _links(call, page)
    text = json.dumps(head, separators=(",", ":"))
    return Answer(200, f'{text[:-1]},"entry":[{",".join(entries)}]}}' if entries else text)


def _entry(call: Call, grant: Grant | None, fhir_type: FhirType, row: Any, text: str) -> str:
    is_citizen = grant is not None and confidentiality.is_citizen(grant.audience)
    # That a version was not the first would tell a citizen of one that hides.
    is_new = row.version == 1 and not is_citizen
    place = fhir_type.name if is_new else f"{fhir_type.name}/{row.id}"
    told = {
        "request": {"method": "POST" if is_new else "PUT", "url": place},
        "response": {
            "status": "201" if is_new else "200",
            "etag": f'W/"{versions.name(grant, row)}"',
            "lastModified": row.received_at.isoformat(timespec="milliseconds"),
        },
    }
    rest = json.dumps(told, separators=(",", ":"))[1:]
    return f'{{"fullUrl":"{call.base}/{fhir_type.name}/{row.id}","resource":{text},{rest}'


def _links(call: Call, page: Page) -> list[dict[str, str]]:
    address = "/".join([call.base, *call.parts])
    own = [(name, value) for name, value in call.query if name != _BEFORE]
    links = [{"relation": "self", "url": _url(address, call.query)}]
    if page.next is not None:
        at, own_id = page.next
        place = f"{at.isoformat()}{_PARTED}{own_id}"
        links.append({"relation": "next", "url": _url(address, [*own, (_BEFORE, place)])})
    return links


def _url(address: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def _instant(text: str) -> datetime:
    try:
        found = instant(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        words = "_since is an instant, as 2026-01-31T12:00:00Z."
        raise Refusal.of(400, "invalid", words, "_since")
    return found


def _before(call: Call) -> versions.Place | None:
    place = call.parameter(_BEFORE)
    if place is None:
        return None
    at, _, own_id = place.partition(_PARTED)
    try:
        found = datetime.fromisoformat(at), uuid.UUID(own_id)
        found[0].astimezone()
    except ValueError as error:
        raise Refusal.of(400, "invalid", "This link is not one of ours.", _BEFORE) from error
    if found[0].tzinfo is None:
        raise Refusal.of(400, "invalid", "This link is not one of ours.", _BEFORE)
    return found
