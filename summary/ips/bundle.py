"""The summary as a document of FHIR: the Bundle of HL7's International Patient Summary 2.0."""

import hashlib
import uuid
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings

from common.identifiers import (
    DNR_SYSTEM,
    FHN_SYSTEM,
    FNR_SYSTEM,
    InvalidIdentifier,
    Kind,
    parse_national_id,
)
from summary.ips import reading
from summary.ips.codes import DOCUMENT_CODE, EMPTY_SYSTEM, IPS, LOINC
from summary.ips.making import LANGUAGES, Part, Person, Summary
from summary.ips.reading import Resource

_NAMESPACE = uuid.UUID("2b8f6a0e-8a2a-5c5d-9f0e-6f6c3d0a7e11")
_URI = "urn:ietf:rfc:3986"
_XHTML = "http://www.w3.org/1999/xhtml"
# What the guide demands of a type and a sender may have left out: then it says that it is unknown.
_DATED = {
    "MedicationStatement": ("effective", "effectiveDateTime"),
    "Procedure": ("performed", "performedDateTime"),
    "Observation": ("effective", "effectiveDateTime"),
}
_SYSTEMS = {Kind.DNR: DNR_SYSTEM, Kind.FHN: FHN_SYSTEM}
_EMPTY_NAMES = {"unavailable": "Unavailable", "withheld": "Information Withheld"}


def text(summary: Summary) -> str:
    """The document as JSON."""
    return reading.text(document(summary))


def document(summary: Summary) -> Resource:
    """The document. What stays the same has the same ids; the same contents are the same document
    (`identifier`), whenever it is made."""
    person, made = summary.person, _author()
    custodian = _custodian()
    composition_id = uuid.uuid5(_NAMESPACE, f"Composition|{person.id}|{summary.language}")
    known = {each.reference for each in summary.entries} | {f"Patient/{person.id}"}
    found: list[Resource] = [
        _composition(summary, composition_id, made, custodian),
        _patient(person),
        made,
        custodian,
        *(_completed(reading.closed(each.resource, known)) for each in summary.entries),
    ]
    own_id = uuid.uuid5(_NAMESPACE, _fingerprint(summary))
    return {
        "resourceType": "Bundle",
        "id": str(own_id),
        "meta": {"profile": [f"{IPS}Bundle-uv-ips"]},
        "language": LANGUAGES[summary.language],
        "identifier": {"system": _URI, "value": f"urn:uuid:{own_id}"},
        "type": "document",
        "timestamp": _instant(summary),
        "entry": [{"fullUrl": _full_url(each), "resource": each} for each in found],
    }


def narrative(part: Part, language: str) -> str:
    """The words of a section as XHTML: a table, or why there is none. Everything is escaped."""
    body = ""
    if part.rows:
        head = "".join(f"<th>{escape(each)}</th>" for each in part.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{_plain(cell)}</td>' for cell in row)}</tr>" for row in part.rows
        )
        body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    told = "".join(f"<p>{escape(each)}</p>" for each in (part.note, part.empty_text) if each)
    name = LANGUAGES[language]
    return f'<div xmlns="{_XHTML}" lang="{name}" xml:lang="{name}">{body}{told}</div>'


def _plain(words: str) -> str:
    """XHTML has no control characters."""
    shown = "".join(each if each.isprintable() or each == "\n" else " " for each in words)
    return escape(shown)


def _composition(
    summary: Summary, composition_id: uuid.UUID, author: Resource, custodian: Resource
) -> Resource:
    return {
        "resourceType": "Composition",
        "id": str(composition_id),
        "meta": {"profile": [f"{IPS}Composition-uv-ips"]},
        "language": LANGUAGES[summary.language],
        "status": "final",
        "type": {
            "coding": [_coding(LOINC, DOCUMENT_CODE, "Patient summary Document")],
        },
        "subject": {"reference": f"Patient/{summary.person.id}"},
        "date": _instant(summary),
        "author": [{"reference": f"Device/{author['id']}"}],
        "title": summary.title,
        "confidentiality": "N",
        "custodian": {"reference": f"Organization/{custodian['id']}"},
        "section": [_section(each, summary.language) for each in summary.parts],
    }


def _section(part: Part, language: str) -> Resource:
    found: Resource = {
        "title": part.title,
        "code": {"coding": [_coding(LOINC, part.section.code, part.section.display)]},
        "text": {"status": "generated", "div": narrative(part, language)},
    }
    if part.entries:
        return {**found, "entry": [{"reference": each.reference} for each in part.entries]}
    reason = _coding(EMPTY_SYSTEM, part.empty_code, _EMPTY_NAMES[part.empty_code])
    return {**found, "emptyReason": {"coding": [reason], "text": part.empty_text}}


def _patient(person: Person) -> Resource:
    name: Resource = {"use": "official", "text": person.name} if person.name else reading.absent()
    if person.family:
        name["family"] = person.family
    if person.given:
        name["given"] = person.given.split()
    found: Resource = {
        "resourceType": "Patient",
        "id": str(person.id),
        "meta": {"profile": [f"{IPS}Patient-uv-ips"]},
        "name": [name],
        "gender": person.gender,
    }
    if person.number:
        found["identifier"] = [{"system": _system_of(person.number), "value": person.number}]
    if person.birth_date:
        found["birthDate"] = person.birth_date.isoformat()
    else:
        found["_birthDate"] = reading.absent()
    if person.deceased_on:
        found["deceasedDateTime"] = person.deceased_on.isoformat()
    if person.address:
        found["address"] = [{"text": ", ".join(person.address)}]
    return found


def _system_of(number: str) -> str:
    try:
        return _SYSTEMS.get(parse_national_id(number).kind, FNR_SYSTEM)
    except InvalidIdentifier:
        return FNR_SYSTEM


def _author() -> Resource:
    """The portal itself: nobody has looked through a summary that is made when it is asked for."""
    return {
        "resourceType": "Device",
        "id": str(uuid.uuid5(_NAMESPACE, f"Device|{settings.BASE_URL}")),
        "deviceName": [{"name": "DIS portal", "type": "user-friendly-name"}],
        "owner": {"reference": f"Organization/{_custodian_id()}"},
    }


def _custodian() -> Resource:
    return {
        "resourceType": "Organization",
        "id": _custodian_id(),
        "active": True,
        "name": settings.OPERATOR_NAME,
    }


def _custodian_id() -> str:
    return str(uuid.uuid5(_NAMESPACE, f"Organization|{settings.OPERATOR_NAME}"))


def _completed(each: Resource) -> Resource:
    kind = each["resourceType"]
    if kind in _DATED:
        start, name = _DATED[kind]
        if not any(key.lstrip("_").startswith(start) for key in each):
            each[f"_{name}"] = reading.absent()
    if kind == "Observation" and not each.get("performer"):
        each["performer"] = [reading.absent()]
    if kind in {"MedicationRequest", "MedicationStatement"}:
        _name_medicine(each)
    return each


def _name_medicine(each: Resource) -> None:
    """A medicine that is named by a reference to elsewhere is named by its words."""
    named = each.get("medicationReference")
    if isinstance(named, dict) and "reference" not in named:
        each.pop("medicationReference")
        each["medicationCodeableConcept"] = {"text": str(named.get("display") or "")}
    elif "medicationReference" not in each and "medicationCodeableConcept" not in each:
        each["_medicationCodeableConcept"] = reading.absent()


def _full_url(each: Resource) -> str:
    return f"{settings.BASE_URL}/fhir/R4/{each['resourceType']}/{each['id']}"


def _coding(system: str, code: str, words: str) -> Resource:
    return {"system": system, "code": code, "display": words}


def _instant(summary: Summary) -> str:
    return summary.made_at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _fingerprint(summary: Summary) -> str:
    """Of what is in the document, and not of when it was made."""
    told: list[Any] = [str(summary.person), summary.language]
    told += [f"{each.reference}/{each.version}" for each in summary.entries]
    told += [(each.section.key, each.rows, each.note, each.empty_code) for each in summary.parts]
    return hashlib.sha256(repr(told).encode()).hexdigest()
