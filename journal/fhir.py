"""FHIR types of the journal: DocumentReference and Binary, on their way in."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from access import receiving, subjects, vault
from access.codes import CONFIDENTIALITY_SYSTEM, Kind
from access.confidentiality import KNOWN
from access.grant import Grant
from access.receiving import Columns, Placed
from common.declarations import Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.fhirtime import instant, period
from common.identifiers import ORGANIZATION_SYSTEM
from common.references import codes, display, human_name, local_id, mappings, system_of, target
from journal.codes import CATEGORIES, TYPE_SYSTEM, TYPES, category_of
from journal.models import Binary, DocumentReference
from journal.wire import BLOB, BLOB_TEXT

HL7_CONFIDENTIALITY = (
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
    "urn:oid:2.16.840.1.113883.5.25",
)
STATUSES = ("current", "superseded", "entered-in-error")
STATUSES_OF_TEXT = ("preliminary", "final", "amended", "entered-in-error")
_DATA = re.compile(r'("data"\s*:\s*")([^"]*)"')


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
    lifted: list[Any] = [_checked(each) for each in changed]
    contents = [
        (number, columns.pop("data"))
        for number, columns in enumerate(lifted)
        if not isinstance(columns, Unacceptable)
    ]
    _keep([(changed[n], lifted[n], data) for n, data in contents if data is not None], grant)
    return lifted


def _lift_binaries(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    lifted: list[Any] = []
    kept = []
    for each in changed:
        try:
            data = _decoded(each.incoming.resource.get("data") or "", "Binary.data")
        except Unacceptable as error:
            lifted.append(error)
            continue
        columns = {"content_type": _media(each.incoming.resource.get("contentType"))}
        lifted.append(columns)
        kept.append((each, columns, data))
    _keep(kept, grant)
    return lifted


def _keep(kept: Sequence[tuple[Placed, dict[str, Any], bytes]], grant: Grant) -> None:
    """Store the bytes, and put a token in their place in the wire text.

    Base64 that was written in an unusual way (line breaks, escapes) is stored as text too, so that
    the resource can be given back exactly.
    """
    if not kept:
        return
    found = [_data_text(each.incoming.wire, data) for each, _, data in kept]
    usual = [base64.b64encode(data).decode() for _, _, data in kept]
    contents = [(each.patient_id, data) for each, _, data in kept]
    contents += [
        (each.patient_id, match[2].encode())
        for (each, _, _), match, text in zip(kept, found, usual, strict=True)
        if match[2] != text
    ]
    blobs = vault.keep(grant, contents)
    texts = iter(blobs[len(kept) :])
    for (each, columns, _), match, text, blob in zip(kept, found, usual, blobs, strict=False):
        columns["blob"] = blob
        token = f"{BLOB}{blob.id}" if match[2] == text else f"{BLOB_TEXT}{next(texts).id}"
        wire = each.incoming.wire
        columns["wire"] = f"{wire[: match.start(2)]}{token}{wire[match.end(2) :]}"


def _data_text(wire: str, data: bytes) -> re.Match[str]:
    """Where in the text the base64 of these bytes stands."""
    for match in _DATA.finditer(wire):
        if _base64(json.loads(f'"{match[2]}"')) == data:
            return match
    raise Unacceptable.because("its data does not stand in its text")


def _checked(each: Placed) -> dict[str, Any] | Unacceptable:
    try:
        return _columns(each.incoming)
    except Unacceptable as error:
        return error


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
        "type_text": TYPES.get(type_code) or display(resource.get("type"))[:300],
        "title": str(resource.get("description") or attachment.get("title") or "")[:500],
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


def _media(content_type: Any) -> str:
    """The media type without its parameters."""
    return str(content_type or "").split(";")[0].strip().lower()[:100]


def _inline(attachment: Mapping[str, Any]) -> bytes | None:
    place = "content[0].attachment.data"
    return _decoded(attachment["data"], place) if attachment.get("data") else None


def _decoded(data: Any, place: str) -> bytes:
    try:
        return _base64(data)
    except binascii.Error as error:
        raise Unacceptable.because("not base64", place) from error


def _base64(data: Any) -> bytes:
    """FHIR allows white space in base64."""
    return base64.b64decode("".join(str(data).split()), validate=True)


def _security(resource: Mapping[str, Any]) -> list[str]:
    """The confidentiality codes; one of 9603 that is not known is kept, and hides from citizens."""
    found = []
    for label in mappings(resource.get("securityLabel")):
        for coding in mappings(label.get("coding")):
            code, system = str(coding.get("code") or ""), system_of(coding)
            is_ours = system == CONFIDENTIALITY_SYSTEM or code in KNOWN
            if is_ours or system in HL7_CONFIDENTIALITY:
                found.append(code[:20])
    return sorted(set(found))


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
    found["custodian_name"] = (name or str(custodian.get("display") or ""))[:300]
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
        found["author_name"] = (f"{given} {family}".strip() or words)[:300]
    elif kind == "PractitionerRole":
        role = next(mappings((contained or {}).get("code")), None)
        found["author_role"] = display(role)[:200]
        found["author_name"] = found["author_name"] or words[:300]
        for name in ("practitioner", "organization"):
            inner = (contained or {}).get(name)
            if isinstance(inner, Mapping):
                _add_author(found, incoming, inner)
    elif kind == "Organization":
        _add_organization(found, contained or {}, words)


def _add_organization(found: dict[str, str], contained: Mapping[str, Any], words: str) -> None:
    name = str(contained.get("name") or words)[:300]
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
