"""A document of FHIR that comes in: kept whole as one document, and read by people.

What it holds was said by somebody else, somewhere else, of things that have other names there: it
is not taken into the lists of this house.
"""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from common.errors import Unacceptable
from common.identifiers import NATIONAL_SYSTEMS
from common.references import mappings
from fhirapi import wire

_NAMESPACE = uuid.UUID("0d6a7d1c-6a0e-5b51-9d0f-2d4f0a7b9c31")
_LOINC, _SUMMARY = "http://loinc.org", "60591-5"
# Summaries, level 1 of the code system of documents (9602).
_CATEGORY = {"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": "A00-1"}
_CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
_NOBODY = "a document of FHIR is taken in of a patient that it names by a national identity number"


def as_one(text: str) -> wire.Slice | None:
    """The DocumentReference that the text is kept as, if it is such a document; else None.
    Unacceptable for one that is about nobody who could be known here."""
    if '"document"' not in text:
        return None
    try:
        bundle = json.loads(text)
    except (ValueError, RecursionError):
        return None  # Whoever reads it next says what is wrong, and where.
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        return None
    if bundle.get("type") != "document":
        return None
    resources = list(_resources(bundle))
    if not resources or resources[0].get("resourceType") != "Composition":
        raise Unacceptable.because("a document of FHIR begins with its Composition", "Bundle.entry")
    made = _reference(bundle, resources, text)
    return wire.Slice(made, json.dumps(made, ensure_ascii=False))


def _reference(bundle: Mapping[str, Any], resources: list[Any], text: str) -> dict[str, Any]:
    composition = resources[0]
    title = str(composition.get("title") or "")[:300]
    attachment = {
        "contentType": "application/fhir+json",
        "data": base64.b64encode(text.encode()).decode(),
        "creation": composition.get("date"),
        "title": title,
        "language": composition.get("language") or bundle.get("language"),
    }
    code = composition.get("type") or {"coding": [{"system": _LOINC, "code": _SUMMARY}]}
    found: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": _id(bundle, text),
        "meta": {"source": (bundle.get("meta") or {}).get("source")},
        "status": "current",
        "docStatus": "final" if composition.get("status") == "final" else "amended",
        "type": code,
        "category": [{"coding": [_CATEGORY]}],
        "subject": {"identifier": _number(resources)},
        "date": bundle.get("timestamp"),
        "author": [{"display": each} for each in _authors(composition, resources)],
        "description": title,
        "securityLabel": _labels(bundle, composition),
        "content": [{"attachment": _told(attachment)}],
    }
    if composition.get("status") == "entered-in-error":
        found["status"] = "entered-in-error"
    found["meta"] = _told(found["meta"])
    return _told(found)


def _resources(bundle: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for each in mappings(bundle.get("entry")):
        if isinstance(each.get("resource"), Mapping):
            yield each["resource"]


def _number(resources: list[Any]) -> dict[str, Any]:
    for each in resources:
        if each.get("resourceType") != "Patient":
            continue
        for identifier in mappings(each.get("identifier")):
            if identifier.get("system") in NATIONAL_SYSTEMS and identifier.get("value"):
                return {name: identifier[name] for name in ("system", "value")}
    raise Unacceptable.because(_NOBODY, "Patient.identifier")


def _id(bundle: Mapping[str, Any], text: str) -> str:
    """The same document, sent again, is the same; by its own identifier."""
    identifier = bundle.get("identifier")
    told = identifier if isinstance(identifier, Mapping) else {}
    name = f"{told.get('system')}|{told.get('value')}" if told.get("value") else text
    return str(uuid.uuid5(_NAMESPACE, name))


def _authors(composition: Mapping[str, Any], resources: list[Any]) -> list[str]:
    named = {f"{each.get('resourceType')}/{each.get('id')}": each for each in resources}
    found = []
    for each in mappings(composition.get("author")):
        reference = "/".join(str(each.get("reference") or "").split("/")[-2:])
        name = named.get(reference, {}).get("name")
        found.append(each.get("display") or (name if isinstance(name, str) else ""))
    return [str(each) for each in found if each]


def _labels(bundle: Mapping[str, Any], composition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every label that hides the document, or what it begins with."""
    labels = [
        dict(label)
        for each in (bundle, composition)
        for label in mappings((each.get("meta") or {}).get("security"))
    ]
    code = composition.get("confidentiality")
    labels += [{"system": _CONFIDENTIALITY, "code": str(code)}] if code else []
    return [{"coding": [label]} for label in labels]


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}
