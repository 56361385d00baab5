"""Taking in received resources about patients: who they are about, what is new, what has changed.

Every app's fhir.py stores through here, so that versions, tokens and the log are kept alike.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from access import closed, gate
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from access.models import FormerVersion
from common import clock
from common.declarations import Fate, Incoming, Outcome
from common.errors import NotKnownYet, Unacceptable
from common.references import local_id

IMPORT = Actor.system("import")
_LEFT = "the patient has reserved against sharing (reservasjon), and nothing is stored here"


@dataclass(frozen=True)
class Placed:
    """An incoming resource, the id it has here, and the patient it is about."""

    incoming: Incoming
    id: uuid.UUID
    patient_id: uuid.UUID


Columns = Mapping[str, Any]
# Gives for each resource the columns lifted out of it, or says why it cannot be taken.
Lift = Callable[[Sequence[Placed], Grant], Sequence[Columns | Unacceptable]]


def store(
    model: type[models.Model], placed: Sequence[Placed], *, kind: Kind, lift: Lift
) -> list[Outcome]:
    """Store each resource as new, as a new version, or find it unchanged. One event a patient.

    The former version of what changes is kept. Imports from one sender wait for each other, so
    that the later one sees what the earlier one stored; a second resource with the same id comes
    after the first.
    """
    outcomes: list[Outcome] = []
    while placed:
        first: dict[uuid.UUID, Placed] = {}
        later = [each for each in placed if first.setdefault(each.id, each) is not each]
        outcomes += _store(model, first, kind, lift)
        placed = later
    return outcomes


def _store(
    model: type[models.Model], first: Mapping[uuid.UUID, Placed], kind: Kind, lift: Lift
) -> list[Outcome]:
    """Store resources of which no two have the same id."""
    patient_ids = sorted({each.patient_id for each in first.values()})
    with gate.open_batch(IMPORT, patient_ids, kind) as grant:
        owners = _lock(model, list(first.values()))
        rows = model._base_manager.select_for_update().order_by("pk").filter(pk__in=list(first))
        known: dict[uuid.UUID, Any] = {row.pk: row for row in rows}
        changed, outcomes = [], []
        left = closed.left_sharing(grant) if kind is not Kind.DEMOGRAPHICS else frozenset()
        for each in first.values():
            if each.patient_id in left:
                outcomes.append(Outcome(each.incoming, Fate.REFUSED, _LEFT))
                continue
            verdict = _verdict(each, known.get(each.id), owners.get(each.id))
            outcomes.append(verdict) if verdict else changed.append(each)
        taken = []
        for each, columns in zip(changed, lift(changed, grant), strict=True):
            if isinstance(columns, Unacceptable):
                may_come = isinstance(columns, NotKnownYet)
                outcomes.append(Outcome(each.incoming, Fate.REFUSED, str(columns), may_come))
            else:
                taken.append((each, columns))
        _write(model, taken, known, grant)
    return [*outcomes, *(Outcome(each.incoming, Fate.STORED) for each, _ in taken)]


def place(
    batch: Sequence[Incoming], patients: Sequence[uuid.UUID | Unacceptable | None]
) -> tuple[list[Placed], list[Outcome]]:
    """What can be stored, with ids; and refusals for what belongs to nobody yet, or at all."""
    placed, refused = [], []
    for incoming, patient in zip(batch, patients, strict=True):
        if isinstance(patient, uuid.UUID):
            resource_type = str(incoming.resource["resourceType"])
            own_id = local_id(incoming.source, resource_type, incoming.source_id)
            placed.append(Placed(incoming, own_id, patient))
        else:
            reason = str(patient or "the patient it is about is not known")
            refused.append(Outcome(incoming, Fate.REFUSED, reason, may_come=patient is None))
    return placed, refused


def _lock(model: type[models.Model], placed: Sequence[Placed]) -> dict[uuid.UUID, uuid.UUID]:
    """Keep other imports of these senders out until this one commits; gives whose the rows are.

    Row security hides the rows of other patients, so a named look-up tells.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for source in sorted({each.incoming.source for each in placed}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{table}|{source}"]
            )
        cursor.execute(
            "SELECT id, patient_id FROM access_patients_of_rows(%s, %s)",
            [table, [each.id for each in placed]],
        )
        return dict(cursor.fetchall())


def _verdict(each: Placed, row: Any, owner: uuid.UUID | None) -> Outcome | None:
    """The outcome where nothing is to be written."""
    if owner is not None and owner != each.patient_id:
        return Outcome(each.incoming, Fate.REFUSED, "it already belongs to another patient")
    if row is not None and bytes(row.digest) == each.incoming.digest:
        return Outcome(each.incoming, Fate.UNCHANGED)
    return None


def _write(
    model: type[models.Model],
    taken: Sequence[tuple[Placed, Columns]],
    known: Mapping[uuid.UUID, Any],
    grant: Grant,
) -> None:
    """New rows in one statement, changed ones each in its own, with its former version kept."""
    now = clock.now()
    former, new = [], []
    for each, columns in taken:
        row = known.get(each.id)
        values = {
            "wire": each.incoming.wire,  # unless the app has put more tokens into it
            "digest": each.incoming.digest,
            "received_at": now,
            **columns,
        }
        if row is None:
            new.append(_new_row(model, each, values))
        else:
            former.append(_former(row, each, now))
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[*values, "version"])
    FormerVersion.ungated.bulk_create(former)
    model._base_manager.bulk_create(new)
    grant.note([_item(each, known.get(each.id)) for each, _ in taken])


def _new_row(model: type[models.Model], each: Placed, values: Columns) -> models.Model:
    return model(
        id=each.id,
        patient_id=each.patient_id,
        source=each.incoming.source,
        source_id=each.incoming.source_id,
        **values,
    )


def _item(each: Placed, row: Any) -> Item:
    resource_type = str(each.incoming.resource["resourceType"])
    if row is None:
        return Item(resource_type, each.id, 1, each.patient_id, "created")
    return Item(resource_type, each.id, row.version, each.patient_id, "updated")


def _former(row: Any, each: Placed, now: datetime) -> FormerVersion:
    return FormerVersion(
        patient_id=row.patient_id,
        resource_type=str(each.incoming.resource["resourceType"]),
        resource_id=row.id,
        version=row.version,
        wire=row.wire,
        replaced_at=now,
    )
