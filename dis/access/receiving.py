"""Taking in received resources about patients: who they are about, what is new, what has changed.

Every app's fhir.py stores through here, so that versions, tokens and the log are kept alike.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from access import closed, gate, news
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant, Item
from access.models import FormerVersion
from common import clock
from common.declarations import ANY_VERSION, NEW, Cause, Fate, Incoming, Outcome
from common.errors import NotKnownYet, Unacceptable
from common.fhirtime import instant
from common.inserting import insert
from common.models import Served
from common.references import codes, own_id

IMPORT = Actor.system("import")
_BORN_HERE = "the portal itself makes resources of this type, and takes none in"
_UNKNOWN = "the patient it is about is not known"
_OTHER_PATIENT = "it names another patient than it is about here"
_NOT_YOURS = "another organisation has sent it, and changes it alone"
_LEFT = "the patient has reserved against sharing (reservasjon), and nothing is stored here"


@dataclass(frozen=True)
class Placed:
    """An incoming resource, the id it has here, and the patient it is about."""

    incoming: Incoming
    id: uuid.UUID
    patient_id: uuid.UUID


Columns = Mapping[str, Any]
# Gives for each resource the columns lifted out of it, or says why it cannot be taken; NothingNew
# and Outdated are reasons too.
Lift = Callable[[Sequence[Placed], Grant], Sequence[Columns | Unacceptable]]


class NothingNew(Unacceptable):
    """It says in other words what is here: nothing is stored, and its sender has nothing to do."""


class Outdated(Unacceptable):
    """What is here is newer than it."""


def store(
    model: type[models.Model], placed: Sequence[Placed], *, kind: Kind, lift: Lift
) -> list[Outcome]:
    """Store each resource as new, as a new version, or find it unchanged. One event a patient.

    The former version of what changes is kept. Imports from one sender wait for each other, so
    that the later one sees what the earlier one stored; a second resource with the same id comes
    after the first. What comes over the API is stored under the Grant that it brings.
    """
    outcomes: list[Outcome] = []
    while placed:
        first: dict[uuid.UUID, Placed] = {}
        later = [each for each in placed if first.setdefault(each.id, each) is not each]
        given = placed[0].incoming.grant
        if given is None:
            patient_ids = sorted({each.patient_id for each in first.values()})
            with gate.open_batch(IMPORT, patient_ids, kind) as grant:
                outcomes += _store(model, first, kind, lift, grant)
        else:
            given.check(kind, write=True)
            outcomes += _store(model, first, kind, lift, given)
        placed = later
    return outcomes


def _store(
    model: type[models.Model],
    first: Mapping[uuid.UUID, Placed],
    kind: Kind,
    lift: Lift,
    grant: Grant,
) -> list[Outcome]:
    """Store resources of which no two have the same id."""
    owners, known = _known(model, list(first.values()))
    changed, outcomes = [], []
    left = _left(grant) if kind is not Kind.DEMOGRAPHICS else frozenset()
    for each in first.values():
        if each.patient_id in left:
            outcomes.append(Outcome.refused(each.incoming, _LEFT, Cause.RULE))
            continue
        verdict = _verdict(each, known.get(each.id), owners.get(each.id), grant)
        outcomes.append(verdict) if verdict else changed.append(each)
    taken = []
    for each, columns in zip(changed, lift(changed, grant), strict=True):
        if isinstance(columns, Unacceptable):
            outcomes.append(_not_taken(each, columns, known.get(each.id)))
        else:
            taken.append((each, columns))
    return outcomes + _write(model, taken, known, grant)


def _not_taken(each: Placed, why: Unacceptable, row: Any) -> Outcome:
    if isinstance(why, NothingNew):
        return _unchanged(each.incoming, row)
    cause = Cause.STALE if isinstance(why, Outdated) else Cause.INVALID
    return Outcome.refused(each.incoming, why, cause)


def _unchanged(incoming: Incoming, row: Any) -> Outcome:
    version, at = row.version, row.received_at
    return Outcome(incoming, Fate.UNCHANGED, version=version, received_at=at)


def born_here(batch: Sequence[Incoming]) -> list[Outcome]:
    """What the portal writes itself is taken in from nobody."""
    return [Outcome.refused(each, _BORN_HERE, Cause.RULE) for each in batch]


def _left(grant: Grant) -> frozenset[uuid.UUID]:
    """Who shares nothing any more. Asked once for each Grant, under which several types come."""
    if _LEFT not in grant.remembered:
        grant.remembered[_LEFT] = closed.left_sharing(grant)
    found: frozenset[uuid.UUID] = grant.remembered[_LEFT]
    return found


def place(
    batch: Sequence[Incoming], patients: Sequence[uuid.UUID | Unacceptable | None]
) -> tuple[list[Placed], list[Outcome]]:
    """What can be stored, with ids; and refusals for what belongs to nobody yet, or at all."""
    placed, refused = [], []
    for incoming, patient in zip(batch, patients, strict=True):
        if isinstance(patient, uuid.UUID):
            placed.append(Placed(incoming, own_id(incoming), patient))
        else:
            refused.append(Outcome.refused(incoming, patient or NotKnownYet.because(_UNKNOWN)))
    return placed, refused


def _known(
    model: type[models.Model], placed: Sequence[Placed]
) -> tuple[dict[uuid.UUID, uuid.UUID], dict[uuid.UUID, Any]]:
    """Whose the rows are that these would replace, and the rows of the Grant's patients, locked.

    Nothing waits for what is new: nobody else knows an id that has been given just now.
    """
    ids = [each.id for each in placed if each.incoming.replaces != NEW]
    if not ids:
        return {}, {}
    owners = _lock(model, placed, ids)
    rows = model._base_manager.select_for_update().order_by("pk").filter(pk__in=ids)
    return owners, {row.pk: row for row in rows}


def _lock(
    model: type[models.Model], placed: Sequence[Placed], ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """Keep other imports of these senders out until this one commits; gives whose the rows are.

    Row security hides the rows of other patients, so a named look-up tells.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for name in sorted({_lock_name(each) for each in placed} - {""}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{table}|{name}"]
            )
        cursor.execute(
            "SELECT id, patient_id FROM access_patients_of_rows(%s, %s)", [table, list(ids)]
        )
        return dict(cursor.fetchall())


def _lock_name(each: Placed) -> str:
    """What no two may store at once that cannot lock a row: it may not be there yet."""
    if each.incoming.id is None:
        return each.incoming.source
    return f"{each.incoming.source}|{each.id}" if each.incoming.replaces is None else ""


def _verdict(each: Placed, row: Any, owner: uuid.UUID | None, grant: Grant) -> Outcome | None:
    """The outcome where nothing is to be written. `row` is locked: nobody changes it meanwhile."""
    incoming = each.incoming
    if row is not None and row.source != incoming.source:
        return Outcome.refused(incoming, _NOT_YOURS, Cause.NOT_YOURS)
    if each.patient_id not in grant.patient_ids:
        return Outcome.refused(incoming, _OTHER_PATIENT, Cause.RULE)
    if owner is not None and owner != each.patient_id:
        return Outcome.refused(incoming, "it already belongs to another patient", Cause.RULE)
    if incoming.replaces and row is None:
        return Outcome.refused(incoming, "it is not there any more", Cause.NOT_THERE)
    if row is None:
        return None
    if incoming.replaces not in {None, ANY_VERSION, row.version}:
        reason = f"its version is {row.version}, not {incoming.replaces}"
        return Outcome.refused(incoming, reason, Cause.STALE)
    if bytes(row.digest) == incoming.digest:
        return _unchanged(incoming, row)
    return None


def _write(
    model: type[models.Model],
    taken: Sequence[tuple[Placed, Columns]],
    known: Mapping[uuid.UUID, Any],
    grant: Grant,
) -> list[Outcome]:
    """New rows in one statement, changed ones each in its own, with its former version kept."""
    now = clock.now()
    former, new, outcomes = [], [], []
    for each, columns in taken:
        row = known.get(each.id)
        values = {**_values(model, each.incoming, now), **columns}
        if row is None:
            new.append(_new_row(model, each, values))
        else:
            former.append(_former(row, each, now))
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[*values, "version"])
        version = row.version if row is not None else 1
        outcomes.append(Outcome(each.incoming, Fate.STORED, version=version, received_at=now))
    insert(former)
    insert(new)
    grant.note([_item(each, known.get(each.id)) for each, _ in taken])
    _tell([each for each, _ in taken], known, now)
    return outcomes


def _tell(taken: Sequence[Placed], known: Mapping[uuid.UUID, Any], now: datetime) -> None:
    """All of them are of one type. Where nobody wants to know, nothing is made."""
    resource_type = str(taken[0].incoming.resource["resourceType"]) if taken else ""
    listeners = news.wanted(resource_type)
    if taken and listeners:
        news.tell(listeners, [_news(each, resource_type, each.id in known, now) for each in taken])


def _news(each: Placed, resource_type: str, is_known: bool, now: datetime) -> news.Stored:
    resource = each.incoming.resource
    change = news.UPDATED if is_known else news.CREATED
    if resource.get("status") == news.MISTAKEN or news.MISTAKEN in codes(
        resource.get("verificationStatus")
    ):
        change = news.MISTAKEN
    return news.Stored(resource_type, each.id, each.patient_id, each.incoming.source, change, now)


def _values(model: type[models.Model], incoming: Incoming, now: datetime) -> dict[str, Any]:
    """What is kept of every resource; the app may have put more tokens into its wire text."""
    values = {"wire": incoming.wire, "digest": incoming.digest, "received_at": now}
    if issubclass(model, Served):
        values |= {"search": dict(incoming.search), "names_own_ids": incoming.id is not None}
        sorted_at = instant(incoming.search.get("_sorted_at"))
        values["sorted_at"] = sorted_at or now
    return values


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
    shown_id = each.incoming.id or each.id
    if row is None:
        return Item(resource_type, shown_id, 1, each.patient_id, "created")
    return Item(resource_type, shown_id, row.version, each.patient_id, "updated")


def _former(row: Any, each: Placed, now: datetime) -> FormerVersion:
    return FormerVersion(
        patient_id=row.patient_id,
        resource_type=str(each.incoming.resource["resourceType"]),
        resource_id=row.id,
        version=row.version,
        wire=row.wire,
        received_at=row.received_at,
        replaced_at=now,
        names_own_ids=row.names_own_ids,
    )
