"""FHIR types whose meaning is access: patients, their relatives, and what makes care relations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

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
    numbered: list[tuple[Incoming, str | None]] = []
    for incoming in batch:
        try:
            number = subjects.national_number(mappings(incoming.resource.get("identifier")))
        except Unacceptable as error:
            outcomes.append(Outcome(incoming, Fate.REFUSED, str(error)))
        else:
            numbered.append((incoming, number))
    placed, persons = _placed(numbered)

    def lift(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
        _write_patients(changed, persons)
        return [{} for _ in changed]

    return outcomes + receiving.store(PatientSource, placed, kind=Kind.DEMOGRAPHICS, lift=lift)


def _placed(
    numbered: Sequence[tuple[Incoming, str | None]],
) -> tuple[list[Placed], dict[UUID, UUID]]:
    """Whom each resource is about, with the persons of those patients who have a number."""
    known = _known_by_source([incoming for incoming, _ in numbered])
    by_number = identity.persons_for(number for _, number in numbered if number)
    patients = subjects.by_person_ids([person.id for person in by_number.values()])
    placed, persons = [], {}
    for incoming, number in numbered:
        own_id = local_id(incoming.source, "Patient", incoming.source_id)
        key = (incoming.source, incoming.source_id)
        patient_id = known.get(key)
        if number:
            person_id = by_number[number].id
            new_id = patient_id or subjects.new_patient_id(person_id)
            patient_id = patients.setdefault(person_id, new_id)
            persons[patient_id] = person_id
        known[key] = patient_id = patient_id or subjects.new_patient_id(own_id)
        placed.append(Placed(incoming, own_id, patient_id))
    return placed, persons


def _known_by_source(batch: Sequence[Incoming]) -> dict[tuple[str, str], UUID]:
    sources = {incoming.source for incoming in batch}
    return {
        (source, source_id): patient_id
        for source in sources
        for source_id, patient_id in subjects.by_source_ids(
            source, [i.source_id for i in batch if i.source == source]
        ).items()
    }


def _write_patients(changed: Sequence[Placed], persons: Mapping[UUID, UUID]) -> None:
    """The demographics that the resources say; where several are about one patient, the last."""
    ids = [each.patient_id for each in changed]
    locked = Patient.objects.select_for_update().order_by("pk").filter(pk__in=ids)
    rows = {row.id: row for row in locked}
    for each in changed:
        row = rows.setdefault(each.patient_id, Patient(id=each.patient_id))
        columns = _demographics(each.incoming.resource)
        if each.patient_id in persons:
            columns["person_id"] = persons[each.patient_id]
        for name, value in columns.items():
            setattr(row, name, value)
        if not row._state.adding:
            row.save(update_fields=columns)
    subjects.add_patients([row for row in rows.values() if row._state.adding])


def _demographics(resource: Mapping[str, Any]) -> dict[str, Any]:
    security = {
        str(label.get("code"))
        for label in mappings((resource.get("meta") or {}).get("security"))
        if label.get("system") == CONFIDENTIALITY_SYSTEM
    }
    confidentiality = next(
        (_CONFIDENTIALITY[code] for code in security if code in _CONFIDENTIALITY),
        AddressConfidentiality.UNCLASSIFIED,
    )
    return subjects.demographics(resource) | {"address_confidentiality": confidentiality}


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
    directory = Directory(
        (placed.incoming, reference)
        for placed in changed
        for references in _parties(placed.incoming)
        for reference in references
    )
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
