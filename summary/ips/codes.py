"""Codes of the International Patient Summary (HL7 IPS 2.0, norway.md 4.2), and R4's statuses."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LOINC = "http://loinc.org"
DOCUMENT_CODE = "60591-5"
IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
ABSENT_SYSTEM = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
EMPTY_SYSTEM = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
UNAVAILABLE, WITHHELD = "unavailable", "withheld"

IMMUNIZATION_STATUSES = ("completed", "entered-in-error", "not-done")
PROCEDURE_STATUSES = (
    *("preparation", "in-progress", "not-done", "on-hold", "stopped", "completed"),
    *("entered-in-error", "unknown"),
)
COMPOSITION_STATUSES = ("preliminary", "final", "amended", "entered-in-error")

# How many wrong passcodes a link bears in its life.
FIRST_ATTEMPTS = 5


@dataclass(frozen=True)
class Section:
    """A section of the summary: its LOINC code with the code's own English name, the title that
    people read, and whether the guide demands it (it is there even when nothing is in it)."""

    key: str
    code: str
    display: str
    title: Any
    is_required: bool = False


SECTIONS: tuple[Section, ...] = (
    Section("problems", "11450-4", "Problem list - Reported", _("Health problems"), True),
    Section(
        "allergies", "48765-2", "Allergies and adverse reactions Document", _("Allergies"), True
    ),
    Section("medications", "10160-0", "History of Medication use Narrative", _("Medicines"), True),
    Section("alerts", "104605-1", "Alert", _("Warnings to health personnel")),
    Section(
        "advance-directives",
        "42348-3",
        "Advance healthcare directives",
        _("Choices about treatment"),
    ),
    Section("immunizations", "11369-6", "History of Immunization note", _("Vaccines")),
    Section(
        "results",
        "30954-2",
        "Relevant diagnostic tests/laboratory data note",
        _("Test results"),
    ),
    Section(
        "procedures", "47519-4", "History of Procedures Document", _("Operations and procedures")
    ),
    Section("devices", "46264-8", "History of medical device use", _("Implants and equipment")),
    Section(
        "past-problems", "11348-0", "History of Past illness note", _("Earlier health problems")
    ),
    Section("vital-signs", "8716-3", "Vital signs note", _("Measurements")),
)
BY_KEY = {each.key: each for each in SECTIONS}
