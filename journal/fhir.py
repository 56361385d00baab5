"""FHIR types of the journal: DocumentReference and Binary, on their way in."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from access import receiving, subjects
from access.codes import CONFIDENTIALITY_SYSTEM, Kind
from access.grant import Grant
from access.receiving import Columns, Placed
from common.declarations import Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.fhirtime import instant, period
from common.identifiers import ORGANIZATION_SYSTEM
from common.logs import masked
from common.references import codes, display, human_name, local_id, mappings, system_of, target
from journal import sealing
from journal.codes import CATEGORIES, TYPE_SYSTEM, TYPES, category_of
from journal.models import Binary, DocumentReference

CONFIDENTIALITY_SYSTEMS = (
    CONFIDENTIALITY_SYSTEM,
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "urn:oid:2.16.840.1.113883.5.25",
)
UNKNOWN = "UNKNOWN"
STATUSES = ("current", "superseded", "entered-in-error")
STATUSES_OF_TEXT = ("preliminary", "final", "amended", "entered-in-error")
Lift = Callable[[Incoming], dict[str, Any]]


def store_documents(batch: Sequence[Incoming]) -> list[Outcome]:
    subjects_of = [(each, _subject(each.resource)) for each in batch]
    placed, refused = receiving.place(batch, subjects.patients_of(subjects_of))
    return refused + receiving.store(
        DocumentReference, placed, kind=Kind.JOURNAL, lift=_lift_documents
    )


def store_binaries(batch: Sequence[Incoming]) -> list[Outcome]:
    """Binaries belong to the patient of the DocumentReference that points at them."""
    ids = [local_id(each.source, "Binary", each.source_id) for each in batch]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journal_patients_of_binaries(%s)", [ids])
        patients = dict(cursor.fetchall())
    placed, refused = [], []
    for incoming, own_id in zip(batch, ids, strict=True):
        if own_id in patients:
            placed.append(Placed(incoming, own_id, patients[own_id]))
        else:
            reason = "no DocumentReference points at it, so it belongs to no patient"
            refused.append(Outcome(incoming, Fate.REFUSED, reason, may_come=True))
    return refused + receiving.store(Binary, placed, kind=Kind.JOURNAL, lift=_lift_binaries)


def _subject(resource: Mapping[str, Any]) -> Mapping[str, Any] | None:
    context = resource.get("context") or {}
    return resource.get("subject") or context.get("sourcePatientInfo")


def _lift_documents(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    return sealing.seal(changed, [_each(_columns, placed.incoming) for placed in changed], grant)


def _lift_binaries(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    lifted = [_each(_binary_columns, placed.incoming) for placed in changed]
    return sealing.seal(changed, lifted, grant)


def _each(lift: Lift, incoming: Incoming) -> dict[str, Any] | Unacceptable:
    try:
        return lift(incoming)
    except Unacceptable as error:
        return error


def _binary_columns(incoming: Incoming) -> dict[str, Any]:
    data = incoming.resource.get("data")
    if not data:
        raise Unacceptable.because("it has no data", "Binary.data")
    return {
        "content_type": _media(incoming.resource.get("contentType")),
        "data": sealing.decoded(data, "Binary.data"),
    }


def _columns(incoming: Incoming) -> dict[str, Any]:
    resource = incoming.resource
    context = resource.get("context") or {}
    attachment = _attachment(resource)
    type_code = next(iter(codes(resource.get("type"), TYPE_SYSTEM)), "")
    categories = [c for each in mappings(resource.get("category")) for c in codes(each)]
    start, end = period(context.get("period"))
    date = instant(resource.get("date")) or instant(attachment.get("creation")) or start
    if date is None:
        raise Unacceptable.because("it has no date", "date")
    _check_status(resource)
    return {
        **_author(incoming),
        "status": str(resource.get("status")),
        "doc_status": str(resource.get("docStatus") or ""),
        "category": category_of(type_code, next((c for c in categories if c in CATEGORIES), "")),
        "type": type_code[:40],
        "type_text": TYPES.get(type_code) or _words(display(resource.get("type")), 300),
        "title": _words(resource.get("description") or attachment.get("title"), 500),
        "date": date,
        "period_start": start,
        "period_end": end,
        "language": str(attachment.get("language") or resource.get("language") or "")[:20],
        "content_type": _media(attachment.get("contentType")),
        "security": _security(resource),
        "replaces": _replaces(incoming),
        "binary_id": _binary_id(incoming, attachment),
        "data": _inline(attachment),
    }


def _check_status(resource: Mapping[str, Any]) -> None:
    """The models of R4B take any code; R4 has these only (DocumentReference.status, docStatus)."""
    if resource.get("status") not in STATUSES:
        raise Unacceptable.because(f"not one of {', '.join(STATUSES)}", "DocumentReference.status")
    if resource.get("docStatus", STATUSES_OF_TEXT[0]) not in STATUSES_OF_TEXT:
        place = "DocumentReference.docStatus"
        raise Unacceptable.because(f"not one of {', '.join(STATUSES_OF_TEXT)}", place)


def _attachment(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    content = next(mappings(resource.get("content")), {})
    found = content.get("attachment")
    return found if isinstance(found, Mapping) else {}


def _words(value: Any, most: int) -> str:
    """Text that is shown and searched in clear, without the national ids that may stand in it."""
    return masked(str(value or ""))[:most]


def _media(content_type: Any) -> str:
    """The media type without its parameters."""
    return str(content_type or "").split(";")[0].strip().lower()[:100]


def _inline(attachment: Mapping[str, Any]) -> bytes | None:
    place = "content[0].attachment.data"
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


def _replaces(incoming: Incoming) -> list[uuid.UUID]:
    found = []
    for relation in mappings(incoming.resource.get("relatesTo")):
        aim = target(incoming, relation.get("target"))
        own_id = aim.local_id(incoming.source) if aim else None
        if relation.get("code") == "replaces" and own_id is not None:
            found.append(own_id)
    return found


def _binary_id(incoming: Incoming, attachment: Mapping[str, Any]) -> uuid.UUID | None:
    aim = target(incoming, {"reference": attachment.get("url")})
    if aim is None or aim.resource_type != "Binary":
        return None
    return aim.local_id(incoming.source)


def _author(incoming: Incoming) -> dict[str, str]:
    """Name, role, organisation and unit of who wrote, from contained or named resources."""
    found = {"author_name": "", "author_role": "", "organization_name": "", "unit_name": ""}
    found["organization_number"] = ""
    resource = incoming.resource
    for reference in mappings(resource.get("author")):
        _add_author(found, incoming, reference)
    custodian = resource.get("custodian") or {}
    aim = target(incoming, custodian)
    name = str((aim.contained or {}).get("name") or "") if aim else ""
    found["custodian_name"] = _words(name or custodian.get("display"), 300)
    if not found["organization_name"]:
        found["organization_name"] = found["custodian_name"]
    return found


def _add_author(found: dict[str, str], incoming: Incoming, reference: Mapping[str, Any]) -> None:
    aim = target(incoming, reference)
    contained = aim.contained if aim else None
    words = str(reference.get("display") or "")
    kind = aim.resource_type if aim else ""
    if kind == "Practitioner" and not found["author_name"]:
        family, given = human_name((contained or {}).get("name"))
        found["author_name"] = _words(f"{given} {family}".strip() or words, 300)
    elif kind == "PractitionerRole":
        role = next(mappings((contained or {}).get("code")), None)
        found["author_role"] = _words(display(role), 200)
        found["author_name"] = found["author_name"] or _words(words, 300)
        for name in ("practitioner", "organization"):
            inner = (contained or {}).get(name)
            if isinstance(inner, Mapping):
                _add_author(found, incoming, inner)
    elif kind == "Organization":
        _add_organization(found, contained or {}, words)


def _add_organization(found: dict[str, str], contained: Mapping[str, Any], words: str) -> None:
    name = _words(contained.get("name") or words, 300)
    types = {code for each in mappings(contained.get("type")) for code in codes(each)}
    if "dept" in types or (contained.get("partOf") and found["organization_name"]):
        found["unit_name"] = name
        return
    found["organization_name"] = name
    for identifier in mappings(contained.get("identifier")):
        if system_of(identifier) == ORGANIZATION_SYSTEM:
            found["organization_number"] = str(identifier.get("value") or "")[:9]


FHIR_TYPES = (
    FhirType("DocumentReference", 50, store_documents),
    FhirType("Binary", 60, store_binaries),
)
