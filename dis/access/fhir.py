"""FHIR types whose meaning is access: patients, their relatives, and what makes care relations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from access import receiving, subjects
from access.codes import Ground, Kind
from access.grant import Grant
from access.models import CareRelationship, CareResource
from access.receiving import Columns, Placed
from common.declarations import Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.fhirtime import day, period
from common.references import codes, human_name, local_id, mappings
from people import identity
from people.codes import AddressConfidentiality
from people.models import Patient, PatientSource, RelatedPerson
from people.receiving import Directory

_CONFIDENTIALITY = {
    "7": AddressConfidentiality.CONFIDENTIAL,
    "6": AddressConfidentiality.STRICTLY_CONFIDENTIAL,
}
# The system of Folkeregisteret's grading in security labels of Patient (synthetic data only).
CONFIDENTIALITY_SYSTEM = "http://hl7.no/fhir/CodeSystem/address-confidentiality"
_OPEN_ENCOUNTERS = {"planned", "arrived", "triaged", "in-progress", "onleave", "finished"}
_GROUNDS = {"IMP": Ground.ADMITTED, "ACUTE": Ground.ADMITTED, "AMB": Ground.OUTPATIENT}


def store_patients(batch: Sequence[Incoming]) -> list[Outcome]:
    """Patients by their national id, or by the sender's own id where there is none."""
    outcomes: list[Outcome] = []
    placed: list[Placed] = []
    persons: dict[UUID, UUID] = {}
    known = _known_by_source(batch)
    for incoming in batch:
        try:
            number = subjects.national_number(mappings(incoming.resource.get("identifier")))
        except Unacceptable as error:
            outcomes.append(Outcome(incoming, Fate.REFUSED, str(error)))
            continue
        patient_id = known.get((incoming.source, incoming.source_id))
        if number:
            person = identity.person_for(number)
            own = subjects.by_person_ids([person.id]).get(person.id)
            patient_id = own or _same_run(persons, person.id) or patient_id or uuid4()
            persons[patient_id] = person.id
        source_id = local_id(incoming.source, "Patient", incoming.source_id)
        placed.append(Placed(incoming, source_id, patient_id or uuid4()))

    def lift(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
        for each in changed:
            _write_patient(each, persons.get(each.patient_id))
        return [{} for _ in changed]

    return outcomes + receiving.store(PatientSource, placed, kind=Kind.DEMOGRAPHICS, lift=lift)


def _same_run(persons: Mapping[UUID, UUID], person_id: UUID) -> UUID | None:
    return next((patient for patient, person in persons.items() if person == person_id), None)


def _known_by_source(batch: Sequence[Incoming]) -> dict[tuple[str, str], UUID]:
    sources = {incoming.source for incoming in batch}
    return {
        (source, source_id): patient_id
        for source in sources
        for source_id, patient_id in subjects.by_source_ids(
            source, [i.source_id for i in batch if i.source == source]
        ).items()
    }


def _write_patient(each: Placed, person_id: UUID | None) -> None:
    columns = subjects.demographics(each.incoming.resource)
    security = {
        str(label.get("code"))
        for label in mappings((each.incoming.resource.get("meta") or {}).get("security"))
        if label.get("system") == CONFIDENTIALITY_SYSTEM
    }
    columns["address_confidentiality"] = next(
        (_CONFIDENTIALITY[code] for code in security if code in _CONFIDENTIALITY),
        AddressConfidentiality.UNCLASSIFIED,
    )
    if person_id is not None:
        columns["person_id"] = person_id
    Patient.objects.update_or_create(id=each.patient_id, defaults=columns)


def store_related_persons(batch: Sequence[Incoming]) -> list[Outcome]:
    return _store_about(batch, "patient", RelatedPerson, Kind.DEMOGRAPHICS, _lift_related)


def _lift_related(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    return [_each(_related, placed) for placed in changed]


def _related(placed: Placed) -> Columns:
    resource = placed.incoming.resource
    number = subjects.national_number(mappings(resource.get("identifier")))
    family, given = human_name(resource.get("name"))
    found = [code for concept in mappings(resource.get("relationship")) for code in codes(concept)]
    limits = resource.get("period") or {}
    return {
        "person": identity.person_for(number) if number else None,
        "family": family,
        "given": given,
        "relationship": found[0] if found else "",
        "start": day(limits.get("start")),
        "end": day(limits.get("end")),
    }


def store_care(batch: Sequence[Incoming]) -> list[Outcome]:
    """Encounters, episodes and teams, with the care relations that follow from each."""
    subject = "patient" if batch and _type(batch[0]) == "EpisodeOfCare" else "subject"
    return _store_about(batch, subject, CareResource, Kind.RECORD, _lift_care)


def _lift_care(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    CareRelationship.ungated.filter(resource_id__in=[placed.id for placed in changed]).delete()
    directory = Directory()
    CareRelationship.ungated.bulk_create(
        relation for placed in changed for relation in relations(placed, directory)
    )
    return [{"resource_type": _type(placed.incoming)} for placed in changed]


def relations(placed: Placed, directory: Directory) -> Iterator[CareRelationship]:
    """The care relations that follow from an Encounter, EpisodeOfCare or CareTeam.

    Its unit treats the patient, and each practitioner named does; a legal entity as a whole never.
    """
    resource = placed.incoming.resource
    if not _makes_relations(resource):
        return
    start, end = period(resource.get("period"))
    ground = _ground(resource)
    units, practitioners = _parties(placed.incoming)
    for unit in directory.departments(placed.incoming, units):
        yield _relation(placed, ground, start, end, organization_id=unit)
    for practitioner in directory.practitioners(placed.incoming, practitioners):
        yield _relation(placed, ground, start, end, practitioner_id=practitioner)


def _makes_relations(resource: Mapping[str, Any]) -> bool:
    status = str(resource.get("status") or "")
    if resource.get("resourceType") == "Encounter":
        return status in _OPEN_ENCOUNTERS
    if resource.get("resourceType") == "EpisodeOfCare":
        return status in {"planned", "waitlist", "active", "onhold", "finished"}
    return status in {"active", "", "inactive", "suspended"} and bool(resource.get("period"))


def _ground(resource: Mapping[str, Any]) -> Ground:
    if resource.get("resourceType") == "Encounter":
        encounter_class = str((resource.get("class") or {}).get("code") or "")
        return _GROUNDS.get(encounter_class, Ground.TREATING)
    return Ground.TREATING


def _parties(incoming: Incoming) -> tuple[list[Any], list[Any]]:
    """References to the units and to the practitioners that a care resource names."""
    resource = incoming.resource
    match resource.get("resourceType"):
        case "Encounter":
            people = [p.get("individual") for p in mappings(resource.get("participant"))]
            return [resource.get("serviceProvider")], people
        case "EpisodeOfCare":
            return [resource.get("managingOrganization")], [resource.get("careManager")]
        case _:
            members = [p.get("member") for p in mappings(resource.get("participant"))]
            return list(mappings(resource.get("managingOrganization"))), members


def _relation(
    placed: Placed, ground: Ground, start: datetime | None, end: datetime | None, **party: UUID
) -> CareRelationship:
    return CareRelationship(
        patient_id=placed.patient_id,
        resource_id=placed.id,
        ground=ground,
        start=start,
        end=end,
        **party,
    )


def _store_about(
    batch: Sequence[Incoming],
    subject: str,
    model: type[Any],
    kind: Kind,
    lift: receiving.Lift,
) -> list[Outcome]:
    """Store resources that name their patient in the element `subject`."""
    found = subjects.patients_of([(each, each.resource.get(subject)) for each in batch])
    placed, outcomes = receiving.place(batch, found)
    return outcomes + receiving.store(model, placed, kind=kind, lift=lift)


def _each(lift: Callable[[Placed], Columns], placed: Placed) -> Columns | Unacceptable:
    try:
        return lift(placed)
    except Unacceptable as error:
        return error


def _type(incoming: Incoming) -> str:
    return str(incoming.resource.get("resourceType"))


FHIR_TYPES = (
    FhirType("Patient", 10, store_patients),
    FhirType("RelatedPerson", 20, store_related_persons),
    FhirType("EpisodeOfCare", 30, store_care),
    FhirType("Encounter", 31, store_care),
    FhirType("CareTeam", 32, store_care),
)
