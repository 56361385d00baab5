"""FHIR types of results: Observation, DiagnosticReport and ServiceRequest, in and out."""

from collections.abc import Mapping
from typing import Any

from access import received
from access.received import MISTAKE, of_status, served, storing, title
from access.receiving import Columns
from common.declarations import FhirType
from common.references import codes, mappings
from common.searchable import PEOPLE, about, date, quantity, reference, string, token
from labresults.codes import (
    CATEGORIES,
    LETTERS,
    OBSERVATION_STATUSES,
    REPORT_STATUSES,
    REQUEST_STATUSES,
    RESULTS,
)
from labresults.models import DiagnosticReport, Observation, ServiceRequest


def _observation(resource: Mapping[str, Any]) -> Columns:
    return _columns(resource, OBSERVATION_STATUSES, _category(resource))


def _report(resource: Mapping[str, Any]) -> Columns:
    return _columns(resource, REPORT_STATUSES, _category(resource))


def _request(resource: Mapping[str, Any]) -> Columns:
    return _columns(resource, REQUEST_STATUSES, LETTERS)


def _columns(resource: Mapping[str, Any], statuses: tuple[str, ...], category: str) -> Columns:
    status = of_status(resource, "status", statuses)
    return {
        "category": category,
        "title": title(resource.get("code"), *mappings(resource.get("category"))),
        "is_mistake": status == MISTAKE,
    }


def _category(resource: Mapping[str, Any]) -> str:
    """The kind that it is closed together with; a result that does not say is one of a laboratory,
    as most are."""
    given = [code for each in mappings(resource.get("category")) for code in codes(each)]
    return next((CATEGORIES[code] for code in given if code in CATEGORIES), RESULTS)


OBSERVATION = served(
    Observation,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("category"),
        token("code"),
        date("date", *(f"effective{kind}" for kind in ("DateTime", "Period", "Instant", "Timing"))),
        quantity("value-quantity", "valueQuantity"),
        token("value-concept", "valueCodeableConcept"),
        string("value-string", "valueString", "valueCodeableConcept.text"),
        date("value-date", "valueDateTime", "valuePeriod"),
        token("combo-code", "code", "component.code"),
        quantity("combo-value-quantity", "valueQuantity", "component.valueQuantity"),
        token("combo-value-concept", "valueCodeableConcept", "component.valueCodeableConcept"),
        token("component-code", "component.code"),
        quantity("component-value-quantity", "component.valueQuantity"),
        token("data-absent-reason", "dataAbsentReason"),
        token("method"),
        reference("encounter", "encounter", "Encounter"),
        reference("performer", "performer", *PEOPLE, "CareTeam"),
        reference("based-on", "basedOn", "ServiceRequest", "MedicationRequest"),
        reference("has-member", "hasMember", "Observation"),
        reference("derived-from", "derivedFrom", "Observation", "DocumentReference"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)
REPORT = served(
    DiagnosticReport,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("category"),
        token("code"),
        token("conclusion", "conclusionCode"),
        date("date", "effectiveDateTime", "effectivePeriod"),
        date("issued"),
        reference("encounter", "encounter", "Encounter"),
        reference("performer", "performer", *PEOPLE, "CareTeam"),
        reference("results-interpreter", "resultsInterpreter", *PEOPLE, "CareTeam"),
        reference("result", "result", "Observation"),
        reference("based-on", "basedOn", "ServiceRequest", "MedicationRequest"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)
REQUEST = served(
    ServiceRequest,
    (
        *about(),
        token("identifier"),
        token("requisition"),
        token("status"),
        token("intent"),
        token("priority"),
        token("category"),
        token("code"),
        token("performer-type", "performerType"),
        date("authored", "authoredOn"),
        date("occurrence", *(f"occurrence{kind}" for kind in ("DateTime", "Period", "Timing"))),
        reference("encounter", "encounter", "Encounter"),
        reference("requester", "requester", *PEOPLE),
        reference("performer", "performer", *PEOPLE, "CareTeam"),
        reference("based-on", "basedOn", "ServiceRequest", "MedicationRequest"),
        reference("replaces", "replaces", "ServiceRequest"),
    ),
    sorted_by="authored",
    deleted=received.in_error,
)

FHIR_TYPES = (
    FhirType("ServiceRequest", 70, storing(ServiceRequest, _request), REQUEST),
    FhirType("Observation", 71, storing(Observation, _observation), OBSERVATION),
    FhirType("DiagnosticReport", 72, storing(DiagnosticReport, _report), REPORT),
)
