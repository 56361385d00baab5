"""Puts appointments that come beside what is here: refuses what is wrong or older, finds what says
nothing new, and writes the event in the transaction that stores its cause."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from access.grant import Grant
from access.receiving import Columns, NothingNew, Outdated, Placed
from appointments import checking, lifting, said
from appointments.changes import State, event, same
from appointments.codes import NO_NOTICE, NOTICE_TAG
from appointments.models import Appointment, AppointmentEvent
from common.declarations import NEW, Incoming
from common.errors import Unacceptable
from common.identifiers import ORGANIZATION_SYSTEM
from people import directory
from people.identity import TOKEN_START

_SENDERS = "appointments.senders"
_NAMESPACE = uuid.UUID("1f7a3c0e-2f5d-4d57-9a0b-3c1c2b7b8f60")
_OTHER_BOOKING = "another than before: cancel this appointment and send a new one"
Lifted = Columns | Unacceptable


def id_of(incoming: Incoming) -> uuid.UUID | None:
    """The id of an appointment by its sender's own identifier: whoever sends it twice has one."""
    found = said.identifier(incoming.resource)
    return uuid.uuid5(_NAMESPACE, "|".join([incoming.source, *found])) if found else None


def take(changed: Sequence[Placed], grant: Grant) -> list[Lifted]:
    """The columns of each, or why it is not stored; with the events of those that are."""
    rows = _rows(changed)
    found = [_taken(each, rows.get(each.id), grant) for each in changed]
    now = grant.facts.now
    _tell(
        [
            _event(each, columns, rows.get(each.id), now)
            for each, columns in zip(changed, found, strict=True)
            if not isinstance(columns, Unacceptable)
        ]
    )
    return found


def anew(changed: Sequence[Placed], grant: Grant) -> list[Lifted]:
    """The columns of what is stored already; nobody is told of anything."""
    return [_columns(each.incoming, grant) for each in changed]


def _rows(changed: Sequence[Placed]) -> dict[uuid.UUID, Appointment]:
    """Those that would be replaced. They are locked: nobody changes them meanwhile."""
    ids = [each.id for each in changed if each.incoming.replaces != NEW]
    return {row.id: row for row in Appointment.ungated.filter(id__in=ids)} if ids else {}


def _taken(placed: Placed, row: Appointment | None, grant: Grant) -> Lifted:
    incoming = placed.incoming
    try:
        checking.check(incoming)
    except Unacceptable as error:
        return error
    columns = _columns(incoming, grant)
    if row is None:
        return columns
    told_at = columns["told_at"]
    # Who names the version that is here has seen it, and says something newer.
    if incoming.replaces is None and told_at and row.told_at and told_at < row.told_at:
        return _older(incoming)
    if row.booking and columns["booking"] != row.booking:
        return Unacceptable.because(_OTHER_BOOKING, "Appointment.identifier")
    columns["told_at"] = max(filter(None, (told_at, row.told_at)), default=None)
    if same(_tokenised(incoming), json.loads(row.wire)):
        Appointment.ungated.filter(id=row.id).update(told_at=columns["told_at"])
        return NothingNew.because("it says what is here already")
    return columns


def _older(incoming: Incoming) -> Unacceptable:
    """What is imported again says nothing new; who sends it over the API is to know."""
    words = "what is here is newer: its meta.lastUpdated is later"
    if incoming.id is None:
        return NothingNew.because(words)
    return Outdated.because(words, "Appointment.meta.lastUpdated")


def _columns(incoming: Incoming, grant: Grant) -> dict[str, Any]:
    found = lifting.columns(incoming.resource, _tokenised(incoming))
    organisation = _sender(incoming.source, grant)
    return {**found, "organisation": organisation, "title": _title(found["shown"], organisation)}


def _tokenised(incoming: Incoming) -> dict[str, Any]:
    """The resource with tokens in the place of national ids."""
    if TOKEN_START not in incoming.wire:
        return dict(incoming.resource)
    found: dict[str, Any] = json.loads(incoming.wire)
    return found


def _title(shown: Columns, organisation: str) -> str:
    """What the log calls it: where it is. Nothing with a token in it becomes a name."""
    names = [str(each["name"]) for each in shown.get("places", ()) if each.get("name")]
    text = ", ".join(dict.fromkeys(names)) or organisation
    return "" if TOKEN_START in text else text[:300]


def _sender(source: str, grant: Grant) -> str:
    """The name of the organisation that has sent it."""
    known: dict[str, str] = grant.remembered.setdefault(_SENDERS, {})
    number = source.removeprefix(f"{ORGANIZATION_SYSTEM}.")
    if number not in known:
        known[number] = directory.name_with_number(number)
    return known[number]


def _event(
    placed: Placed, columns: Columns, row: Appointment | None, now: datetime
) -> AppointmentEvent | None:
    was = State.of(row.status, row.start, row.shown) if row is not None else None
    found = event(was, State.of(columns["status"], columns["start"], columns["shown"]), now)
    if found is None:
        return None
    return AppointmentEvent(
        patient_id=placed.patient_id,
        appointment_id=placed.id,
        version=row.version + 1 if row is not None else 1,
        event=found.value,
        is_silent=NO_NOTICE in said.tags(placed.incoming.resource, NOTICE_TAG),
        at=now,
    )


def _tell(events: Sequence[AppointmentEvent | None]) -> None:
    AppointmentEvent.ungated.bulk_create([each for each in events if each is not None])
