"""A small hospital in FHIR, other people's numbers, and looking at what an import has stored."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from access import gate
from access.codes import Kind
from access.grant import Grant
from access.receiving import IMPORT
from access.subjects import by_person_ids
from common.identifiers import with_check_digits
from people import identity
from people.models import Patient, PractitionerRole
from tests.fhirapi.test_importing import FNR, KARI, patient

OLA = str(with_check_digits("538380551") or with_check_digits("538380552"))
ROLE = "urn:oid:2.16.578.1.12.4.1.1.9060"
ORGANIZATION_TYPE = "http://terminology.hl7.org/CodeSystem/organization-type"
UNIT: dict[str, Any] = {
    "resourceType": "Organization",
    "id": "unit",
    "name": "Hjertemedisinsk",
    "type": [{"coding": [{"system": ORGANIZATION_TYPE, "code": "dept"}]}],
}
DOCTOR: dict[str, Any] = {
    "resourceType": "Practitioner",
    "id": "berg",
    "name": [{"family": "Berg"}],
}


def ola(**more: Any) -> dict[str, Any]:
    return patient(identifier=[{"system": FNR, "value": OLA}], **more)


def role(code: str = "LE", system: str = ROLE, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "PractitionerRole",
        "id": "role",
        "practitioner": {"reference": "Practitioner/berg"},
        "organization": {"reference": "Organization/unit"},
        "code": [{"coding": [{"system": system, "code": code}]}],
        **more,
    }


def encounter(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "contact",
        "status": "in-progress",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/kari"},
        "serviceProvider": {"reference": "Organization/unit"},
        "period": {"start": "2016-01-01"},
        **more,
    }


def known(number: str) -> uuid.UUID | None:
    """The patient with that number."""
    person = identity.person_with(number)
    return by_person_ids([person.id]).get(person.id) if person else None


def patient_with(number: str = KARI) -> Patient:
    patient_id = known(number)
    assert patient_id
    with gate.open_batch(IMPORT, [patient_id], Kind.DEMOGRAPHICS):
        return Patient.objects.get(pk=patient_id)


@contextmanager
def opened(kind: Kind, number: str = KARI) -> Iterator[Grant]:
    patient_id = known(number)
    assert patient_id
    with gate.open_batch(IMPORT, [patient_id], kind) as grant:
        yield grant


def role_now() -> PractitionerRole:
    return PractitionerRole.objects.get()
