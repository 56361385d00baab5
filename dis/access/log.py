"""Writing the access log: events before anything is read, items before anything is sent."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from access.actor import Actor, ActorKind
from access.attestation import Attestation
from access.codes import Action, Basis, Kind
from access.decision import Decision
from access.facts import Facts
from access.grant import Item
from access.models import AccessEvent, AccessItem
from common import clock
from common.inserting import insert, insert_records


def event(
    actor: Actor,
    facts: Facts,
    decision: Decision,
    *,
    patient_id: uuid.UUID | None,
    kind: Kind,
    action: Action,
    item: tuple[str, uuid.UUID] | None = None,
    attestation: Attestation | None = None,
) -> AccessEvent:
    """The row for one decision about one patient, not yet written."""
    row = AccessEvent(
        recorded_at=facts.now,
        patient_id=patient_id,
        kind=kind,
        action=action,
        is_permitted=decision.is_permitted,
        reason=decision.reason,
        actor_kind=actor.kind,
        person_id=actor.person_id,
        actor_name=actor.system_name or facts.actor_name,
        basis=decision.basis,
        ground=decision.ground,
        has_opened_restriction=decision.is_permitted and decision.opens_restriction,
        is_user_selected=decision.basis not in {"", Basis.RELATION},
    )
    if item is not None:
        row.item_type, row.item_id = item
    _add_role(row, actor)
    if actor.registered is not None:
        row.legal_entity_id = actor.registered.legal_entity_id
        row.legal_entity_name = actor.registered.legal_entity_name
    _add_attestation(row, facts, attestation)
    return row


def staff_event(
    actor: Actor,
    decision: Decision,
    kind: Kind,
    item_type: str,
    item_id: uuid.UUID | None,
) -> AccessEvent:
    """The row for what somebody decides in a duty, about no patient; not yet written."""
    return event(
        actor,
        Facts(now=clock.now(), today=clock.today()),
        decision,
        patient_id=None,
        kind=kind,
        action=Action.WRITE,
        item=(item_type, item_id) if item_id else None,
    )


def _add_role(row: AccessEvent, actor: Actor) -> None:
    role = actor.role
    if role is None:
        # A citizen stands at no place of care: where there would be one stands the app, if any.
        row.point_of_care_name = actor.through
        return
    row.actor_name = role.practitioner_name
    row.role_id = role.id
    row.practitioner_id = role.practitioner_id
    row.role_code = role.code
    row.legal_entity_id = role.legal_entity_id
    row.legal_entity_name = role.legal_entity_name
    row.point_of_care_name = role.point_of_care_name
    row.unit_id = role.unit_id
    row.unit_name = role.unit_name


def _add_attestation(row: AccessEvent, facts: Facts, made: Attestation | None) -> None:
    held = facts.attestation
    if made is not None:
        row.attestation_id, row.toa = made.id, made.toa
        row.purpose_of_use = made.purpose_of_use
    elif held is not None and row.actor_kind == ActorKind.PRACTITIONER:
        row.attestation_id, row.toa = held.id, held.toa
        row.purpose_of_use = held.purpose_of_use


def write_events(rows: Sequence[AccessEvent]) -> None:
    """Commit the rows now. Refuses to run inside another transaction: no later rollback may erase
    the log, and where the log cannot be written nothing is shown."""
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            insert(rows)
    else:
        insert(rows)  # One statement commits by itself.


def write_with_items(rows: Sequence[AccessEvent], items: Sequence[Item]) -> None:
    """Write events and what was shown under them in the reader's own transaction."""
    insert(rows)
    write_items(items, events={row.patient_id: row.id for row in rows if row.patient_id})


def write_items(items: Sequence[Item], *, events: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Write the items in the reader's own transaction, which commits before anything is sent."""
    recorded_at = clock.now().isoformat()
    ids = {each: (str(each), str(events[each])) for each in {item.patient_id for item in items}}
    records = []
    for item in items:
        patient_id, event_id = ids[item.patient_id]
        records.append(
            {
                "recorded_at": recorded_at,
                "id": str(uuid.uuid4()),
                "patient_id": patient_id,
                "event_id": event_id,
                "resource_type": item.resource_type,
                "resource_id": str(item.resource_id),
                "version": item.version,
                "outcome": item.outcome,
                "controller": item.controller,
            }
        )
    insert_records(AccessItem, records)
