"""Reads of access: demographics, the patient's own settings, and the log a patient reads."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from access.actor import ActorKind
from access.codes import Kind
from access.grant import Grant
from access.models import AccessEvent, AccessItem
from common import clock
from people.models import Patient

# Outcomes that say more of an access than its event does.
TELLING = ("shown", "not-shown", "unblocked")


def patient(grant: Grant) -> Patient:
    """The demographics of the Grant's patient."""
    return patients(grant)[grant.patient_id]


def patients(grant: Grant) -> dict[uuid.UUID, Patient]:
    """The demographics of all patients of the Grant, by id."""
    grant.check(Kind.DEMOGRAPHICS)
    return {p.id: p for p in Patient.objects.filter(id__in=grant.patient_ids)}


def events(grant: Grant, *, since: datetime | None) -> Sequence[AccessEvent]:
    """The permitted accesses to the patient by other people than the reader, newest first.

    What systems of the portal register is not somebody looking.
    """
    grant.check(Kind.LOG)
    rows = AccessEvent.objects.filter(patient_id=grant.patient_id, is_permitted=True)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    rows = rows.exclude(actor_kind=ActorKind.SYSTEM).exclude(person_id=grant.reader_id)
    return list(rows.order_by("-recorded_at", "-id"))


def items(grant: Grant, *, since: datetime | None) -> Sequence[AccessItem]:
    """What was opened of the patient, oldest first. Lists name much, and tell nobody anything."""
    grant.check(Kind.LOG)
    rows = AccessItem.objects.filter(patient_id=grant.patient_id, outcome__in=TELLING)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    return list(rows.order_by("recorded_at", "id"))


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
