"""Whether a file is a summary of the patient, and the document that it is kept as.

What it holds was said by somebody else, elsewhere: it is kept whole and read by people, and nothing
of it is taken into the lists of this house.
"""

import base64
import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from common.identifiers import NATIONAL_SYSTEMS, names_a_person
from common.references import display, human_name, mappings

MEGABYTES = 5
LARGEST = MEGABYTES * 1024 * 1024
_NAMESPACE = uuid.UUID("a6e3d0c4-95d5-4c39-8d0b-0b8a3a5e7f62")
_LOINC, _SUMMARY = "http://loinc.org", "60591-5"
# Summaries, level 1 of the code system of documents (9602).
_CATEGORY = {"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": "A00-1"}
_CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
# Neither names nor titles hold these, and a database takes not all of them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
Resource = Mapping[str, Any]


class Fault(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    LARGE = "large"
    NO_JSON = "no-json"
    NO_DOCUMENT = "no-document"
    NO_PATIENT = "no-patient"
    OTHER_BIRTH_DATE = "other-birth-date"
    OTHER_NUMBER = "other-number"
    OTHER_NAME = "other-name"
    LEFT = "left"


class Unfit(Exception):
    """The file is not kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Summary:
    """A document of FHIR as it came: `data` is the file, not a byte of it changed."""

    data: bytes
    bundle: Resource
    resources: list[Resource]

    @property
    def composition(self) -> Resource:
        return self.resources[0]

    @property
    def patient(self) -> Resource:
        return next(each for each in self.resources if each.get("resourceType") == "Patient")


def read(data: bytes) -> Summary:
    """The summary in a file, or Unfit. Who sends what can do no harm here: nothing is followed,
    opened or run."""
    if not data.strip():
        raise Unfit(Fault.EMPTY)
    if len(data) > LARGEST:
        raise Unfit(Fault.LARGE)
    try:
        bundle = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unfit(Fault.NO_JSON) from error
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise Unfit(Fault.NO_DOCUMENT)
    resources = list(_resources(bundle))
    starts = resources[0] if resources else {}
    if bundle.get("type") != "document" or starts.get("resourceType") != "Composition":
        raise Unfit(Fault.NO_DOCUMENT)
    if sum(each.get("resourceType") == "Patient" for each in resources) != 1:
        raise Unfit(Fault.NO_PATIENT)
    return Summary(data, bundle, resources)


def check(found: Summary, name: str, birth_date: date | None, number: str) -> None:
    """Unfit where the file is about somebody else, as far as it says: it must tell the birth date,
    a Norwegian number that it names is the patient's own, and one of its names is too."""
    told = found.patient.get("birthDate")
    if not isinstance(told, str) or birth_date is None:
        raise Unfit(Fault.NO_PATIENT)
    if not birth_date.isoformat().startswith(told[:10]) or len(told) < len("1984"):
        raise Unfit(Fault.OTHER_BIRTH_DATE)
    for each in mappings(found.patient.get("identifier")):
        if each.get("system") in NATIONAL_SYSTEMS and each.get("value") != number:
            raise Unfit(Fault.OTHER_NUMBER)
    if not _names_of(found) & _words(name):
        raise Unfit(Fault.OTHER_NAME)


def document(found: Summary, patient_id: uuid.UUID, own_title: str, now: str) -> dict[str, Any]:
    """The DocumentReference that it is kept as: the same file again is the same document, and one
    with the same identifier its new version."""
    composition = found.composition
    title = _said(composition.get("title")) or own_title
    written, author = composition.get("date"), "; ".join(_authors(found))[:300]
    place = {"resourceType": "Organization", "id": "from", "name": author}
    attachment = {
        "contentType": "application/fhir+json",
        "data": base64.b64encode(found.data).decode(),
        "title": title,
        "language": _said(composition.get("language") or found.bundle.get("language"))[:20],
    }
    made: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "id": str(_id(found, patient_id)),
        "status": "current",
        "docStatus": "final" if composition.get("status") == "final" else "amended",
        "type": {
            "coding": [{"system": _LOINC, "code": _SUMMARY}],
            "text": _said(display(composition.get("type"))) or own_title,
        },
        "category": [{"coding": [_CATEGORY]}],
        "subject": {"reference": f"Patient/{patient_id}"},
        "date": written if _is_instant(written) else now,
        "contained": [place] if author else [],
        "author": [{"reference": "#from"}] if author else [],
        "description": title,
        "securityLabel": _labels(found),
        "content": [{"attachment": {key: each for key, each in attachment.items() if each}}],
    }
    return {key: each for key, each in made.items() if each}


def _names_of(found: Summary) -> set[str]:
    """Every word of every name of the patient in the file; people change some of theirs."""
    told = []
    for each in mappings(found.patient.get("name")):
        given = each.get("given") if isinstance(each.get("given"), list) else []
        told += [each.get("text"), each.get("family"), *(given or [])]
    return set().union(*(_words(each) for each in told if isinstance(each, str)))


def _words(name: str) -> set[str]:
    """Without accents and the like: they get lost on the way between countries."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return set(_WORDS.findall(plain.replace("ø", "o").replace("æ", "ae")))


def _resources(bundle: Resource) -> Iterator[Resource]:
    for each in mappings(bundle.get("entry")):
        if isinstance(each.get("resource"), Mapping):
            yield each["resource"]


def _said(value: Any) -> str:
    """One line of words, without what may not stand in a title."""
    words = " ".join(_UNSEEN.sub(" ", value).split())[:300] if isinstance(value, str) else ""
    return "" if names_a_person(words) else words


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and bool(_INSTANT.fullmatch(value))


def _id(found: Summary, patient_id: uuid.UUID) -> uuid.UUID:
    """By the document's own identifier; without one, by the file."""
    told = found.bundle.get("identifier")
    if isinstance(told, Mapping) and told.get("value"):
        name = f"{told.get('system')}|{told['value']}".encode(errors="backslashreplace").decode()
    else:
        name = hashlib.sha256(found.data).hexdigest()
    return uuid.uuid5(_NAMESPACE, f"{patient_id}|{name}")


def _authors(found: Summary) -> Iterator[str]:
    named = {f"{each.get('resourceType')}/{each.get('id')}": each for each in found.resources}
    for each in mappings(found.bundle.get("entry")):
        if isinstance(each.get("resource"), Mapping) and isinstance(each.get("fullUrl"), str):
            named[each["fullUrl"]] = each["resource"]
    for each in mappings(found.composition.get("author")):
        aim = named.get(str(each.get("reference")), {})
        name = aim.get("name")
        words = name if isinstance(name, str) else " ".join(reversed(human_name(name)))
        if _said(words) or _said(each.get("display")):
            yield _said(words) or _said(each.get("display"))


def _labels(found: Summary) -> list[dict[str, Any]]:
    """Every label that hides the document, or what it begins with."""
    labels = [
        {"system": _said(label.get("system")), "code": _said(label.get("code"))[:20]}
        for each in (found.bundle, found.composition)
        for label in mappings((each.get("meta") or {}).get("security"))
    ]
    code = _said(found.composition.get("confidentiality"))
    labels += [{"system": _CONFIDENTIALITY, "code": code[:20]}] if code else []
    return [{"coding": [label]} for label in labels if label["code"]]
