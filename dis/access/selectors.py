"""Reads of access: demographics, the patient's own settings, and the log a patient reads."""

import uuid

from django.db import connection

from access.codes import Kind
from access.grant import Grant
from common import clock
from people.models import Patient


def patient(grant: Grant) -> Patient:
    """The demographics of the Grant's patient."""
    return patients(grant)[grant.patient_id]


def patients(grant: Grant) -> dict[uuid.UUID, Patient]:
    """The demographics of all patients of the Grant, by id."""
    grant.check(Kind.DEMOGRAPHICS)
    return {p.id: p for p in Patient.objects.filter(id__in=grant.patient_ids)}


def children(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The patients a person is registered as parent of today, whatever their age. Ids only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient_id FROM people_children_of_person(%s, %s)", [person_id, clock.today()]
        )
        return [row[0] for row in cursor.fetchall()]


def own_patient_id(person_id: uuid.UUID) -> uuid.UUID | None:
    """The patient that a person is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_patient_of_person(%s)", [person_id])
        row = cursor.fetchone()
    return row[0] if row else None
