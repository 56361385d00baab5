"""A resource of a report as the text that is kept: with our ids, and numbers as they were sent."""

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labresults.intake.versions import OBSERVATION
from labresults.kith import codes
from labresults.kith.reports import OWN, Body
from labresults.kith.values import NUMBER

_NAMESPACE = uuid.UUID("0c9f7d0e-8f43-4f35-9a5e-6f5b1d7f2a60")
_NUMBER = re.compile(r'"\\u0001(-?[0-9.eE+\-]+)"')
# In a text quotes are escaped, so this finds members only.
_OWN = re.compile(rf'"reference": "{OWN}([A-Za-z]+)/((?:[^"\\]|\\.)*)"')
_OF_REPORT = f"{codes.NILAR}/nilar-diagnostic-report-ref"
_STATUS = re.compile(r'"status": "[a-z-]+"')


@dataclass(frozen=True)
class Names:
    """The ids that the resources of one report have here. The same in every version of it."""

    source: str
    report_key: str

    @property
    def report(self) -> uuid.UUID:
        return uuid.uuid5(_NAMESPACE, f"{self.source}|{self.report_key}")

    def of(self, name: str) -> uuid.UUID:
        return uuid.uuid5(self.report, name)


def text_of(names: Names, body: Body, patient_id: uuid.UUID) -> str:
    """The JSON of a resource. The status stands in it before all others, so that it can be changed
    and nothing else (`with_status`)."""
    found: dict[str, Any] = {
        "resourceType": body["resourceType"],
        **({"status": body["status"]} if "status" in body else {}),
        **body,
        "subject": {**body.get("subject", {}), "reference": f"Patient/{patient_id}"},
    }
    if body["resourceType"] == OBSERVATION:
        extensions = found.get("extension", ())
        if not any(each["url"] == _OF_REPORT for each in extensions):
            of_report = {"reference": f"DiagnosticReport/{names.report}"}
            found["extension"] = [*extensions, {"url": _OF_REPORT, "valueReference": of_report}]
    return _written(names, found, patient_id)


def _written(names: Names, found: Body, patient_id: uuid.UUID | str = "") -> str:
    """As JSON, with numbers as they were sent, and our ids for what stands in the same message."""

    def link(match: re.Match[str]) -> str:
        sort, key = match[1], json.loads(f'"{match[2]}"')
        own_id: uuid.UUID | str = names.of(f"{sort}/{key}")
        if sort == "DiagnosticReport":
            own_id = Names(names.source, key).report
        elif sort == "Patient":
            own_id = patient_id
        return f'"reference": "{sort}/{own_id}"'

    text = _NUMBER.sub(r"\1", json.dumps(found, ensure_ascii=False))
    return _OWN.sub(link, text)


def with_status(text: str, status: str) -> str:
    """The text of one of these resources with another status."""
    return _STATUS.sub(f'"status": "{status}"', text, count=1)


def with_results(names: Names, text: str, results: list[Body]) -> str:
    """The text of a report with other results; what it names elsewhere stays."""
    found = json.loads(text, parse_float=lambda each: f"{NUMBER}{each}")
    others = [each for each in found.get("result", ()) if not _is_here(each)]
    found["result"] = [*results, *others]
    return _written(names, found)


def _is_here(reference: Mapping[str, Any]) -> bool:
    return str(reference.get("reference", "")).startswith(f"{OBSERVATION}/")


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
