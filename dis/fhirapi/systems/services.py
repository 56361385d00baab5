"""What administrators do with systems and apps: propose, approve, put away, and stop at once.

Who may call reaches every record, so no one person opens that door: what lets something in, or lets
it do more, waits for another administrator. Stopping waits for nobody.
"""

import uuid
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from django.db import transaction

from access import log
from access.actor import Actor
from access.codes import Audience, Kind, Reason
from access.models import AccessEvent
from access.verdict import Decision, deny, permit
from common import clock
from common.errors import DisError
from fhirapi.models import ApiClient, App, Proposal, RegistrationChange
from fhirapi.smart.registering import (
    NewApp,
    NewSystem,
    NotRegistered,
    check_app,
    entity_of,
    written,
)
from fhirapi.systems import registering
from fhirapi.systems.codes import Outcome, Step, Subject
from fhirapi.systems.registering import Hand
from people.codes import RoleCode

READERS = frozenset({RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER})
Registered = ApiClient | App
Wanted = NewSystem | NewApp


class NotYours(DisError):
    """Only administrators do this, and only another one approves."""


class TooLate(DisError):
    """It is decided already, or what it was about has changed since."""


class Unchanged(DisError):
    """What is proposed is what is there."""


@dataclass(frozen=True)
class Approved:
    """What came of an approval; the secret is shown now and never again."""

    row: Registered
    secret: str = ""


def may_change(actor: Actor) -> bool:
    return actor.role is not None and actor.role.code == RoleCode.ADMINISTRATOR


def propose_new(actor: Actor, wanted: Wanted, words: str) -> Proposal:
    _only_administrators(actor)
    _check(wanted)
    if isinstance(wanted, NewSystem) and _is_registered(wanted):
        raise NotRegistered("This system is registered for that organisation already.")
    return _proposal(actor, Step.REGISTERED, _subject(wanted), words, wanted=written(wanted))


def propose_change(actor: Actor, row: Registered, wanted: Wanted, words: str) -> Proposal:
    _only_administrators(actor)
    _check(wanted)
    former = written(of(row))
    if not registering.changes(former, written(wanted)):
        raise Unchanged
    return _proposal(
        actor, Step.CHANGED, _subject(wanted), words, row=row, former=former, wanted=written(wanted)
    )


def propose_resuming(actor: Actor, row: Registered, words: str) -> Proposal:
    """That it may call again."""
    _only_administrators(actor)
    if row.is_active:
        raise TooLate
    return _proposal(actor, Step.RESUMED, _subject(of(row)), words, row=row)


def approve(actor: Actor, proposal_id: uuid.UUID) -> Approved:
    """Do what is proposed, if another administrator has proposed it and nothing has changed."""
    _only_administrators(actor)
    with transaction.atomic():
        row = _standing(proposal_id)
        is_own = row.proposed_by_id == actor.person_id
        if not is_own:
            found = _done(row, _hand(actor, row))
            _decide(actor, row, Outcome.APPROVED)
    if is_own:
        _refuse(actor, row.id)
    return found


def put_away(actor: Actor, proposal_id: uuid.UUID) -> None:
    """Nothing comes of the proposal; its own proposer may do that too."""
    _only_administrators(actor)
    with transaction.atomic():
        _decide(actor, _standing(proposal_id), Outcome.PUT_AWAY)


def suspend(actor: Actor, row: Registered, words: str) -> None:
    """Every token of it is refused from the next request on."""
    _only_administrators(actor)
    with transaction.atomic():
        locked = _locked(row)
        if not locked.is_active:
            raise TooLate
        registering.set_active(locked, _own_hand(actor, words), is_active=False)
        _tell(actor, row.pk)


def new_secret(actor: Actor, app: App, words: str) -> str:
    """Another secret, shown now and never again: the former may be in wrong hands."""
    _only_administrators(actor)
    with transaction.atomic():
        secret = registering.new_secret(app, _own_hand(actor, words))
        _tell(actor, app.pk)
    return secret


def of(row: Registered) -> Wanted:
    return NewApp.of(row) if isinstance(row, App) else NewSystem.of(row)


def wanted_of(row: Proposal) -> Wanted:
    return NewApp(**row.wanted) if row.subject == Subject.APP else NewSystem(**row.wanted)


def target(row: Proposal) -> Registered | None:
    """What the proposal is about, if that is there already."""
    if row.subject_id is None:
        return None
    model = App if row.subject == Subject.APP else ApiClient
    found: Registered | None = model.objects.filter(id=row.subject_id).first()
    return found


def _done(row: Proposal, hand: Hand) -> Approved:
    if row.step == Step.REGISTERED:
        return _registered(wanted_of(row), hand)
    found = target(row)
    if found is None:
        raise TooLate
    found = _locked(found)
    if row.step == Step.RESUMED:
        if found.is_active or _is_stopped_since(found, row):
            raise TooLate
        registering.set_active(found, hand, is_active=True)
    else:
        _change(found, row, hand)
    return Approved(found)


def _is_stopped_since(found: Registered, row: Proposal) -> bool:
    """Whether it was stopped again, for a reason that who proposed this did not know."""
    rows = RegistrationChange.objects.filter(subject_id=found.pk, step=Step.SUSPENDED)
    return rows.filter(recorded_at__gt=row.proposed_at).exists()


def _registered(wanted: Wanted, hand: Hand) -> Approved:
    if isinstance(wanted, NewApp):
        return Approved(*registering.register_app(wanted, hand))
    if _is_registered(wanted):
        raise TooLate
    return Approved(registering.register_client(wanted, hand))


def _change(found: Registered, row: Proposal, hand: Hand) -> None:
    if written(of(found)) != row.former:
        raise TooLate
    wanted = wanted_of(row)
    if isinstance(found, App) and isinstance(wanted, NewApp):
        registering.change_app(found, wanted, hand)
    elif isinstance(found, ApiClient) and isinstance(wanted, NewSystem):
        registering.change_client(found, wanted, hand)


def _check(wanted: Wanted) -> None:
    if isinstance(wanted, NewApp):
        check_app(wanted)
    else:
        entity_of(wanted)


def _is_registered(wanted: NewSystem) -> bool:
    entity_id = entity_of(wanted)
    rows = ApiClient.objects.filter(client_id=wanted.client_id, organization_id=entity_id)
    return rows.exists()


def _subject(wanted: Wanted) -> Subject:
    return Subject.APP if isinstance(wanted, NewApp) else Subject.SYSTEM


def _proposal(
    actor: Actor, step: Step, subject: Subject, words: str, *, row: Any = None, **values: Any
) -> Proposal:
    with transaction.atomic():
        made = Proposal.objects.create(
            subject=subject,
            subject_id=row.pk if row is not None else None,
            step=step,
            words=" ".join(words.split()),
            proposed_at=clock.now(),
            proposed_by_id=_person(actor),
            proposed_by_name=_name(actor),
            **values,
        )
        _tell(actor, made.id)
    return made


def _standing(proposal_id: uuid.UUID) -> Proposal:
    """The proposal, locked; TooLate where it waits no longer."""
    rows = Proposal.objects.select_for_update().filter(id=proposal_id, outcome=Outcome.WAITING)
    row = rows.first()
    if row is None:
        raise TooLate
    return row


def _locked(row: Registered) -> Registered:
    """As it is now; of two who change it at once, the other waits."""
    found: Registered = type(row).objects.select_for_update().get(pk=row.pk)
    return found


def _decide(actor: Actor, row: Proposal, outcome: Outcome) -> None:
    row.outcome, row.decided_at = outcome, clock.now()
    row.decided_by_id, row.decided_by_name = actor.person_id, _name(actor)
    row.save(update_fields=["outcome", "decided_at", "decided_by_id", "decided_by_name"])
    _tell(actor, row.id)


def _hand(actor: Actor, row: Proposal) -> Hand:
    """Who has proposed it is who does it."""
    return Hand(
        words=row.words,
        by_id=row.proposed_by_id,
        by_name=row.proposed_by_name,
        approved_by_id=actor.person_id,
        approved_by_name=_name(actor),
    )


def _own_hand(actor: Actor, words: str) -> Hand:
    return replace(
        registering.AT_COMMAND_LINE,
        words=" ".join(words.split()),
        by_id=actor.person_id,
        by_name=_name(actor),
    )


def _only_administrators(actor: Actor) -> None:
    if not may_change(actor):
        _refuse(actor, None)


def _refuse(actor: Actor, subject_id: uuid.UUID | None) -> NoReturn:
    """Say no, and leave a row of it in the log (attack 87)."""
    log.write_events([_event(actor, subject_id, deny(Reason.NOT_YOURS_TO_WRITE))])
    raise NotYours


def _tell(actor: Actor, subject_id: uuid.UUID) -> None:
    """The row of the log, committed together with the change."""
    log.write_with_items([_event(actor, subject_id, permit(Audience.STAFF))], [])


def _event(actor: Actor, subject_id: uuid.UUID | None, decision: Decision) -> AccessEvent:
    """One row of the log; it is about no patient."""
    return log.staff_event(actor, decision, Kind.REVIEW, "ApiRegistration", subject_id)


def _person(actor: Actor) -> uuid.UUID:
    if actor.person_id is None:
        raise NotYours
    return actor.person_id


def _name(actor: Actor) -> str:
    return actor.role.practitioner_name if actor.role else ""
