"""The one gate to patient data, with two doors: one patient's record, and a unit's list.

Whoever comes, the order is the same: facts, decision, log row committed, Grant. A refusal raises
Refused, which every page answers like something that is not there.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NoReturn

from django.db import connection, transaction

from access import banners, closed_items, log, notices
from access import decision as rules
from access import facts as fact_finder
from access.actor import Actor, ActorKind
from access.alerts import lookups
from access.alerts.throttle import HeldBack, Throttle
from access.attestation import Attestation, Statement
from access.codes import SHARED, Action, Audience, Kind, Reason
from access.decision import Decision
from access.facts import Facts
from access.grant import GATE, Grant, set_patients
from access.models import AccessEvent, AccessReview, StatedAttestation
from access.reviews import making
from common import clock
from common.errors import DisError
from common.identifiers import InvalidIdentifier
from people import identity

# What is opened of somebody who is looked up by number: name and birth date, or by the helpline,
# which the decision tells from all others who administrate, the settings.
_LOOKS_UP = {
    ActorKind.PRACTITIONER: Kind.DEMOGRAPHICS,
    ActorKind.ADMINISTRATOR: Kind.SETTINGS,
}


class Refused(DisError):
    """The gate said no. `reason` is for the log and for words to the actor about himself.

    `may_state` is true for a practitioner who may know of the patient and can still state a ground.
    """

    def __init__(self, reason: Reason, *, may_state: bool = False) -> None:
        self.reason = reason
        self.may_state = may_state
        super().__init__(reason)


def open_record(
    actor: Actor,
    patient_id: uuid.UUID,
    kind: Kind,
    *,
    action: Action = Action.READ,
    item: tuple[str, uuid.UUID] | None = None,
) -> Grant:
    """A Grant for one patient and one kind of data, or Refused; one event either way.

    `item` (type, id) names the one thing that is read: then the event itself says what was shown.
    Must be called outside any transaction.
    """
    facts = fact_finder.gather(actor, patient_id)
    decision = rules.decide(actor, facts, kind=kind, action=action)
    event = log.event(
        actor, facts, decision, patient_id=patient_id, kind=kind, action=action, item=item
    )
    log.write_events([event])
    if not decision.is_permitted:
        identify = rules.decide(actor, facts, kind=Kind.DEMOGRAPHICS, action=Action.IDENTIFY)
        raise Refused(decision.reason, may_state=identify.is_permitted)
    return banners.headed(_granted(actor, [event], kind, action, facts, decision), actor, kind)


def turn_away(actor: Actor, patient_id: uuid.UUID) -> NoReturn:
    """Refuse who asks for a page of the clinicians' record without being one; the log says so."""
    facts = fact_finder.gather(actor, patient_id)
    reason = Reason.NO_CLINICAL_ACCESS if facts.patient_exists else Reason.NOT_THERE
    refused = partial(log.event, actor, facts, rules.deny(reason), patient_id=patient_id)
    log.write_events([refused(kind=Kind.RECORD, action=Action.OPEN)])
    raise Refused(reason)


def kinds_of(kind: Kind, action: Action = Action.READ) -> frozenset[Kind]:
    """What a Grant of one kind opens: name and birth date go along with everything.

    The whole record is all kinds but what the patient has decided, which those who treat see the
    effect of and never read. The log names what was seen, as far as its reader may see it, and the
    settings, while they are only read, name the documents that are closed and who has looked.
    """
    if kind is Kind.RECORD:
        return frozenset(Kind) - {Kind.SETTINGS, Kind.REPRESENTATION, Kind.REVIEW}
    if kind is Kind.LOG:
        return frozenset({Kind.LOG, *SHARED, Kind.TASK, Kind.DEMOGRAPHICS})
    if kind is Kind.SETTINGS and action != Action.WRITE:
        return frozenset({Kind.SETTINGS, Kind.LOG, *SHARED, Kind.DEMOGRAPHICS})
    return frozenset({kind, Kind.DEMOGRAPHICS})


def attest(actor: Actor, patient_id: uuid.UUID, statement: Statement) -> Attestation:
    """Open the record on a statement: an attestation for at most 60 minutes, or Refused."""
    role = actor.role if actor.kind is ActorKind.PRACTITIONER else None
    facts = fact_finder.gather(actor, patient_id)
    if role is None:
        return admit(actor, facts, rules.deny(Reason.NO_CLINICAL_ACCESS), patient_id, None)
    facts, decision = weighed(facts, statement, patient_id)
    made = None
    if decision.is_permitted:
        made = Attestation.stated(
            statement,
            role=role,
            patient_id=patient_id,
            ground=decision.ground,
            at=facts.now,
            is_elevated=decision.audience is Audience.CLINICIAN_ELEVATED,
        )
    return admit(actor, facts, decision, patient_id, made, statement.text)


def admit(
    actor: Actor,
    facts: Facts,
    decision: Decision,
    patient_id: uuid.UUID,
    made: Attestation | None,
    text: str = "",
) -> Attestation:
    """The attestation, once the log has it; Refused without one, which the log has too.

    The event, the attestation and the review that it may need are committed together.
    """
    event = log.event(
        actor,
        facts,
        decision,
        patient_id=patient_id,
        kind=Kind.RECORD,
        action=Action.OPEN,
        attestation=made,
    )
    if made is None or actor.role is None or actor.person_id is None:
        log.write_events([event])
        raise Refused(decision.reason)
    review = making.review_of(made, facts, role=actor.role, person_id=actor.person_id)
    limit = Throttle(actor.role, actor.person_id, patient_id, made.basis, facts.now)
    try:
        _store_attestation(event, made, text, review, limit)
    except HeldBack as held:
        admit(actor, facts, rules.deny(held.reason), patient_id, None)
    finally:
        limit.tell()
    return made


def is_something_closed(facts: Facts, patient_id: uuid.UUID) -> bool:
    """Whether the patient has closed anything to those who treat. For pages of who treats: it tells
    no more than the record's own banner does."""
    return rules.is_something_closed(facts) or has_closed_items(facts, patient_id)


def weighed(facts: Facts, statement: Statement, patient_id: uuid.UUID) -> tuple[Facts, Decision]:
    """The decision about a statement. Things that are closed are asked for where it hangs on them:
    nobody learns more of them than the decision."""
    decision = rules.decide_opening(facts, statement)
    if rules.hangs_on_closed_items(statement, decision):
        facts = replace(facts, has_closed_items=has_closed_items(facts, patient_id))
        decision = rules.decide_opening(facts, statement)
    return facts, decision


def has_closed_items(facts: Facts, patient_id: uuid.UUID, kind: Kind = Kind.RECORD) -> bool:
    """Asked under a Grant of its own, of who opens nothing that is closed. Nothing can be noted
    under it."""
    with Grant(
        GATE,
        patient_ids=[patient_id],
        kinds=kinds_of(Kind.RECORD),
        audience=Audience.CLINICIAN,
        write_items=partial(log.write_items, events={}),
        facts=facts,
    ) as grant:
        return closed_items.has_items(grant, kind)


def _store_attestation(
    event: AccessEvent,
    made: Attestation,
    text: str,
    review: AccessReview | None,
    limit: Throttle,
) -> None:
    with transaction.atomic(durable=True):
        limit.check()
        log.write_with_items([event], [])
        set_patients([made.patient_id])
        notices.write(notices.of_opening(made))
        StatedAttestation.ungated.bulk_create(
            [
                StatedAttestation(
                    id=made.id,
                    patient_id=made.patient_id,
                    person_id=limit.person_id,
                    role_id=made.role_id,
                    basis=made.basis,
                    toa=made.toa,
                    expires_at=made.expires_at,
                    content=made.content(),
                    free_text=text.strip(),
                )
            ]
        )
        AccessReview.ungated.bulk_create([review] if review else [])


def find_patient(actor: Actor, number: str) -> uuid.UUID | None:
    """The patient with that national id, for a practitioner who may know of them, or the helpline;
    else None.

    Unknown, blocked and own number give the same None, by the same questions to the database.
    Every look-up is one event. More in an hour than work needs are Refused, without looking.
    """
    kind = _LOOKS_UP.get(actor.kind)
    if kind is None or actor.person_id is None:
        raise Refused(Reason.NO_CLINICAL_ACCESS)
    is_allowed = lookups.is_allowed(actor.person_id)
    patient_id = patient_with(number) if is_allowed else None
    asked = patient_id or uuid.uuid4()
    facts = fact_finder.gather(replace(actor, identified=asked), asked)
    decision = rules.decide(actor, facts, kind=kind, action=Action.IDENTIFY)
    if not is_allowed:
        decision = rules.deny(Reason.TOO_MANY_LOOK_UPS)
    event = log.event(
        actor, facts, decision, patient_id=patient_id, kind=kind, action=Action.IDENTIFY
    )
    log.write_events([event])
    if decision.reason in {Reason.TOO_MANY_LOOK_UPS, Reason.NO_CLINICAL_ACCESS}:
        raise Refused(decision.reason)
    return patient_id if decision.is_permitted else None


def open_batch(actor: Actor, patient_ids: Sequence[uuid.UUID], kind: Kind) -> Grant:
    """A Grant to write for a named system over several patients, one event for each."""
    facts = Facts(now=clock.now(), today=clock.today())
    decision = rules.decide(actor, facts, kind=kind, action=Action.WRITE)
    if actor.kind is not ActorKind.SYSTEM or not decision.is_permitted:
        raise Refused(decision.reason or Reason.NOT_FOR_SYSTEMS)
    return open_many(actor, patient_ids, kind, Action.WRITE, decision)


def open_many(
    actor: Actor, patient_ids: Sequence[uuid.UUID], kind: Kind, action: Action, decision: Decision
) -> Grant:
    facts = Facts(now=clock.now(), today=clock.today())
    events = [
        log.event(actor, facts, decision, patient_id=patient_id, kind=kind, action=action)
        for patient_id in patient_ids
    ]
    log.write_events(events)
    return _granted(actor, events, kind, action, facts, decision)


def _granted(
    actor: Actor,
    events: Sequence[AccessEvent],
    kind: Kind,
    action: Action,
    facts: Facts,
    decision: Decision,
) -> Grant:
    """The Grant for the patients of these events, which are committed."""
    if decision.audience is None:
        raise Refused(decision.reason)
    of_patients = {event.patient_id: event.id for event in events if event.patient_id}
    return Grant(
        GATE,
        patient_ids=list(of_patients),
        kinds=kinds_of(kind, action) & decision.kinds,
        audience=decision.audience,
        write_items=partial(log.write_items, events=of_patients),
        may_write=action == Action.WRITE,
        facts=facts,
        reader_id=actor.person_id,
        legal_entity_id=actor.legal_entity_id,
        source=actor.source,
    )


def patient_with(number: str) -> uuid.UUID | None:
    """Whom a national id belongs to. For who logs that he asks."""
    try:
        person = identity.person_with(identity.accept(number))
    except InvalidIdentifier:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_patient_of_person(%s)", [person.id if person else None])
        found: uuid.UUID | None = cursor.fetchone()[0]
    return found
