"""What a system may be told now: the gate is asked for each patient when something is told, not
only when it was stored, and the patient's log has it before anything is sent."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import F

from access import gate, notifying
from access.actor import Actor
from access.codes import Kind
from access.grant import Grant
from common import clock
from common.declarations import FhirType
from common.errors import DisError
from fhirapi import registry, serving
from fhirapi.callers import Caller
from fhirapi.calls import Call, base
from fhirapi.subscriptions import changing, filtering, topics
from fhirapi.subscriptions.codes import State
from fhirapi.subscriptions.models import Event, Notice, Subscription
from fhirapi.subscriptions.wording import Told
from fhirapi.tokens import clients

_EVENTS = Event._meta.db_table
_SYSTEM = frozenset({"system/*.rs"})


class Moved(DisError):
    """The subscription is another one's to deliver, or is not to be told of anything any more."""


def next_of(subscription: Subscription, most: int, *, claim: uuid.UUID | None = None) -> list[Told]:
    """The next news in their order, numbered; what the system may not know is left out for good.

    With a claim, only while the subscription is claimed by it. Must be called outside any
    transaction.
    """
    while True:
        notices = _waiting(subscription, most)
        if not notices:
            return []
        allowed = _allowed(subscription, notices, is_asked=False)
        _number(subscription, notices, allowed, claim)
        told = [_told(each, allowed) for each in notices if each.number is not None]
        if told:
            return told


def again(subscription: Subscription, since: int, until: int, most: int) -> list[Told]:
    """The news from one number to another, for who asks for them: the gate is asked anew, and the
    log says that they were asked for. What waits for its number gets it now."""
    rows = Notice.objects.filter(subscription=subscription)
    notices = list(rows.filter(number__gte=since, number__lte=until).order_by("number")[:most])
    room = min(most - len(notices), until - subscription.last_number)
    if room > 0 and since <= subscription.last_number + 1:
        new = rows.filter(state=State.WAITING, number=None)
        notices += new.order_by("id")[:room]
    allowed = _allowed(subscription, notices, is_asked=True)
    _number(subscription, notices, allowed, None)
    told = [_told(each, allowed) for each in notices if each.number is not None]
    return sorted(told, key=lambda each: each.number)


def _waiting(subscription: Subscription, most: int) -> list[Notice]:
    """What has its number already comes first: it was on its way before."""
    rows = Notice.objects.filter(subscription=subscription, state=State.WAITING)
    return list(rows.order_by(F("number").asc(nulls_last=True), "id")[:most])


def _allowed(
    subscription: Subscription, notices: Sequence[Notice], *, is_asked: bool
) -> dict[uuid.UUID, Event]:
    """The events that the system may know of now, by id; each patient's log has what is told."""
    actor = clients.actor_of(subscription.client)
    found: dict[uuid.UUID, Event] = {}
    for patient_id, event_ids in _by_patient(notices).items():
        unlogged = {
            each.event_id for each in notices if each.event_id and (is_asked or not each.logged_at)
        }
        found |= _of_patient(subscription, actor, patient_id, event_ids, unlogged)
    return found


def _by_patient(notices: Sequence[Notice]) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    """Row security hides whose the events are, so a named look-up tells."""
    ids = [each.event_id for each in notices if each.event_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, patient_id FROM access_patients_of_rows(%s, %s)", [_EVENTS, ids])
        found: dict[uuid.UUID, list[uuid.UUID]] = {}
        for event_id, patient_id in cursor.fetchall():
            found.setdefault(patient_id, []).append(event_id)
    return found


def _of_patient(
    subscription: Subscription,
    actor: Actor,
    patient_id: uuid.UUID,
    event_ids: Sequence[uuid.UUID],
    unlogged: Iterable[uuid.UUID],
) -> dict[uuid.UUID, Event]:
    fhir_type = topics.types().get(subscription.resource_type)
    if fhir_type is None or subscription.about not in {None, patient_id}:
        return {}
    kind = Kind(registry.rest_of(fhir_type).kind)
    try:
        with notifying.open_news(actor, patient_id, kind) as grant:
            events = _events(grant, kind, event_ids)
            fitting = _fitting(subscription, actor, grant, fhir_type, events)
            allowed = {each.id: each for each in events if each.resource_id in fitting}
            news = [allowed[each] for each in set(unlogged) & allowed.keys()]
            _log(grant, fhir_type, subscription, news)
    except gate.Refused:
        return {}
    return allowed


def _events(grant: Grant, kind: Kind, event_ids: Sequence[uuid.UUID]) -> list[Event]:
    """The events of a Grant's patient. They are read by who may read what they are about, and not
    only by who may read the whole record."""
    grant.check(kind)
    rows = Event._base_manager.filter(patient_id=grant.patient_id, id__in=event_ids)
    return list(rows)


def _fitting(
    subscription: Subscription,
    actor: Actor,
    grant: Grant,
    fhir_type: FhirType,
    events: Sequence[Event],
) -> set[uuid.UUID]:
    caller = Caller(actor, subscription.client.client_id, actor.source, None, _SYSTEM)
    call = Call(caller, "GET", (), (), {}, base())
    ids = [each.resource_id for each in events]
    return set(filtering.fitting(call, grant, fhir_type, subscription.filters, ids))


def _log(
    grant: Grant, fhir_type: FhirType, subscription: Subscription, events: Sequence[Event]
) -> None:
    """The patient reads that the system was told of these."""
    ids = {each.resource_id for each in events}
    rows = registry.rest_of(fhir_type).rows(grant).filter(id__in=ids) if ids else []
    grant.note(serving.items(grant, fhir_type, list(rows)))
    own = Notice.objects.filter(subscription=subscription, logged_at=None)
    own.filter(event__in=[each.id for each in events]).update(logged_at=clock.now())


@transaction.atomic
def _number(
    subscription: Subscription,
    notices: Sequence[Notice],
    allowed: Mapping[uuid.UUID, Event],
    claim: uuid.UUID | None,
) -> None:
    """Give numbers without a hole to what is told; what is not told is left out for good."""
    so = {"claim": claim} if claim else {}
    now = changing.locked(subscription.id, **so)
    if now is None:
        raise Moved
    changed = []
    # Who asks may number the same at once with who delivers: what has one by now keeps it.
    ids = [each.id for each in notices]
    fresh = {each.id: each for each in Notice.objects.filter(id__in=ids)}
    for each in notices:
        each.number, each.state = fresh[each.id].number, fresh[each.id].state
        if each.number is not None or each.state != State.WAITING:
            continue
        if each.event_id in allowed:
            now.last_number += 1
            each.number = now.last_number
        else:
            each.state, each.settled_at = State.LEFT_OUT, clock.now()
        changed.append(each)
    Notice.objects.bulk_update(changed, ["number", "state", "settled_at"])
    now.save(update_fields=["last_number"])
    subscription.last_number = now.last_number


def _told(notice: Notice, allowed: Mapping[uuid.UUID, Event]) -> Told:
    if notice.number is None:
        raise LookupError(f"Notice {notice.id} has no number.")
    event = allowed.get(notice.event_id) if notice.event_id else None
    return Told(notice.number, notice.happened_at, event)
