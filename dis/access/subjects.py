"""Finding the patient that a received resource is about, and making new patients known."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from access import gate
from access.codes import Kind
from access.receiving import IMPORT
from common.declarations import Incoming
from common.errors import Unacceptable
from common.fhirtime import day
from common.identifiers import NATIONAL_SYSTEMS, InvalidIdentifier, looks_national
from common.references import Target, human_name, mappings, system_of, target
from people import identity
from people.codes import Gender
from people.models import Patient

Found = uuid.UUID | Unacceptable | None


def national_number(identifiers: Iterable[Mapping[str, Any]]) -> str | None:
    """The national id among identifiers; Unacceptable where it is wrong or of the wrong world.

    Some senders name the wrong system; a value that has the form and check digits counts too.
    """
    found = list(identifiers)
    for each in found:
        value = str(each.get("value") or "")
        if system_of(each) in NATIONAL_SYSTEMS or looks_national(value):
            try:
                return identity.accept(value)
            except InvalidIdentifier as error:
                raise Unacceptable.because(str(error), "identifier.value") from error
    return None


def patients_of(subjects: Sequence[tuple[Incoming, Mapping[str, Any] | None]]) -> list[Found]:
    """For each resource and its subject reference the patient's id.

    None where the patient is not known (yet), Unacceptable where the subject cannot be anybody.
    A patient contained with a national id is made known.
    """
    targets = [target(incoming, subject) for incoming, subject in subjects]
    numbers = [_number(each) for each in targets]
    by_source = _by_source(subjects, targets)
    by_number = _by_number({n for n in numbers if isinstance(n, str)})
    _make_known(targets, numbers, by_number)
    found: list[Found] = []
    for (incoming, _), aim, number in zip(subjects, targets, numbers, strict=True):
        if isinstance(number, Unacceptable):
            found.append(number)
        elif aim is None:
            found.append(Unacceptable.because("it does not say which patient it is about"))
        elif isinstance(number, str) and number in by_number:
            found.append(by_number[number])
        else:
            found.append(by_source.get((incoming.source, aim.source_id)))
    return found


def _number(aim: Target | None) -> str | Unacceptable | None:
    try:
        return national_number(aim.identifiers) if aim else None
    except Unacceptable as error:
        return error


def _by_source(
    subjects: Sequence[tuple[Incoming, Any]], targets: Sequence[Target | None]
) -> dict[tuple[str, str], uuid.UUID]:
    ids: dict[str, set[str]] = {}
    for (incoming, _), aim in zip(subjects, targets, strict=True):
        if aim and aim.source_id and aim.resource_type == "Patient":
            ids.setdefault(incoming.source, set()).add(aim.source_id)
    return {
        (source, source_id): patient_id
        for source, source_ids in ids.items()
        for source_id, patient_id in by_source_ids(source, source_ids).items()
    }


def by_source_ids(source: str, source_ids: Iterable[str]) -> dict[str, uuid.UUID]:
    """The patients whom a sender knows by these ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_id, patient_id FROM people_patients_of_source(%s, %s)",
            [source, list(source_ids)],
        )
        return dict(cursor.fetchall())


def _by_number(numbers: set[str]) -> dict[str, uuid.UUID]:
    if not numbers:
        return {}
    persons = identity.persons_for(numbers)
    by_person = by_person_ids([person.id for person in persons.values()])
    return {
        number: by_person[person.id] for number, person in persons.items() if person.id in by_person
    }


def by_person_ids(person_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The patients that these persons are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, patient_id FROM people_patients_of_persons(%s)", [list(person_ids)]
        )
        return dict(cursor.fetchall())


def _make_known(
    targets: Sequence[Target | None],
    numbers: Sequence[str | Unacceptable | None],
    by_number: dict[str, uuid.UUID],
) -> None:
    new: dict[str, Patient] = {}
    for aim, number in zip(targets, numbers, strict=True):
        if aim and aim.contained and isinstance(number, str) and number not in by_number:
            new[number] = Patient(**demographics(aim.contained))
    if not new:
        return
    persons = identity.persons_for(new)
    for number, patient in new.items():
        patient.person = persons[number]
        patient.id = new_patient_id(patient.person.id)
    with gate.open_batch(IMPORT, [p.id for p in new.values()], Kind.DEMOGRAPHICS):
        add_patients(new.values())
    by_number |= _by_number(set(new))


def new_patient_id(origin: uuid.UUID) -> uuid.UUID:
    """The id of the patient that a person, or a sender's own patient without a number, becomes.

    The same for all who take the same patient in at the same time.
    """
    return uuid.uuid5(origin, "patient")


def add_patients(patients: Iterable[Patient]) -> None:
    """Write new patients, in one order for all who race; who comes second finds them there."""
    Patient.objects.bulk_create(sorted(patients, key=lambda p: p.id), ignore_conflicts=True)


def demographics(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a patient, lifted out of a Patient resource."""
    family, given = human_name(resource.get("name"))
    address = next(mappings(resource.get("address")), {})
    gender = str(resource.get("gender") or Gender.UNKNOWN)
    return {
        "family": family,
        "given": given,
        "birth_date": day(resource.get("birthDate")),
        "gender": gender if gender in Gender.values else Gender.UNKNOWN,
        "deceased_on": day(resource.get("deceasedDateTime")),
        "address_line": ", ".join(str(line) for line in address.get("line") or []),
        "postal_code": str(address.get("postalCode") or ""),
        "city": str(address.get("city") or ""),
    }
