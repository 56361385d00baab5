"""What kjernejournal's profiles ask of a Consent about treatment (norway.md 4.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from common.errors import Unacceptable
from common.references import codes, mappings
from summary.codes import DURATION, DURATION_SYSTEMS, POLICY_RULES, SCOPES, Sort


def check(resource: Mapping[str, Any], sort: Sort) -> None:
    """Unacceptable, with the place, for what its category does not allow."""
    _is_one(resource, "scope", SCOPES[sort])
    _is_one(resource, "policyRule", POLICY_RULES[sort])
    if sort is Sort.LIMITATION and not _end(resource):
        raise Unacceptable.because("a limitation has an end", "Consent.provision.period.end")
    if sort is Sort.CLARIFICATION and duration(resource) is None:
        reason = f"how long it applies is missing: {DURATION} with a code of 7655"
        raise Unacceptable.because(reason, "Consent.extension")


def duration(resource: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How long a clarification applies, as a concept of code system 7655, or one of our own."""
    found = next((each for each in _extensions(resource, DURATION)), {})
    concept = found.get("valueCodeableConcept") or {"coding": [found.get("valueCoding") or {}]}
    return concept if codes(concept, *DURATION_SYSTEMS) else None


def _is_one(resource: Mapping[str, Any], name: str, code: str) -> None:
    if code not in codes(resource.get(name)):
        raise Unacceptable.because(f"not {code}, as its category has it", f"Consent.{name}")


def _end(resource: Mapping[str, Any]) -> Any:
    provision = resource.get("provision") or {}
    return (provision.get("period") or {}).get("end")


def _extensions(resource: Mapping[str, Any], url: str) -> Sequence[Mapping[str, Any]]:
    return [each for each in mappings(resource.get("extension")) if each.get("url") == url]
