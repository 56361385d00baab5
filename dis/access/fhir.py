"""FHIR types whose meaning is access: patients, their relatives, and what makes care relations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from access import auditing, care, consenting, gate, receiving, rest, subjects
from access.codes import Kind
from access.grant import Grant
from access.models import CareResource
from access.receiving import IMPORT, Columns, Placed
from access.representation import fhir as proxies
from common import clock
from common.declarations import Cause, Fate, FhirType, Incoming, Outcome
from common.errors import Unacceptable
from common.fhirtime import day, ended
from common.references import human_name, local_id, mappings, own_id
from people import identity
from people.codes import RESPONSIBLE, AddressConfidentiality
from people.models import Patient, PatientSource, RelatedPerson

# Folkeregisteret's words and the old numbers, from the strictest on.
_CONFIDENTIALITY = {
    "6": AddressConfidentiality.STRICTLY_CONFIDENTIAL,
    "strengtFortrolig": AddressConfidentiality.STRICTLY_CONFIDENTIAL,
    "7": AddressConfidentiality.CONFIDENTIAL,
    "fortrolig": AddressConfidentiality.CONFIDENTIAL,
    "klientadresse": AddressConfidentiality.CLIENT,
    "ugradert": AddressConfidentiality.UNCLASSIFIED,
}
# The system of Folkeregisteret's grading in security labels of Patient (synthetic data only).
CONFIDENTIALITY_SYSTEM = "http://hl7.no/fhir/CodeSystem/address-confidentiality"
# Folkeregisteret's word for who has parental responsibility, on a RelatedPerson.
RESPONSIBILITY_URL = "http://hl7.no/fhir/StructureDefinition/parental-responsibility"
_OTHER_PERSON = "this id already belongs to somebody with another national identity number"


def store_patients(batch: Sequence[Incoming]) -> list[Outcome]:
    """Patients by their national id, or by the sender's own id where there is none."""
    if batch and batch[0].id is not None:
        return _store_named(batch)
    outcomes: list[Outcome] = []
    numbered: list[tuple[Incoming, str | None]] = []
    for incoming in batch:
        try:
            number = subjects.national_number(mappings(incoming.resource.get("identifier")))
        except Unacceptable as error:
            outcomes.append(Outcome(incoming, Fate.REFUSED, str(error)))
        else:
            numbered.append((incoming, number))
    placed, persons, refused = _placed(numbered)
    outcomes += refused

    def lift(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
        return _write_patients(changed, persons)

    return outcomes + receiving.store(PatientSource, placed, kind=Kind.DEMOGRAPHICS, lift=lift)


def _store_named(batch: Sequence[Incoming]) -> list[Outcome]:
    """Patients by the ids that they have here, where the API has found out whom they mean. What a
    sender says of a patient is one resource, however often it is sent."""
    numbers = {each.place: _number(each) for each in batch}
    by_number = identity.persons_with(number for number in numbers.values() if number)
    patients = subjects.by_person_ids([person.id for person in by_number.values()])
    sent = PatientSource.objects.filter(
        patient_id__in=[i.id for i in batch], source=batch[0].source
    )
    rows = dict(sent.order_by("received_at").values_list("patient_id", "id"))
    placed: list[Placed] = []
    refused: list[Outcome] = []
    persons: dict[UUID, UUID] = {}
    for incoming in batch:
        patient_id, number = own_id(incoming), numbers[incoming.place]
        if number and patients.get(by_number[number].id, patient_id) != patient_id:
            refused.append(Outcome.refused(incoming, _OTHER_PERSON, Cause.RULE))
            continue
        if number:
            persons[patient_id] = by_number[number].id
        row_id = rows.get(patient_id) or local_id(incoming.source, "Patient", str(patient_id))
        placed.append(Placed(incoming, row_id, patient_id))

    def lift(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
        return _write_patients(changed, persons)

    return refused + receiving.store(PatientSource, placed, kind=Kind.DEMOGRAPHICS, lift=lift)


def _number(incoming: Incoming) -> str | None:
    return subjects.national_number(mappings(incoming.resource.get("identifier")))


def _placed(
    numbered: Sequence[tuple[Incoming, str | None]],
) -> tuple[list[Placed], dict[UUID, UUID], list[Outcome]]:
    """Whom each resource is about, with the persons of those patients who have a number.

    An id that a sender uses again for another person is refused: the record would change hands.
    """
    known = _known_by_source([incoming for incoming, _ in numbered])
    by_number = identity.persons_for(number for _, number in numbered if number)
    patients = subjects.by_person_ids([person.id for person in by_number.values()])
    persons = {patient_id: person_id for person_id, patient_id in patients.items()}
    renumbered = {
        known[_key(incoming)]
        for incoming, number in numbered
        if number and _key(incoming) in known and by_number[number].id not in patients
    }
    persons |= _persons_of(renumbered)
    placed, refused = [], []
    for incoming, number in numbered:
        own_id = local_id(incoming.source, "Patient", incoming.source_id)
        patient_id = known.get(_key(incoming))
        if number:
            person_id = by_number[number].id
            if patient_id and persons.get(patient_id, person_id) != person_id:
                refused.append(Outcome(incoming, Fate.REFUSED, _OTHER_PERSON))
                continue
            new_id = patient_id or subjects.new_patient_id(person_id)
            patient_id = patients.setdefault(person_id, new_id)
            persons[patient_id] = person_id
        known[_key(incoming)] = patient_id = patient_id or subjects.new_patient_id(own_id)
        placed.append(Placed(incoming, own_id, patient_id))
    return placed, persons, refused


def _key(incoming: Incoming) -> tuple[str, str]:
    return incoming.source, incoming.source_id


def _persons_of(patient_ids: set[UUID]) -> dict[UUID, UUID]:
    """The persons of these patients, as far as they have one."""
    if not patient_ids:
        return {}
    with gate.open_batch(IMPORT, sorted(patient_ids), Kind.DEMOGRAPHICS):
        rows = Patient.objects.filter(pk__in=patient_ids, person__isnull=False)
        return dict(rows.values_list("id", "person_id"))


def _known_by_source(batch: Sequence[Incoming]) -> dict[tuple[str, str], UUID]:
    sources = {incoming.source for incoming in batch}
    return {
        (source, source_id): patient_id
        for source in sources
        for source_id, patient_id in subjects.by_source_ids(
            source, [i.source_id for i in batch if i.source == source]
        ).items()
    }


def _write_patients(
    changed: Sequence[Placed], persons: Mapping[UUID, UUID]
) -> list[Columns | Unacceptable]:
    """The demographics that the resources say; where several are about one patient, the last."""
    ids = [each.patient_id for each in changed]
    locked = Patient.objects.select_for_update().order_by("pk").filter(pk__in=ids)
    rows = {row.id: row for row in locked}
    lifted: list[Columns | Unacceptable] = []
    for each in changed:
        row = rows.setdefault(each.patient_id, Patient(id=each.patient_id))
        columns = _demographics(each.incoming.resource)
        if each.incoming.id is not None:
            _keep_confidential(row, columns)
        if each.patient_id in persons:
            columns["person_id"] = persons[each.patient_id]
            if row.person_id not in {None, columns["person_id"]}:
                # Another import was faster.
                lifted.append(Unacceptable.because(_OTHER_PERSON))
                continue
        for name, value in columns.items():
            setattr(row, name, value)
        if not row._state.adding and columns:
            row.save(update_fields=columns)
        lifted.append({})
    subjects.add_patients([row for row in rows.values() if row._state.adding])
    return lifted


def _demographics(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What the resource carries. A grading that it does not speak of stays: many senders do not
    know it, and a confidential address must not open because one of them writes."""
    found = [
        _CONFIDENTIALITY.get(str(label.get("code")), AddressConfidentiality.STRICTLY_CONFIDENTIAL)
        for label in mappings((resource.get("meta") or {}).get("security"))
        if label.get("system") == CONFIDENTIALITY_SYSTEM
    ]
    columns = subjects.demographics(resource)
    if found:
        strictest = list(_CONFIDENTIALITY.values()).index
        columns["address_confidentiality"] = min(found, key=strictest)
    return columns


def _keep_confidential(row: Patient, columns: dict[str, Any]) -> None:
    """Over the API an address becomes more confidential only: that it is so no longer is for
    Folkeregisteret to say, which is imported."""
    strictest = list(_CONFIDENTIALITY.values()).index
    said = columns.get("address_confidentiality")
    if said and strictest(said) > strictest(AddressConfidentiality(row.address_confidentiality)):
        del columns["address_confidentiality"]


def store_related_persons(batch: Sequence[Incoming]) -> list[Outcome]:
    return _store_about(batch, "patient", RelatedPerson, Kind.DEMOGRAPHICS, _lift_related)


def _lift_related(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    lifted = [_each(_related, placed) for placed in changed]
    found = zip(changed, lifted, strict=True)
    proxies.take_in([(p, each) for p, each in found if isinstance(each, Mapping)], grant)
    return lifted


def _related(placed: Placed) -> Columns:
    resource = placed.incoming.resource
    number = subjects.national_number(mappings(resource.get("identifier")))
    family, given = human_name(resource.get("name"))
    found = [
        code
        for concept in mappings(resource.get("relationship"))
        for code in proxies.kin_codes(concept)
    ]
    limits = resource.get("period") or {}
    return {
        "person": identity.person_for(number) if number else None,
        "family": family,
        "given": given,
        "relationship": found[0] if found else "",
        "has_responsibility": _has_responsibility(resource, found[0] if found else ""),
        "start": day(limits.get("start")),
        "end": ended(resource, day(limits.get("end")), clock.today()),
    }


def _has_responsibility(resource: Mapping[str, Any], relationship: str) -> bool:
    """Whether the relative has parental responsibility; unknown or told twice is no."""
    told = [
        str(each.get("valueCode"))
        for each in mappings(resource.get("extension"))
        if each.get("url") == RESPONSIBILITY_URL
    ]
    return len(told) == 1 and relationship in RESPONSIBLE.get(told[0], frozenset())


def store_care(batch: Sequence[Incoming]) -> list[Outcome]:
    """Encounters, episodes and teams, with the care relations that follow from each."""
    subject = "patient" if batch and _type(batch[0]) == "EpisodeOfCare" else "subject"
    return _store_about(batch, subject, CareResource, Kind.RECORD, care.lift)


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
    FhirType("Patient", 10, store_patients, rest.PATIENT),
    FhirType("RelatedPerson", 20, store_related_persons, rest.RELATED_PERSON),
    FhirType("EpisodeOfCare", 30, store_care, rest.EPISODE_OF_CARE),
    FhirType("Encounter", 31, store_care, rest.ENCOUNTER),
    FhirType("CareTeam", 32, store_care, rest.CARE_TEAM),
    FhirType("Consent", 91, receiving.born_here, consenting.CONSENT, is_born_here=True),
    FhirType("AuditEvent", 90, receiving.born_here, auditing.AUDIT_EVENT, is_born_here=True),
)
