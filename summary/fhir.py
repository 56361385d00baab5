"""FHIR types of critical information and medicines, in and out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from access import received, receiving
from access.received import MISTAKE, of_status, served, storing, title
from access.receiving import Columns
from common.declarations import FhirType
from common.searchable import PEOPLE, about, date, reference, token
from summary import signed_lists
from summary.codes import (
    ALLERGY_SYSTEMS,
    CONDITION_SYSTEMS,
    REQUEST_STATUSES,
    STATEMENT_STATUSES,
)
from summary.critical import beside, lifting
from summary.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    Flag,
    MedicationRequest,
    MedicationStatement,
)

_MEDICINE = ("medicationCodeableConcept", "medicationReference")


def _request(resource: Mapping[str, Any]) -> Columns:
    return _medicine(resource, REQUEST_STATUSES)


def _statement(resource: Mapping[str, Any]) -> Columns:
    return _medicine(resource, STATEMENT_STATUSES)


def _medicine(resource: Mapping[str, Any], statuses: Sequence[str]) -> Columns:
    status = of_status(resource, "status", statuses)
    named = dict(resource.get("medicationReference") or {}).get("display")
    words = title(resource.get("medicationCodeableConcept"), {"text": named})
    return {"title": words, "is_mistake": status == MISTAKE}


def _not_verified(systems: Mapping[str, str]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The change that marks one as entered in error; it has no clinical status any more (con-5,
    ait-2)."""
    coding = {"system": systems["verificationStatus"], "code": MISTAKE}

    def deleted(resource: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in resource.items() if name != "clinicalStatus"}
        return {**kept, "verificationStatus": {"coding": [coding]}}

    return deleted


CONDITION = served(
    Condition,
    (
        *about(),
        token("identifier"),
        token("clinical-status", "clinicalStatus"),
        token("verification-status", "verificationStatus"),
        token("category"),
        token("severity"),
        token("code"),
        token("body-site", "bodySite"),
        date("onset-date", "onsetDateTime", "onsetPeriod"),
        date("abatement-date", "abatementDateTime", "abatementPeriod"),
        date("recorded-date", "recordedDate"),
        reference("encounter", "encounter", "Encounter"),
        reference("asserter", "asserter", *PEOPLE),
    ),
    sorted_by="recorded-date",
    deleted=_not_verified(CONDITION_SYSTEMS),
)
ALLERGY = served(
    AllergyIntolerance,
    (
        *about("patient"),
        token("identifier"),
        token("clinical-status", "clinicalStatus"),
        token("verification-status", "verificationStatus"),
        token("type"),
        token("category"),
        token("criticality"),
        token("code", "code", "reaction.substance"),
        token("manifestation", "reaction.manifestation"),
        token("severity", "reaction.severity"),
        date("date", "recordedDate"),
        date("onset", "reaction.onset"),
        date("last-date", "lastOccurrence"),
        reference("recorder", "recorder", *PEOPLE),
        reference("asserter", "asserter", *PEOPLE),
    ),
    sorted_by="date",
    deleted=_not_verified(ALLERGY_SYSTEMS),
)
FLAG = served(
    Flag,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("category"),
        token("code"),
        date("date", "period"),
        reference("encounter", "encounter", "Encounter"),
        reference("author", "author", *PEOPLE),
    ),
    sorted_by="date",
    deleted=received.in_error,
)
REQUEST = served(
    MedicationRequest,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("intent"),
        token("priority"),
        token("category"),
        token("code", _MEDICINE[0]),
        date("authoredon", "authoredOn"),
        date("date", "dosageInstruction.timing.event"),
        reference("medication", _MEDICINE[1], "Medication"),
        reference("encounter", "encounter", "Encounter"),
        reference("requester", "requester", *PEOPLE),
        reference("intended-performer", "performer", *PEOPLE, "CareTeam"),
        reference("intended-dispenser", "dispenseRequest.performer", "Organization"),
    ),
    sorted_by="authoredon",
    deleted=received.in_error,
)
STATEMENT = served(
    MedicationStatement,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("category"),
        token("code", _MEDICINE[0]),
        date("effective", "effectiveDateTime", "effectivePeriod"),
        reference("medication", _MEDICINE[1], "Medication"),
        reference("context", "context", "Encounter", "EpisodeOfCare"),
        reference("source", "informationSource", *PEOPLE),
    ),
    sorted_by="effective",
    deleted=received.in_error,
)
# Of treatment alone: what patients have decided about the record itself stands beside it, served by
# access (fhirapi.besides) and taken in from nobody.
CONSENT = served(
    Consent,
    (
        *about("patient"),
        token("identifier"),
        token("status"),
        token("scope"),
        token("category"),
        token("purpose", "provision.purpose"),
        date("date", "dateTime"),
        date("period", "provision.period"),
        reference("consentor", "performer", *PEOPLE),
        reference("organization", "organization", "Organization"),
        reference("actor", "provision.actor.reference", *PEOPLE, "CareTeam"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)

FHIR_TYPES = (
    FhirType("Condition", 80, storing(Condition, lifting.condition), CONDITION),
    FhirType(
        "AllergyIntolerance",
        81,
        storing(AllergyIntolerance, lifting.allergy, subject="patient"),
        ALLERGY,
    ),
    FhirType("Flag", 84, storing(Flag, lifting.flag), FLAG),
    FhirType(
        "Consent",
        92,
        storing(Consent, lifting.consent, subject="patient", hold=beside.held_apart),
        CONSENT,
    ),
    FhirType("List", 93, receiving.born_here, signed_lists.LIST, is_born_here=True),
    FhirType("MedicationRequest", 82, storing(MedicationRequest, _request), REQUEST),
    FhirType("MedicationStatement", 83, storing(MedicationStatement, _statement), STATEMENT),
)
