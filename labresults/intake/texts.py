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

_NAMESPACE = uuid.UUID("0c9f7d0e-8f43-4f35-9a5e-6f5b1d7f2a60")
_NUMBER = re.compile(r'"\\u0001(-?[0-9.]+)"')
_LINKS = ("result", "hasMember", "specimen", "basedOn")
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
        "status": body["status"],
        **body,
        "subject": {"reference": f"Patient/{patient_id}"},
    }
    for name in _LINKS:
        if name in found:
            found[name] = _linked(names, found[name])
    if body["resourceType"] == OBSERVATION:
        of_report = {
            "url": f"{codes.NILAR}/nilar-diagnostic-report-ref",
            "valueReference": {"reference": f"DiagnosticReport/{names.report}"},
        }
        found["extension"] = [*found.get("extension", ()), of_report]
    return _NUMBER.sub(r"\1", json.dumps(found, ensure_ascii=False))


def _linked(names: Names, value: Any) -> Any:
    if isinstance(value, list):
        return [_linked(names, each) for each in value]
    if isinstance(value, Mapping) and str(value.get("reference", "")).startswith(OWN):
        name = value["reference"].removeprefix(OWN)
        return {**value, "reference": f"{name.partition('/')[0]}/{names.of(name)}"}
    return value


def with_status(text: str, status: str) -> str:
    """The text of one of these resources with another status."""
    return _STATUS.sub(f'"status": "{status}"', text, count=1)


def with_results(names: Names, text: str, results: list[Body]) -> str:
    """The text of a report with other results. There are no numbers in it that could change."""
    found = json.loads(text)
    found["result"] = _linked(names, results)
    return json.dumps(found, ensure_ascii=False)


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
