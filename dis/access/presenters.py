"""What pages show of access: the unit's patients and a relation."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from access.codes import FOR_CLINICIANS, Ground
from access.facts import Facts, Relation
from people.codes import Gender

if TYPE_CHECKING:
    from people.models import Patient


@dataclass(frozen=True)
class UnitRow:
    patient_id: uuid.UUID
    name: str
    birth_date: date | None
    gender_text: str
    relation_text: str
    until: datetime | None
    open_url: str


def unit_row(patient: Patient, relation: Relation) -> UnitRow:
    return UnitRow(
        patient_id=patient.id,
        name=patient.name,
        birth_date=patient.birth_date,
        gender_text=str(Gender(patient.gender).label),
        relation_text=str(FOR_CLINICIANS[Ground(relation.ground)]),
        until=relation.end,
        open_url=reverse("access:open-record", args=[patient.id]),
    )


def relation(facts: Facts) -> Mapping[str, Any] | None:
    """The care relation that opens the record with one press."""
    if not facts.relations:
        return None
    first = facts.relations[0]
    return {"ground_text": FOR_CLINICIANS[Ground(first.ground)], "since": None, "until": first.end}
