"""FHIR types of vaccines, procedures and documents of others, in and out."""

from collections.abc import Mapping
from typing import Any

from access import received
from access.received import MISTAKE, of_status, served, storing, title
from access.receiving import Columns
from common.declarations import FhirType
from common.searchable import PEOPLE, about, date, reference, string, token
from summary.ips.codes import (
    COMPOSITION_STATUSES,
    IMMUNIZATION_STATUSES,
    PROCEDURE_STATUSES,
)
from summary.ips.models import Composition, Immunization, Procedure


def _immunization(resource: Mapping[str, Any]) -> Columns:
    status = of_status(resource, "status", IMMUNIZATION_STATUSES)
    return {"title": title(resource.get("vaccineCode")), "is_mistake": status == MISTAKE}


def _procedure(resource: Mapping[str, Any]) -> Columns:
    status = of_status(resource, "status", PROCEDURE_STATUSES)
    return {"title": title(resource.get("code")), "is_mistake": status == MISTAKE}


def _composition(resource: Mapping[str, Any]) -> Columns:
    status = of_status(resource, "status", COMPOSITION_STATUSES)
    words = title({"text": resource.get("title")}, resource.get("type"))
    label = str(resource.get("confidentiality") or "").strip().upper()[:20]
    codes = {*received.security(resource), *([label] if label else [])}
    return {"title": words, "is_mistake": status == MISTAKE, "security": sorted(codes)}


IMMUNIZATION = served(
    Immunization,
    (
        *about("patient"),
        token("identifier"),
        token("status"),
        token("vaccine-code", "vaccineCode"),
        token("target-disease", "protocolApplied.targetDisease"),
        token("status-reason", "statusReason"),
        string("lot-number", "lotNumber"),
        date("date", "occurrenceDateTime"),
        date("reaction-date", "reaction.date"),
        reference("performer", "performer.actor", *PEOPLE[:3]),
        reference("location", "location", "Location"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)
PROCEDURE = served(
    Procedure,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("category"),
        token("code"),
        token("reason-code", "reasonCode"),
        date("date", "performedDateTime", "performedPeriod"),
        reference("encounter", "encounter", "Encounter"),
        reference("performer", "performer.actor", *PEOPLE),
        reference("reason-reference", "reasonReference", "Condition", "Observation", "Procedure"),
        reference("based-on", "basedOn", "ServiceRequest"),
        reference("part-of", "partOf", "Procedure", "Observation"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)
COMPOSITION = served(
    Composition,
    (
        *about(),
        token("identifier"),
        token("status"),
        token("type"),
        token("category"),
        token("section", "section.code"),
        token("confidentiality"),
        string("title"),
        date("date"),
        reference("author", "author", *PEOPLE),
        reference("encounter", "encounter", "Encounter"),
    ),
    sorted_by="date",
    deleted=received.in_error,
)

FHIR_TYPES = (
    FhirType(
        "Immunization", 86, storing(Immunization, _immunization, subject="patient"), IMMUNIZATION
    ),
    FhirType("Procedure", 87, storing(Procedure, _procedure), PROCEDURE),
    FhirType("Composition", 88, storing(Composition, _composition), COMPOSITION),
)
