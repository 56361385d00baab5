"""Owns what is sent of a patient for the summary: problems, allergies, medicines and the rest."""

from __future__ import annotations

from typing import Any

from access.codes import CONFIDENTIALITY_SYSTEM
from demo.cast.fhir_directory import cast_id, reference
from tests.cast import Resource

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
STATUSES = {
    "Condition": ("condition-clinical", "condition-ver-status"),
    "AllergyIntolerance": ("allergyintolerance-clinical", "allergyintolerance-verification"),
}
_WITH_PATIENT = {"AllergyIntolerance", "Immunization"}


def _concept(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"{_TERMINOLOGY}/{system}", "code": code}]}


def of(name: str, words: str, own_id: str = "", *, who: str = "kari", **more: Any) -> Resource:
    """A resource of a type, that says these words; `codes` are those of confidentiality."""
    codes = more.pop("codes", "N")
    label = [{"system": CONFIDENTIALITY_SYSTEM, "code": code} for code in codes.split()]
    subject = "patient" if name in _WITH_PATIENT else "subject"
    slug = cast_id(name, words, who)
    return {
        "resourceType": name,
        "id": own_id or slug,
        "meta": {"security": label},
        subject: reference("Patient", who),
        **_named(name, words),
        **more,
    }


def _named(name: str, words: str) -> Resource:
    concept = {"text": words}
    return {
        "Condition": {"code": concept, **judged("Condition", "active")},
        "AllergyIntolerance": {"code": concept, **judged("AllergyIntolerance", "active")},
        "MedicationStatement": {"status": "active", "medicationCodeableConcept": concept},
        "MedicationRequest": {
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": concept,
        },
        "Immunization": {
            "status": "completed",
            "vaccineCode": concept,
            "occurrenceDateTime": "2024-03-01",
        },
        "Procedure": {"status": "completed", "code": concept},
        "Observation": {"status": "final", "code": concept, "valueString": "negativ"},
        "DiagnosticReport": {"status": "final", "code": concept, "conclusion": "Normale funn"},
    }[name]


def judged(name: str, clinical: str = "", verification: str = "") -> Resource:
    """The statuses of a condition or an allergy."""
    systems = STATUSES[name]
    given = {
        "clinicalStatus": (systems[0], clinical),
        "verificationStatus": (systems[1], verification),
    }
    return {key: _concept(*value) for key, value in given.items() if value[1]}


def none_known(name: str, code: str) -> Resource:
    """That there is nothing of the kind, as its sender says with the code of the guide."""
    found = of(name, code)
    concept = {"coding": [{"system": ABSENT, "code": code}]}
    element = "medicationCodeableConcept" if name.startswith("Medication") else "code"
    return {**found, element: concept}
