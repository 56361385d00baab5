"""What an app may see, in the words of people: FHIR's types in groups that somebody can choose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fhirapi import scopes


@dataclass(frozen=True)
class Group:
    """Types that people think of as one thing."""

    key: str
    label: Any
    detail: Any
    types: Sequence[str]


GROUPS = (
    Group(
        "person",
        _("Who you are"),
        _("Name, birth date, address, and next of kin."),
        ("Patient", "RelatedPerson"),
    ),
    Group(
        "documents",
        _("Documents in the record"),
        _("Notes, discharge summaries, letters and pictures."),
        ("DocumentReference", "Binary"),
    ),
    Group(
        "results",
        _("Test results and measurements"),
        _("Blood tests, examinations, and measurements that were sent in."),
        ("Observation", "DiagnosticReport", "Specimen"),
    ),
    Group(
        "diagnoses",
        _("Diagnoses and allergies"),
        _("Illnesses that are written in the record, and what you cannot tolerate."),
        ("Condition", "AllergyIntolerance", "Flag"),
    ),
    Group(
        "medicines",
        _("Medicines"),
        _("What is prescribed, and what you say that you take."),
        ("MedicationRequest", "MedicationStatement"),
    ),
    Group(
        "vaccines",
        _("Vaccines and operations"),
        _("What you are vaccinated against, what was done, and summaries that others have made."),
        ("Immunization", "Procedure", "Composition"),
    ),
    Group(
        "visits",
        _("Visits and treatment"),
        _("Where you are and have been treated, and what you are referred to."),
        ("Encounter", "EpisodeOfCare", "CareTeam", "ServiceRequest"),
    ),
    Group(
        "log",
        _("Who has looked, and your privacy choices"),
        _("Who has opened the record, and what you have blocked."),
        ("AuditEvent", "Consent"),
    ),
)
# Open to everybody who calls, and about no patient.
DIRECTORY = ("Practitioner", "PractitionerRole", "Organization")


def asked_for(wanted: Iterable[str]) -> list[Group]:
    """The groups of which the scopes name something."""
    return [group for group in GROUPS if any(within(wanted, group))]


def within(wanted: Iterable[str], group: Group) -> list[str]:
    """The scopes that are left of these when only the group is chosen: one for each type, with
    what was asked for of it."""
    found = []
    for name in group.types:
        letters = {
            letter
            for scope in map(scopes.parsed, wanted)
            if scope.resource_type in {"*", name}
            for letter in scope.letters
        }
        if letters:
            found.append(f"patient/{name}.{''.join(each for each in 'cruds' if each in letters)}")
    return found


def purpose(app: Any) -> str:
    """What the app is for, in the reader's form of Norwegian, as its makers say."""
    other = app.purpose_nn if get_language() == "nn" else app.purpose_nb
    return str(other or app.purpose_nb or app.purpose_nn)


def of(given: Iterable[str]) -> list[Any]:
    """What an access that was given lets an app see, by name."""
    return [group.label for group in asked_for(given)]
