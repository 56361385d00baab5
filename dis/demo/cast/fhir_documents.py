"""FHIR resources for a document: DocumentReference, Binary and the contact it was written at."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from common.identifiers import HPR_SYSTEM, ORGANIZATION_SYSTEM, RESH_SYSTEM
from demo.cast.codes import (
    CONFIDENTIALITY,
    CONFIDENTIALITY_SYSTEM,
    FACILITY_SYSTEM,
    HL7_CONFIDENTIALITY,
    HL7_CONFIDENTIALITY_SYSTEM,
    KIND_SYSTEM,
    PROFESSION_SYSTEM,
    level_1_of,
)
from demo.cast.fhir_directory import Resource, cast_id, reference
from demo.cast.organisations import DEPARTMENT, Organisation, chain
from demo.cast.persons import persons
from demo.cast.rendering import File, attached, rendered
from demo.cast.staff import workers
from demo.cast.texts import Document
from journal.codes import CATEGORIES, TYPE_SYSTEM, TYPES
from journal.life import KEPT_AS, RELEASE_DATE, STATUS_REASONS

# Documents that are written at a contact of the patient, and how many days the contact lasted.
_CONTACT_DAYS = {"A03-2": 2, "A13-2": 0, "B02-2": 0, "B03-2": 0, "F09-2": 0}
_PRACTICE_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1."
_FORMATS = {
    "application/pdf": ("urn:oid:2.16.578.1.12.4.1.1.7110", "urn:no:ehelse:document:pdf"),
}
_ANY_FORMAT = ("http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode",)


def document_resources(document: Document, today: date) -> list[Resource]:
    """What the sending system delivers for one document, the contact first."""
    patient = persons(today)[document.patient]
    numbers = range(1, len(document.attachments) + 1)
    files = [rendered(document, patient), *(attached(document, patient, n) for n in numbers)]
    found = [encounter(document)] if has_contact(document) else []
    binaries = [_binary(document, file, number) for number, file in enumerate(files)]
    return [*found, document_reference(document, files), *([] if document.kept_as else binaries)]


def has_contact(document: Document) -> bool:
    is_real = document.status == "current" and not document.kept_as
    return is_real and document.type_code in _CONTACT_DAYS


def encounter(document: Document) -> Resource:
    """The finished contact at which the document was written."""
    days = _CONTACT_DAYS[document.type_code]
    kind = ("IMP", "inpatient encounter") if days else ("AMB", "ambulatory")
    return {
        "resourceType": "Encounter",
        "id": cast_id("Encounter", document.slug),
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": kind[0],
            "display": kind[1],
        },
        "subject": reference("Patient", document.patient),
        "participant": [{"individual": reference("Practitioner", document.author)}],
        "period": _period(document, days),
        "serviceProvider": reference("Organization", document.unit),
    }


def document_reference(document: Document, files: Sequence[File]) -> Resource:
    contained, authors = _authors(document)
    own_id = cast_id("DocumentReference", document.slug)
    legal = chain(document.unit)[-1]
    found: Resource = {
        "resourceType": "DocumentReference",
        "id": own_id,
        "language": document.language,
        "contained": contained,
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{own_id}"},
        "status": document.status,
        "docStatus": document.doc_status,
        "type": _concept(TYPE_SYSTEM, document.type_code, TYPES[document.type_code]),
        "category": [_category(document)],
        "subject": reference("Patient", document.patient),
        "date": _instant(document.shared_at or document.written_at),
        "author": authors,
        "custodian": reference("Organization", legal.slug, display=legal.name),
        "description": document.title,
        "securityLabel": [_label(code) for code in document.codes],
        "content": [_content(document, file, number) for number, file in enumerate(files)],
        "context": _context(document),
    }
    related = (("replaces", document.replaces), ("appends", document.appends))
    relations = [
        {"code": code, "target": reference("DocumentReference", slug)}
        for code, slug in related
        if slug
    ]
    extensions = _extensions(document)
    if relations:
        found["relatesTo"] = relations
    if extensions:
        found["extension"] = extensions
    if not contained:
        del found["contained"]
    return found


def _category(document: Document) -> dict[str, Any]:
    code = level_1_of(document.type_code)
    return _concept(TYPE_SYSTEM, code, CATEGORIES[code])


def _extensions(document: Document) -> list[dict[str, Any]]:
    """What FHIR R4 has no element for: why it was withdrawn, when it is released, and paper."""
    found: list[dict[str, Any]] = []
    if document.reason:
        concept = {"text": document.reason}
        found.append({"url": STATUS_REASONS[0], "valueCodeableConcept": concept})
    if document.release_on:
        found.append({"url": RELEASE_DATE, "valueDate": document.release_on.isoformat()})
    if document.kept_as:
        found.append({"url": KEPT_AS, "valueCode": document.kept_as})
    return found


def _content(document: Document, file: File, number: int) -> dict[str, Any]:
    title = document.attachments[number - 1].title if number else document.title
    if document.kept_as:
        return {"attachment": {"title": title, "creation": _instant(document.written_at)}}
    system, code = _FORMATS.get(
        file.content_type, (*_ANY_FORMAT, "urn:ihe:iti:xds:2017:mimeTypeSufficient")
    )
    return {
        "attachment": {
            "contentType": file.content_type,
            "language": document.language,
            "url": f"Binary/{_binary_id(document, number)}",
            "size": len(file.data),
            # R4 says SHA-1 here.
            "hash": base64.b64encode(
                hashlib.sha1(file.data, usedforsecurity=False).digest()
            ).decode(),
            "title": title,
            "creation": _instant(document.written_at),
        },
        "format": {"system": system, "code": code},
    }


def _context(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {
        "period": _period(document, _CONTACT_DAYS.get(document.type_code, 0)),
        "sourcePatientInfo": reference("Patient", document.patient),
    }
    if has_contact(document):
        found["encounter"] = [reference("Encounter", document.slug)]
    if place := chain(document.unit)[0].place:
        found["facilityType"] = _concept(FACILITY_SYSTEM, place.facility, place.facility_name)
        if place.practice:
            system, code, display = place.practice
            found["practiceSetting"] = _concept(_PRACTICE_SYSTEM + system, code, display)
    return found


def _authors(document: Document) -> tuple[list[Resource], list[dict[str, str]]]:
    """Contained as the hospitals send them; the GP practice sends references only."""
    author = workers()[document.author]
    unit, *parents = chain(document.unit)
    legal = parents[-1] if parents else unit
    if legal.slug == "legesenter":
        by_reference = [
            reference("PractitionerRole", author.slug, document.unit, display=author.name),
            reference("Organization", legal.slug, display=legal.name),
        ]
        return [], by_reference
    code, display = author.profession
    contained: list[Resource] = [
        {
            "resourceType": "Practitioner",
            "id": "author",
            "identifier": [{"system": HPR_SYSTEM, "value": author.hpr_number}],
            "name": [{"family": author.family, "given": [author.given]}],
        },
        {
            "resourceType": "PractitionerRole",
            "id": "role",
            "practitioner": {"reference": "#author"},
            "organization": {"reference": "#unit"},
            "code": [_concept(PROFESSION_SYSTEM, code, display)],
        },
        _contained_organization("legal", legal, part_of=False),
        _contained_organization("unit", unit, part_of=True),
    ]
    return contained, [{"reference": f"#{name}"} for name in ("role", "legal", "unit")]


def _contained_organization(name: str, organisation: Organisation, *, part_of: bool) -> Resource:
    numbers = (
        (ORGANIZATION_SYSTEM, organisation.organization_number),
        (RESH_SYSTEM, organisation.resh),
    )
    found: Resource = {
        "resourceType": "Organization",
        "id": name,
        "identifier": [{"system": system, "value": value} for system, value in numbers if value],
        "name": organisation.name,
    }
    if not found["identifier"]:
        del found["identifier"]
    if organisation.kind == DEPARTMENT:
        found["type"] = [_concept(KIND_SYSTEM, "dept", "Hospital Department")]
    if part_of:
        found["partOf"] = {"reference": "#legal"}
    return found


def _binary_id(document: Document, number: int) -> str:
    return cast_id("Binary", document.slug, *([str(number)] if number else []))


def _binary(document: Document, file: File, number: int) -> Resource:
    return {
        "resourceType": "Binary",
        "id": _binary_id(document, number),
        "contentType": file.content_type,
        "securityContext": reference("DocumentReference", document.slug),
        "data": base64.b64encode(file.data).decode(),
    }


def _label(code: str) -> dict[str, Any]:
    if code in HL7_CONFIDENTIALITY:
        return _concept(HL7_CONFIDENTIALITY_SYSTEM, code, HL7_CONFIDENTIALITY[code])
    return _concept(CONFIDENTIALITY_SYSTEM, code, CONFIDENTIALITY[code])


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _period(document: Document, days: int) -> dict[str, str]:
    start = document.written_at - timedelta(days=days, minutes=30)
    return {"start": _instant(start), "end": _instant(document.written_at)}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
