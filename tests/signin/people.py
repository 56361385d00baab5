"""Owns the people who sign in here: made-up numbers, one patient, one doctor with two hats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.db import connection

from common import clock
from demo.cast.numbers import synthetic_national_id
from people import identity
from people.codes import OrganizationKind, RoleCode
from people.models import (
    Organization,
    Patient,
    Person,
    Practitioner,
    PractitionerRole,
    RelatedPerson,
)

KARI = synthetic_national_id("sign-in kari", date(1984, 3, 2), female=True)
BERG = synthetic_national_id("sign-in berg", date(1978, 5, 9), female=True)
LIE = synthetic_national_id("sign-in lie", date(1970, 1, 12), female=True)
STRANGER = synthetic_national_id("sign-in stranger", date(1990, 8, 30), female=True)
LISE = synthetic_national_id("sign-in lise", date(2020, 2, 11), female=True)

PERSONS = [
    {
        "sign_in": sign_in,
        "provider": provider,
        "name": name,
        "pid": pid,
        "hpr_number": hpr_number,
        "description": description,
    }
    for sign_in, provider, name, pid, hpr_number, description in (
        ("kari", "idporten", "Kari Nordli", KARI, None, "Pasient"),
        ("berg", "idporten", "Ingrid Berg", BERG, None, "Lege, som innbygger"),
        ("ukjent", "idporten", "Una Ukjent", STRANGER, None, "Ikke i portalen"),
        ("berg", "helseid", "Ingrid Berg", BERG, "990000042", "Lege"),
        ("lie", "helseid", "Anders Lie", LIE, None, "Administrator"),
        ("ukjent", "helseid", "Una Ukjent", STRANGER, None, "Ikke i portalen"),
    )
]


_BORN = {"Lise": clock.today() - timedelta(days=6 * 365)}


@dataclass(frozen=True)
class Cast:
    kari: Person
    berg: Person
    lie: Person
    lise: Patient
    clinic: Organization
    doctor: PractitionerRole


def cast_of_tests() -> Cast:
    kari, berg, lie = (identity.person_for(number) for number in (KARI, BERG, LIE))
    _patient(kari, "Nordli", "Kari")
    _patient(berg, "Berg", "Ingrid")
    lise = _patient(identity.person_for(LISE), "Nordli", "Lise")
    _parent(lise, kari)
    hospital = Organization.objects.create(name="UNN", kind=OrganizationKind.LEGAL_ENTITY)
    clinic = Organization.objects.create(
        name="Hjertepoliklinikken", kind=OrganizationKind.DEPARTMENT, part_of=hospital
    )
    doctor = _role(berg, "Berg", "Ingrid", clinic, RoleCode.DOCTOR, hpr_number="990000042")
    _role(lie, "Lie", "Anders", hospital, RoleCode.ADMINISTRATOR)
    return Cast(kari=kari, berg=berg, lie=lie, lise=lise, clinic=clinic, doctor=doctor)


def _role(
    person: Person,
    family: str,
    given: str,
    unit: Organization,
    code: RoleCode,
    *,
    hpr_number: str | None = None,
) -> PractitionerRole:
    practitioner = Practitioner.objects.create(
        person=person, family=family, given=given, hpr_number=hpr_number
    )
    return PractitionerRole.objects.create(
        practitioner=practitioner, organization=unit, code=code, start=date(2020, 1, 1)
    )


def _patient(person: Person, family: str, given: str) -> Patient:
    patient = Patient(
        id=uuid4(),
        person=person,
        family=family,
        given=given,
        birth_date=_BORN.get(given),
        address_line="Solligrenda 14",
        postal_code="9020",
    )
    _allow(patient)
    patient.save(force_insert=True)
    _allow(None)
    return patient


def _parent(child: Patient, person: Person) -> None:
    _allow(child)
    RelatedPerson.objects.create(
        patient=child,
        person=person,
        relationship="MTH",
        has_responsibility=True,
        source="tests",
        source_id=str(uuid4()),
        wire="{}",
        digest=b"",
        received_at=clock.now(),
    )
    _allow(None)


def _allow(patient: Patient | None) -> None:
    """Row-level security asks whom one works with; afterwards nobody, so that reads still fail."""
    with connection.cursor() as cursor:
        value = "" if patient is None else f"{{{patient.id}}}"
        cursor.execute("SELECT set_config('dis.patients', %s, true)", [value])
