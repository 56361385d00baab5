"""The order of what is found, a page of it, and the sealed link to the next.

Rows are found behind the last one shown, never by counting, and what has come since the search
began is left out. So pages repeat nothing, and skip nothing that was there and stays as it is. What
got another place in the order meanwhile is left out: it may have been shown at its former one.
"""

import base64
import hashlib
import json
import uuid
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q

from access.grant import Grant
from common import clock, crypto
from common.declarations import FhirType
from fhirapi.callers import Caller
from fhirapi.calls import Call
from fhirapi.outcomes import Refusal
from fhirapi.searching import moving
from fhirapi.searching.asking import ID, LAST_UPDATED, Asked

PARAMETER = "_page"
LASTS = 3600  # Seconds; as long as an attestation.
_SALT = "fhirapi.searching.page"
_UPDATED, _MAIN = "received_at", "sorted_at"
_COLUMNS = {ID: "id", LAST_UPDATED: _UPDATED}


@dataclass(frozen=True)
class Place:
    """Where a search is: its query without national ids, when it began, and the last row shown."""

    query: tuple[tuple[str, str], ...]
    began: datetime
    last: tuple[str, ...] | None = None


def begun(query: Any) -> Place:
    return Place(tuple((name, value) for name, value in query), clock.now())


def page(
    grant: Grant | None, fhir_type: FhirType, rows: Any, asked: Asked, place: Place
) -> tuple[list[Any], Place | None]:
    """The rows of this page, and the place of the next where there is more."""
    order = _order(asked)
    if place.last is not None:
        rows = rows.filter(_behind(order, place.last))
        if _UPDATED in dict(order):
            rows = rows.filter(received_at__lte=place.began)
    names = [f"-{column}" if is_descending else column for column, is_descending in order]
    found = list(rows.order_by(*names)[: asked.count + 1])
    shown = found[: asked.count]
    behind = None
    if len(found) > asked.count and shown:
        key = tuple(_text(getattr(shown[-1], column)) for column, _ in order)
        behind = replace(place, last=key)
    if grant is not None and place.last is not None and _MAIN in dict(order):
        moved = moving.moved(grant, fhir_type, shown, place.began)
        shown = [row for row in shown if row.id not in moved]
    return shown, behind


def existing(rows: Any, place: Place) -> Any:
    """The rows without those that have come since the first page, which shows what there is. One
    that was changed since was there."""
    return rows if place.last is None else rows.exclude(version=1, received_at__gt=place.began)


def _order(asked: Asked) -> list[tuple[str, bool]]:
    """The columns, and whether the greatest comes first. The id comes last and settles it."""
    found: list[tuple[str, bool]] = []
    for key in asked.sort:
        found.append((_COLUMNS.get(key.name, _MAIN), key.is_descending))
        if key.name == ID:
            return found
    return [*found, ("id", found[-1][1] if found else False)]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _behind(order: list[tuple[str, bool]], last: tuple[str, ...]) -> Q:
    """The rows that come after the last one shown: greater in the first column in which they are
    not the same."""
    if len(last) != len(order):
        raise Refusal.of(410, "expired", "This page link is over: search anew.")
    behind, same, within = Q(), Q(), Q()
    for (column, is_descending), text in zip(order, last, strict=True):
        value = uuid.UUID(text) if column == "id" else datetime.fromisoformat(text)
        beyond = f"{column}__{'lt' if is_descending else 'gt'}"
        # This says nothing new: it is there for the index.
        within = within or Q(**{f"{beyond}e": value})
        behind |= same & Q(**{beyond: value})
        same &= Q(**{column: value})
    return within & behind


def link(call: Call, fhir_type: FhirType, place: Place, *, path: str = "") -> str:
    """An address that says nothing: what was asked and where the search is stand sealed in it."""
    path = path or fhir_type.name
    content = [place.query, place.began.isoformat(), place.last, _bound_to(call.caller)]
    plain = zlib.compress(json.dumps(content).encode())
    sealed = crypto.seal(_key(), plain, place=f"{_SALT}|{path}")
    text = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{call.base}/{path}?{PARAMETER}={_signer(path).sign(text)}"


def opened(call: Call, path: str, text: str) -> Place:
    """What a link to a page holds. Refusal for one that was changed, is over, or is another's."""
    try:
        sealed = _bytes(_signer(path).unsign(text, max_age=LASTS))
    except signing.SignatureExpired:
        raise Refusal.of(410, "expired", "This page link is over: search anew.") from None
    except signing.BadSignature:
        raise Refusal.of(400, "invalid", "This is no page link of ours.") from None
    plain = crypto.unseal([_key()], sealed, place=f"{_SALT}|{path}")
    query, began, last, bound_to = json.loads(zlib.decompress(plain))
    if bound_to != _bound_to(call.caller):
        raise Refusal.of(403, "forbidden", "This page link was made for another caller.")
    pairs = tuple((name, value) for name, value in query)
    return Place(pairs, datetime.fromisoformat(began), tuple(last) if last else None)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signer(path: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{_SALT}|{path}")


def _bound_to(caller: Caller) -> str:
    """Who may follow the link: the same client, for the same organisation, person and patient."""
    role = caller.actor.role
    whose = (caller.client_id, caller.source)
    parts = (*whose, caller.actor.person_id, caller.patient_id, role.id if role else None)
    return hashlib.sha256(json.dumps([str(each) for each in parts]).encode()).hexdigest()


def _key() -> bytes:
    return hashlib.sha256(f"{_SALT}|{settings.SECRET_KEY}".encode()).digest()
