"""What is lifted out of a DocumentReference or Binary: its columns, without asking the database."""

import uuid
from collections.abc import Mapping
from typing import Any

from access.codes import CONFIDENTIALITY_SYSTEM
from access.confidentiality import DELAYED
from common.declarations import Incoming
from common.errors import Unacceptable
from common.fhirtime import instant, period
from common.references import codes, display, mappings, own_id, system_of, target
from journal import authors, life, sealing
from journal.codes import CATEGORIES, TYPE_SYSTEM, TYPES, category_of
from journal.texts import words_of

CONFIDENTIALITY_SYSTEMS = (
    CONFIDENTIALITY_SYSTEM,
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "urn:oid:2.16.840.1.113883.5.25",
)
UNKNOWN = "UNKNOWN"
STATUSES = ("current", "superseded", "entered-in-error")
STATUSES_OF_TEXT = ("preliminary", "final", "amended", "entered-in-error")
# Columns that hold bytes until journal.sealing has made blobs of them.
DATA = "data"


def binary_columns(incoming: Incoming) -> dict[str, Any]:
    data = incoming.resource.get("data")
    if not data:
        raise Unacceptable.because("it has no data", "Binary.data")
    return {
        "content_type": _media(incoming.resource.get("contentType")),
        DATA: sealing.decoded(data, "Binary.data"),
    }


def document_columns(incoming: Incoming) -> dict[str, Any]:
    resource = incoming.resource
    first, *others = attachments(resource) or [{}]
    type_code = next(iter(codes(resource.get("type"), TYPE_SYSTEM)), "")
    _check_status(resource)
    found = {
        **authors.columns(incoming),
        **life.relations(incoming, own_id(incoming)),
        **_dates(resource, first),
        "status": str(resource.get("status")),
        "doc_status": str(resource.get("docStatus") or ""),
        "status_reason": life.status_reason(resource),
        "category": category_of(type_code, _category(resource)),
        "type": type_code[:40],
        "type_text": TYPES.get(type_code) or words_of(display(resource.get("type")), 300),
        "title": words_of(resource.get("description") or first.get("title"), 500),
        "language": str(first.get("language") or resource.get("language") or "")[:20],
        "content_type": _media(first.get("contentType")),
        "security": _security(resource),
        "binary_id": _binary_id(incoming, first),
        DATA: _inline(first, 0),
        "attachments": [_attached(incoming, each, n) for n, each in enumerate(others, 1)],
        "kept_as": life.kept_as(resource),
        "release_at": None,
    }
    found["is_elsewhere"] = found["binary_id"] is None and found[DATA] is None
    if DELAYED in found["security"]:
        found["release_at"] = life.release_at(resource, found["category"], found["date"])
    return found


def _dates(resource: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    start, end = period((resource.get("context") or {}).get("period"))
    shared, written = instant(resource.get("date")), instant(first.get("creation"))
    date, late = life.dates(shared, written, start)
    if date is None:
        raise Unacceptable.because("it has no date", "date")
    return {"date": date, "arrived_late_at": late, "period_start": start, "period_end": end}


def _category(resource: Mapping[str, Any]) -> str:
    given = [code for each in mappings(resource.get("category")) for code in codes(each)]
    return next((code for code in given if code in CATEGORIES), "")


def _check_status(resource: Mapping[str, Any]) -> None:
    """The models of R4B take any code; R4 has these only (DocumentReference.status, docStatus)."""
    if resource.get("status") not in STATUSES:
        raise Unacceptable.because(f"not one of {', '.join(STATUSES)}", "DocumentReference.status")
    if resource.get("docStatus", STATUSES_OF_TEXT[0]) not in STATUSES_OF_TEXT:
        place = "DocumentReference.docStatus"
        raise Unacceptable.because(f"not one of {', '.join(STATUSES_OF_TEXT)}", place)


def attachments(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Of every content, in order: the first is the document, the others are attached to it."""
    given = [each.get("attachment") for each in mappings(resource.get("content"))]
    return [each if isinstance(each, Mapping) else {} for each in given]


def _attached(incoming: Incoming, attachment: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What is kept of an attachment; `data` is taken out when it is sealed (journal.sealing)."""
    data, size = _inline(attachment, number), attachment.get("size")
    binary_id = _binary_id(incoming, attachment)
    return {
        "title": words_of(attachment.get("title"), 300),
        "content_type": _media(attachment.get("contentType")),
        "size": len(data) if data is not None else size if isinstance(size, int) else None,
        DATA: data,
        **({"binary": str(binary_id)} if binary_id else {}),
    }


def _media(content_type: Any) -> str:
    """The media type without its parameters."""
    return str(content_type or "").split(";")[0].strip().lower()[:100]


def _inline(attachment: Mapping[str, Any], number: int) -> bytes | None:
    place = f"content[{number}].attachment.data"
    return sealing.decoded(attachment["data"], place) if attachment.get("data") else None


def _security(resource: Mapping[str, Any]) -> list[str]:
    """Every confidentiality code, known or not; a label without one is UNKNOWN. What is not known
    hides from citizens."""
    found = set()
    for label in mappings(resource.get("securityLabel")):
        given = [code.strip().upper()[:20] for code in codes(label)]
        found.update(given or [UNKNOWN])
    for coding in mappings((resource.get("meta") or {}).get("security")):
        code = str(coding.get("code") or "").strip().upper()[:20]
        if system_of(coding) in CONFIDENTIALITY_SYSTEMS:
            found.add(code or UNKNOWN)
    return sorted(found)


def _binary_id(incoming: Incoming, attachment: Mapping[str, Any]) -> uuid.UUID | None:
    """The Binary whose bytes are meant, here or still on its way. Other addresses lead outside."""
    aim = target(incoming, {"reference": attachment.get("url")})
    if aim is None or aim.resource_type != "Binary":
        return None
    return aim.local_id(incoming.source)
