"""Owns one resource of each type of results and summary, as a sender would send it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from access.codes import CONFIDENTIALITY_SYSTEM
from demo.cast.fhir_directory import reference
from labresults.intake.models import Specimen
from labresults.models import DiagnosticReport, Observation, ServiceRequest
from summary.ips.models import Composition, Immunization, Procedure
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    Flag,
    MedicationRequest,
    MedicationStatement,
)
from tests.cast import Resource

CONCEPT = {"coding": [{"system": "http://loinc.org", "code": "718-7"}], "text": "Hemoglobin"}
_OF_TYPES: dict[str, Resource] = {
    "Observation": {"status": "final", "code": CONCEPT, "valueQuantity": {"value": 14.2}},
    "DiagnosticReport": {"status": "final", "code": CONCEPT},
    "Specimen": {"type": CONCEPT},
    "ServiceRequest": {"status": "active", "intent": "order", "code": CONCEPT},
    "Condition": {"code": CONCEPT},
    "AllergyIntolerance": {"code": CONCEPT},
    "Flag": {"status": "active", "code": CONCEPT},
    "Consent": {
        "status": "active",
        "scope": {"coding": [{"code": "adr"}]},
        "category": [CONCEPT],
        "policyRule": {"coding": [{"code": "1"}]},
    },
    "MedicationRequest": {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": CONCEPT,
    },
    "MedicationStatement": {"status": "active", "medicationCodeableConcept": CONCEPT},
    "Immunization": {
        "status": "completed",
        "vaccineCode": CONCEPT,
        "occurrenceDateTime": "2024-03-01",
    },
    "Procedure": {"status": "completed", "code": CONCEPT},
    "Composition": {
        "status": "final",
        "type": CONCEPT,
        "date": "2024-03-01",
        "author": [{"display": "Universitetssykehuset"}],
        "title": "Hemoglobin",
    },
}
TYPES = tuple(_OF_TYPES)
_WITH_PATIENT = {"AllergyIntolerance", "Consent", "Immunization"}
MODELS = (
    *(Observation, DiagnosticReport, ServiceRequest, Specimen),
    *(Condition, AllergyIntolerance, Flag, Consent, MedicationRequest, MedicationStatement),
    *(Immunization, Procedure, Composition),
)


def subject_of(name: str) -> str:
    """The element in which a type names its patient."""
    return "patient" if name in _WITH_PATIENT else "subject"


def resource(name: str, patient: str, codes: str = "N", **more: Any) -> Resource:
    """A resource of that type about somebody of the cast, with these codes of confidentiality."""
    subject = subject_of(name)
    label = [{"system": CONFIDENTIALITY_SYSTEM, "code": code} for code in codes.split()]
    own_id = f"{name}-{patient}-{'-'.join(codes.lower().split())}".replace("_", "-")
    return {
        "resourceType": name,
        "id": own_id,
        "meta": {"security": label},
        subject: reference("Patient", patient),
        **_OF_TYPES[name],
        **more,
    }


def of_all(patient: str, codes: str = "N") -> Iterator[Resource]:
    for name in TYPES:
        yield resource(name, patient, codes)
