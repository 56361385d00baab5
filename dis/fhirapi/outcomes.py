"""What the API answers where it cannot do what it is asked: an OperationOutcome, always."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.errors import DisError


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: a code of FHIR's issue-type, plain words, and the place if any."""

    code: str
    text: str
    expression: str = ""
    severity: str = "error"
    coding: tuple[str, str] | None = None

    def value(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "severity": self.severity,
            "code": self.code,
            "diagnostics": self.text,
        }
        if self.coding:
            system, code = self.coding
            found["details"] = {"coding": [{"system": system, "code": code}]}
        return found | ({"expression": [self.expression]} if self.expression else {})


@dataclass
class Refusal(DisError):
    """A request that is not carried out: the HTTP status, and why."""

    status: int
    issues: Sequence[Issue]
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, status: int, code: str, text: str, expression: str = "", **headers: str
    ) -> "Refusal":
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, [Issue(code, text, expression)], named)

    def __str__(self) -> str:
        return "; ".join(issue.text for issue in self.issues)


def outcome(issues: Sequence[Issue]) -> str:
    """The OperationOutcome of these issues as JSON text."""
    return json.dumps(
        {"resourceType": "OperationOutcome", "issue": [issue.value() for issue in issues]},
        ensure_ascii=False,
    )


def not_there(resource_type: str, resource_id: str) -> Refusal:
    """The one answer for what does not exist and for what the caller may not know of."""
    return Refusal.of(404, "not-found", f"There is no {resource_type}/{resource_id[:64]} for you.")
