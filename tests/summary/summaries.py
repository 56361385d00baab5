"""Owns how tests ask for the summary, and what is sent of a patient before they do."""

from __future__ import annotations

import json
from typing import Any

from tests.cast import Resource, World, import_resources
from tests.fhirapi.calling import call
from tests.summary.ips_rules import sections
from tests.summary.sent import judged, none_known, of

PROBLEMS, ALLERGIES, MEDICINES = "11450-4", "48765-2", "10160-0"
VACCINES, RESULTS, PROCEDURES, PAST = "11369-6", "30954-2", "47519-4", "11348-0"


def put(*sent: Resource) -> None:
    assert not import_resources(sent)


def summary(world: World, who: str = "kari", query: str = "", **headers: Any) -> Any:
    patient = who.partition("-for-")[2] or (who if who in world.patients else "kari")
    path = f"Patient/{world.patients[patient]}/$summary{query}"
    answer = call(world, who, "GET", path, **headers)
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def words(bundle: Any, code: str) -> str:
    return str(sections(bundle)[code]["text"]["div"])


def reason(bundle: Any, code: str) -> str:
    found = sections(bundle)[code].get("emptyReason", {"coding": [{"code": ""}]})
    return str(found["coding"][0]["code"])


MADE: dict[str, list[Resource]] = {
    "nothing": [],
    "one of each": [
        of("Condition", "Høyt blodtrykk", onsetDateTime="2015"),
        of("Condition", "Brukket arm", **judged("Condition", "resolved")),
        of("AllergyIntolerance", "Penicillin", criticality="high"),
        of("MedicationStatement", "Metoprolol 50 mg"),
        of("MedicationRequest", "Ramipril 5 mg", authoredOn="2024-05-01"),
        of("Immunization", "Stivkrampe"),
        of("Procedure", "Blindtarmen fjernet"),
        of("Observation", "Hemoglobin", effectiveDateTime="2024-01-02"),
        of("DiagnosticReport", "Røntgen thorax"),
    ],
    "none known": [
        none_known("Condition", "no-known-problems"),
        none_known("AllergyIntolerance", "no-known-allergies"),
        none_known("MedicationStatement", "no-known-medications"),
    ],
    "refuted": [
        of("AllergyIntolerance", "Nøtter", **judged("AllergyIntolerance", "", "refuted")),
        of("Condition", "Astma", **judged("Condition", "", "refuted")),
    ],
    "medicines stopped": [
        of("MedicationStatement", "Kodein", status="stopped"),
        of("MedicationRequest", "Morfin", status="completed"),
        of("MedicationRequest", "Aspirin", doNotPerform=True),
    ],
    "hostile words": [
        of("Condition", "<script>alert(1)</script> & \"'\u202e"),
        of("AllergyIntolerance", "]]><b>x</b>"),
    ],
    "points elsewhere": [
        of(
            "MedicationRequest",
            "A",
            medicationReference={"reference": "Medication/9", "display": "Insulin"},
            medicationCodeableConcept=None,
            requester={"reference": "Practitioner/nobody", "display": "Dr. Nobody"},
            encounter={"reference": "Encounter/none"},
        ),
        of(
            "Observation",
            "B",
            contained=[{"resourceType": "Organization", "id": "lab", "name": "Lab"}],
            performer=[{"reference": "#lab"}],
            hasMember=[{"reference": "Observation/elsewhere"}],
        ),
    ],
}


def sent(name: str) -> list[Resource]:
    return [{key: value for key, value in each.items() if value is not None} for each in MADE[name]]


def without(found: Resource, name: str) -> Resource:
    """A resource without one of its elements."""
    return {key: value for key, value in found.items() if key != name}
