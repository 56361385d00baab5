"""What others have sent, as resources of one Bundle: with our ids, and references that resolve in
it or are words. Numbers stay as they were written."""

import json
import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from common.references import local_id

_LITERAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?")
# Stands before a number until it is written again; taken out of texts, where FHIR has none.
_MARK = "\x01"
_IN_TEXTS = re.compile(r"(?<!\\)((?:\\\\)*)\\u0001")
_MARKED = "\\u0001"
_NUMBER = re.compile(r'"\\u0001([-+0-9.eE]+)"')
_DECODER = json.JSONDecoder(parse_float=lambda text: f"{_MARK}{text}")
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
Resource = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One resource of the summary: of which row it is, and how it stands in the Bundle.

    `source` is who has sent it, where its references still name things as they are called there.
    """

    type: str
    id: uuid.UUID
    version: int
    resource: Resource
    source: str
    patient_id: uuid.UUID
    is_own: bool = False

    @property
    def reference(self) -> str:
        return f"{self.type}/{self.id}"


def entry(resource_type: str, row: Any, wire: str) -> Entry:
    """The resource of a row, as its reader may see it (`wire`)."""
    if _MARKED in wire:
        wire = _IN_TEXTS.sub(r"\1", wire)
    found: Resource = _DECODER.decode(wire)
    found.pop("text", None)  # Narrative of others: what is shown is made anew.
    found["id"] = str(row.id)
    security = (found.get("meta") or {}).get("security")
    found.pop("meta", None)
    if security:
        found["meta"] = {"security": security}
    source = "" if row.names_own_ids else row.source
    return Entry(resource_type, row.id, row.version, found, source, row.patient_id)


def own(each: Entry) -> Entry:
    """With references that name things as they are called here. Of what is looked at most is not
    chosen, and spares itself that."""
    if each.is_own:
        return each
    found = _own(each.resource, each.source, each.patient_id)
    return replace(each, resource=found, is_own=True)


def number(value: Any) -> str:
    """A number of such a resource, as it was written."""
    return str(value).removeprefix(_MARK)


def closed(each: Resource, known: Collection[str]) -> Resource:
    """The resource with references to what is in the Bundle only; others keep their words."""
    contained = {f"#{one.get('id')}" for one in each.get("contained", ())}
    found: Resource = _closed(each, {*known, *contained})
    return found


def text(bundle: Mapping[str, Any]) -> str:
    """The Bundle as JSON."""
    return _NUMBER.sub(r"\1", json.dumps(bundle, ensure_ascii=False))


def absent(reason: str = "unknown") -> Resource:
    """The extension that stands where a value should."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def _own(value: Any, source: str, patient_id: uuid.UUID) -> Any:
    if isinstance(value, list):
        return [_own(each, source, patient_id) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: _own(each, source, patient_id) for name, each in value.items()}
    literal = value.get("reference")
    if isinstance(literal, str) and not literal.startswith("#"):
        found["reference"] = _here(literal, source, patient_id)
    return found


def _here(literal: str, source: str, patient_id: uuid.UUID) -> str:
    match = _LITERAL.fullmatch(literal.lstrip("/"))
    if match is None:
        return literal
    if match[1] == "Patient":
        return f"Patient/{patient_id}"
    return f"{match[1]}/{local_id(source, match[1], match[2]) if source else match[2]}"


def _closed(value: Any, known: Collection[str]) -> Any:
    if isinstance(value, list):
        kept = [_closed(each, known) for each in value]
        return [each for each in kept if each not in ({}, [])]
    if not isinstance(value, dict):
        return value
    found = {name: _closed(each, known) for name, each in value.items()}
    if isinstance(value.get("reference"), str) and value["reference"] not in known:
        del found["reference"]
        # Of somebody else's number nothing is said either.
        found.pop("identifier", None)
    if isinstance(found.get("extension"), list):  # One that named something else has no value now.
        found["extension"] = [each for each in found["extension"] if each.keys() != {"url"}]
    return {name: each for name, each in found.items() if each not in ({}, [])}
