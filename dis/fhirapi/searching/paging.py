"""The order of what is found, a page of it, and the sealed link to the next.

Rows are found behind the last one shown, never by counting, and what has come since the search
began is left out: a page skips and repeats nothing that was there when it began.
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

from common import clock, crypto
from common.declarations import FhirType
from fhirapi.callers import Caller
from fhirapi.calls import Call
from fhirapi.outcomes import Refusal
from fhirapi.searching.asking import ID, LAST_UPDATED, Asked

PARAMETER = "_page"
LASTS = 3600  # Seconds; as long as an attestation.
_SALT = "fhirapi.searching.page"
_COLUMNS = {ID: "id", LAST_UPDATED: "received_at", "": "id"}


@dataclass(frozen=True)
class Place:
    """Where a search is: its query without national ids, when it began, and the last row shown."""

    query: tuple[tuple[str, str], ...]
    began: datetime
    last: tuple[str, str] | None = None


def begun(query: Any) -> Place:
    return Place(tuple((name, value) for name, value in query), clock.now())


def page(
    fhir_type: FhirType, rows: Any, asked: Asked, place: Place
) -> tuple[list[Any], Place | None]:
    """The rows of this page, and the place of the next where there is more."""
    column = _column(fhir_type, asked)
    sign = "-" if asked.is_descending else ""
    order = [f"{sign}id"] if column == "id" else [f"{sign}{column}", f"{sign}id"]
    rows = rows.filter(_behind(column, asked.is_descending, place.last))
    found = list(rows.order_by(*order)[: asked.count + 1])
    shown = found[: asked.count]
    if len(found) <= asked.count or not shown:
        return shown, None
    key = shown[-1].id if column == "id" else getattr(shown[-1], column).isoformat()
    return shown, replace(place, last=(str(key), str(shown[-1].id)))


def existing(rows: Any, place: Place) -> Any:
    """The rows without those that have come since. One that was changed since was there."""
    return rows.exclude(version=1, received_at__gt=place.began)


def _column(fhir_type: FhirType, asked: Asked) -> str:
    return _COLUMNS.get(asked.sort, "sorted_at")


def _behind(column: str, is_descending: bool, last: tuple[str, str] | None) -> Q:
    if last is None:
        return Q()
    beyond = "lt" if is_descending else "gt"
    own_id = uuid.UUID(last[1])
    if column == "id":
        return Q(**{f"id__{beyond}": own_id})
    key = datetime.fromisoformat(last[0])
    # The first condition says nothing new: it is there for the index.
    within = Q(**{f"{column}__{beyond}e": key})
    return within & (Q(**{f"{column}__{beyond}": key}) | Q(**{f"id__{beyond}": own_id}))


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
    """Who may follow the link: the same client, for the same person and patient."""
    role = caller.actor.role
    parts = (caller.client_id, caller.actor.person_id, caller.patient_id, role.id if role else None)
    return hashlib.sha256(json.dumps([str(each) for each in parts]).encode()).hexdigest()


def _key() -> bytes:
    return hashlib.sha256(f"{_SALT}|{settings.SECRET_KEY}".encode()).digest()
