"""Owns how tests put events into the log as they might have happened, without waiting for them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from access.models import AccessEvent, AccessItem

BERG = {
    "actor_kind": "practitioner",
    "person_id": uuid.UUID(int=1),
    "role_id": uuid.UUID(int=11),
    "practitioner_id": uuid.UUID(int=12),
    "role_code": "LE",
    "actor_name": "Ingrid Berg",
    "legal_entity_id": uuid.UUID(int=13),
    "legal_entity_name": "Universitetssykehuset Nord-Norge HF",
    "unit_name": "Hjertepoliklinikken",
    "basis": "relation",
    "ground": "BEHANDLER",
    "purpose_of_use": "TREAT",
}


def event(patient_id: uuid.UUID, at: datetime, **more: Any) -> AccessEvent:
    """An event of Dr Berg reading, unless it is said to be another."""
    values = {**BERG, "kind": "journal", "action": "read", "is_permitted": True, **more}
    return AccessEvent(patient_id=patient_id, recorded_at=at, **values)


def item(of: AccessEvent, outcome: str, thing: uuid.UUID, **more: Any) -> AccessItem:
    assert of.patient_id is not None
    values = {"recorded_at": of.recorded_at, "patient_id": of.patient_id, "version": 1, **more}
    return AccessItem(
        event_id=of.id,
        resource_type="DocumentReference",
        resource_id=thing,
        outcome=outcome,
        **values,
    )


def write(events: Sequence[AccessEvent], items: Sequence[AccessItem] = ()) -> None:
    AccessEvent.objects.bulk_create(events)
    AccessItem.objects.bulk_create(items)
