"""Owns how tests look at rows of patients beside the gate, to see what it wrote."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from access.models import AccessEvent, AccessItem


@contextmanager
def rows_of(*patient_ids: uuid.UUID) -> Iterator[None]:
    """Row-level security shows these patients inside the block, and nobody after it."""
    with transaction.atomic():
        _show(f"{{{','.join(map(str, patient_ids))}}}")
        yield
        _show("")


def _show(patients: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dis.patients', %s, true)", [patients])


def events(*patient_ids: uuid.UUID, since: datetime | None = None) -> list[AccessEvent]:
    """What the log says of the patients, oldest first; what the import wrote is left out."""
    with rows_of(*patient_ids):
        found = AccessEvent.objects.filter(patient_id__in=patient_ids)
        if since is not None:
            found = found.filter(recorded_at__gte=since)
        return list(found.exclude(actor_kind="system").order_by("recorded_at", "id"))


def items(*patient_ids: uuid.UUID) -> list[AccessItem]:
    with rows_of(*patient_ids):
        return list(AccessItem.objects.filter(patient_id__in=patient_ids).order_by("recorded_at"))


def last_event(patient_id: uuid.UUID) -> AccessEvent:
    return events(patient_id)[-1]
