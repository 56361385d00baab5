"""FHIR types of results: Observation, DiagnosticReport and ServiceRequest, in and out."""

from collections.abc import Callable, Sequence

from access import received, receiving, subjects
from access.received import ReceivedRecord, served
from access.receiving import Lift
from common.declarations import FhirType, Incoming, Outcome
from common.searchable import PEOPLE, about, date, quantity, reference, string, token
from labresults import filing, specimens
from labresults.models import DiagnosticReport, Observation, ServiceRequest


def _storing(
    model: type[ReceivedRecord], lift: Lift
) -> Callable[[Sequence[Incoming]], list[Outcome]]:
    def store(batch: Sequence[Incoming]) -> list[Outcome]:
        found = subjects.patients_of([(each, each.resource.get("subject")) for each in batch])
        placed, refused = receiving.place(batch, found)
        return refused + receiving.store(model, placed, kind=model.kind, lift=lift)

    return store


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
        reference("specimen", "specimen", "Specimen"),
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
        reference("specimen", "specimen", "Specimen"),
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
        reference("specimen", "specimen", "Specimen"),
    ),
    sorted_by="authored",
    deleted=received.in_error,
)

# Reports come before their results, which then find theirs and need not be written twice.
FHIR_TYPES = (
    *specimens.FHIR_TYPES,
    FhirType(
        "ServiceRequest",
        70,
        _storing(ServiceRequest, filing.requests),
        REQUEST,
        lift=filing.requests,
    ),
    FhirType(
        "DiagnosticReport",
        71,
        _storing(DiagnosticReport, filing.reports),
        REPORT,
        lift=filing.reports,
    ),
    FhirType(
        "Observation",
        72,
        _storing(Observation, filing.observations),
        OBSERVATION,
        lift=filing.observations,
    ),
)
