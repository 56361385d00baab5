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
from common.fhirtime import day, last_day
from common.identifiers import NATIONAL_SYSTEMS, InvalidIdentifier, looks_national
from common.references import Target, human_name, mappings, own_id, system_of, target
from people import identity
from people.codes import Gender
from people.models import Patient

Found = uuid.UUID | Unacceptable | None
_NOBODY = "it does not say which patient it is about, or names one in another system"


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
    A patient contained with a national id is made known, unless it came over the API.
    """
    targets = [target(incoming, subject) for incoming, subject in subjects]
    numbers = [_number(aim, subject) for aim, (_, subject) in zip(targets, subjects, strict=True)]
    by_source = _by_source(subjects, targets)
    by_number = _by_number({n for n in numbers if isinstance(n, str)})
    if any(incoming.grant is None and incoming.id is None for incoming, _ in subjects):
        _make_known(targets, numbers, by_number)
    found: list[Found] = []
    for (incoming, _), aim, number in zip(subjects, targets, numbers, strict=True):
        if aim is None or isinstance(number, Unacceptable):
            refusal = number if isinstance(number, Unacceptable) else None
            found.append(refusal or Unacceptable.because(_NOBODY))
            continue
        named = _named(incoming, aim, by_source)
        numbered = by_number.get(number) if number else None
        is_another = numbered != named if numbered else _is_numbered(incoming, number, named)
        if named and is_another:
            found.append(Unacceptable.because("its reference and identifier name two patients"))
        else:
            found.append(numbered or named)
    return found


def _named(
    incoming: Incoming, aim: Target, by_source: Mapping[tuple[str, str], uuid.UUID]
) -> uuid.UUID | None:
    """The patient that a literal reference names; over the API whether there is one, the Grant
    tells: it is opened for those only."""
    if not aim.is_own_id:
        return by_source.get((incoming.source, aim.source_id))
    return aim.local_id(incoming.source) if aim.resource_type == "Patient" else None


def _is_numbered(
    incoming: Incoming, number: str | Unacceptable | None, named: uuid.UUID | None
) -> bool:
    """Whether the patient named has a number already, where the one given is nobody's: under the
    Grant that the API has opened."""
    if incoming.grant is None or number is None or named is None:
        return False
    return Patient.objects.filter(pk=named, person__isnull=False).exists()


def _number(aim: Target | None, subject: Mapping[str, Any] | None) -> str | Unacceptable | None:
    """The national id of the patient named; Unacceptable where it names no patient, or two."""
    if aim is None or subject is None:
        return None
    if (aim.resource_type or subject.get("type") or "Patient") != "Patient":
        return Unacceptable.because("it is not about a patient")
    try:
        number = national_number(aim.identifiers)
        own = national_number(mappings((aim.contained or {}).get("identifier")))
    except Unacceptable as error:
        return error
    if own and own != number:
        return Unacceptable.because("its reference and contained patient have different numbers")
    return number


def _by_source(
    subjects: Sequence[tuple[Incoming, Any]], targets: Sequence[Target | None]
) -> dict[tuple[str, str], uuid.UUID]:
    ids: dict[str, set[str]] = {}
    for (incoming, _), aim in zip(subjects, targets, strict=True):
        if aim and aim.source_id and not aim.is_own_id and aim.resource_type == "Patient":
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
    persons = identity.persons_with(numbers)
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


def patients_named(batch: Sequence[Incoming]) -> list[uuid.UUID | Unacceptable]:
    """For each Patient that comes over the API the id of the patient it is, or is to become.

    Whoever has a national id is one patient, whoever sends it; its person is made known, so that
    all who send it at the same time mean the same patient.
    """
    numbers: list[str | Unacceptable | None] = []
    for incoming in batch:
        try:
            numbers.append(national_number(mappings(incoming.resource.get("identifier"))))
        except Unacceptable as error:
            numbers.append(error)
    persons = identity.persons_for(each for each in numbers if isinstance(each, str))
    known = by_person_ids([person.id for person in persons.values()]) if persons else {}
    found: list[uuid.UUID | Unacceptable] = []
    for incoming, number in zip(batch, numbers, strict=True):
        if isinstance(number, str):
            person_id = persons[number].id
            found.append(known.get(person_id) or new_patient_id(person_id))
        else:
            found.append(number or own_id(incoming))
    return found


def new_patient_id(origin: uuid.UUID) -> uuid.UUID:
    """The id of the patient that a person, or a sender's own patient without a number, becomes.

    The same for all who take the same patient in at the same time.
    """
    return uuid.uuid5(origin, "patient")


def add_patients(patients: Iterable[Patient]) -> None:
    """Write new patients, in one order for all who race; who comes second finds them there."""
    Patient.objects.bulk_create(sorted(patients, key=lambda p: p.id), ignore_conflicts=True)


def demographics(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a patient that a Patient resource carries. What it does not speak of is left
    out, so that a sender who knows less erases nothing."""
    columns: dict[str, Any] = {}
    family, given = human_name(resource.get("name"))
    if family or given:
        columns |= {"family": family, "given": given}
    if resource.get("birthDate"):
        # Of a year or month the last day: nobody gets the rights of an age too early.
        columns["birth_date"] = last_day(resource["birthDate"])
    if resource.get("gender"):
        gender = resource["gender"]
        columns["gender"] = gender if gender in Gender.values else Gender.UNKNOWN
    if resource.get("deceasedDateTime") or resource.get("deceasedBoolean") is False:
        columns["deceased_on"] = day(resource.get("deceasedDateTime"))
    address = next(mappings(resource.get("address")), None)
    if address is not None:
        columns |= {
            "address_line": ", ".join(str(line) for line in address.get("line") or []),
            "postal_code": str(address.get("postalCode") or ""),
            "city": str(address.get("city") or ""),
        }
    return columns
