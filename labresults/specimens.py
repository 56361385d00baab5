"""The FHIR type Specimen: what was taken of the patient and examined."""

from collections.abc import Mapping
from typing import Any

from access import received
from access.received import MISTAKE, of_status, served, storing, title
from access.receiving import Columns
from common.declarations import FhirType
from common.searchable import PEOPLE, about, date, reference, token
from labresults.codes import RESULTS
from labresults.intake.models import Specimen

_STATUSES = ("available", "unavailable", "unsatisfactory", MISTAKE)


def _specimen(resource: Mapping[str, Any]) -> Columns:
    status = of_status(resource, "status", _STATUSES) if "status" in resource else ""
    return {
        "category": RESULTS,
        "title": title(resource.get("type")),
        "is_mistake": status == MISTAKE,
    }


SPECIMEN = served(
    Specimen,
    (
        *about(),
        token("identifier"),
        token("accession", "accessionIdentifier"),
        token("status"),
        token("type"),
        token("bodysite", "collection.bodySite"),
        token("container", "container.type"),
        token("container-id", "container.identifier"),
        date("collected", "collection.collectedDateTime", "collection.collectedPeriod"),
        reference("collector", "collection.collector", *PEOPLE),
        reference("parent", "parent", "Specimen"),
    ),
    sorted_by="collected",
    deleted=received.in_error,
)
# After what asks for it, before what is found in it.
FHIR_TYPES = (FhirType("Specimen", 70, storing(Specimen, _specimen), SPECIMEN),)
