"""What administrators do with systems and apps: propose, approve, put away, and stop at once.

Who may call reaches every record, so no one person opens that door: what lets something in, lets it
do more, or gives it another secret or address, waits for another administrator. Taking away waits
for nobody.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from access.actor import Actor
from common import clock
from common.errors import DisError
from fhirapi.models import ApiClient, App, Proposal
from fhirapi.smart.registering import NewSystem, NotRegistered, check_app, entity_of, written
from fhirapi.subscriptions import endpoints
from fhirapi.systems import acting, carrying_out, registering
from fhirapi.systems.carrying_out import Registered, TooLate, Wanted
from fhirapi.systems.codes import Outcome, Step, Subject

# So long who proposed a secret may fetch it. It is not made before, so nothing of it lies anywhere.
TO_FETCH = timedelta(days=3)


class Unchanged(DisError):
    """What is proposed is what is there."""


@dataclass(frozen=True)
class Secret:
    """Of whom it is; it is shown now and never again."""

    app: App
    text: str


def propose_new(actor: Actor, wanted: Wanted, words: str) -> Proposal:
    acting.only_administrators(actor)
    _check(wanted)
    if isinstance(wanted, NewSystem) and carrying_out.is_registered(wanted):
        raise NotRegistered("This system is registered for that organisation already.")
    return _proposal(actor, Step.REGISTERED, _subject(wanted), words, wanted=written(wanted))


def propose_change(actor: Actor, row: Registered, wanted: Wanted, words: str) -> Proposal:
    acting.only_administrators(actor)
    _check(wanted)
    former = written(carrying_out.of(row))
    if not registering.changes(former, written(wanted)):
        raise Unchanged
    return _proposal(
        actor, Step.CHANGED, _subject(wanted), words, row=row, former=former, wanted=written(wanted)
    )


def propose_resuming(actor: Actor, row: Registered, words: str) -> Proposal:
    """That it may call again."""
    acting.only_administrators(actor)
    if row.is_active:
        raise TooLate
    return _proposal(actor, Step.RESUMED, _subject(carrying_out.of(row)), words, row=row)


def propose_secret(actor: Actor, app: App, words: str) -> Proposal:
    """Another secret for an app; the one that it has counts until the new one is fetched."""
    acting.only_administrators(actor)
    registering.check_has_secret(app)
    return _proposal(actor, Step.NEW_SECRET, Subject.APP, words, row=app)


def propose_address(actor: Actor, client: ApiClient, url: str, secret: str, words: str) -> Proposal:
    """Where a system may be told; of an address that it has already, another secret. The secret
    lies sealed beside those that count, and tells nobody anything until it is approved."""
    acting.only_administrators(actor)
    with transaction.atomic():
        waiting = endpoints.keep_waiting(client, url, secret=secret)
        return _proposal(
            actor,
            Step.ADDRESS,
            Subject.SYSTEM,
            words,
            row=client,
            former={"state": carrying_out.state_of(client, url)},
            wanted={
                "address": url,
                "secret": "yes" if secret else "no",
                "endpoint": str(waiting.id),
            },
        )


def approve(actor: Actor, proposal_id: uuid.UUID) -> Registered:
    """Do what is proposed, if another administrator has proposed it and nothing has changed."""
    acting.only_administrators(actor)
    with transaction.atomic():
        row = _standing(proposal_id)
        is_own = row.proposed_by_id == actor.person_id
        if not is_own:
            hand = acting.approved_hand(row, actor.person_id, acting.name(actor))
            found = carrying_out.carry_out(row, hand)
            row.subject_id = found.pk
            _decide(actor, row, Outcome.APPROVED)
    if is_own:
        acting.refuse(actor, row.id)
    return found


def put_away(actor: Actor, proposal_id: uuid.UUID) -> None:
    """Nothing comes of the proposal; its own proposer may do that too."""
    acting.only_administrators(actor)
    with transaction.atomic():
        row = _standing(proposal_id)
        if row.step == Step.ADDRESS:
            endpoints.forget_waiting(uuid.UUID(row.wanted["endpoint"]))
        _decide(actor, row, Outcome.PUT_AWAY)


def fetch_secret(actor: Actor, proposal_id: uuid.UUID) -> Secret:
    """Make the secret that another has approved, for who has proposed it, and once.

    Who approves never sees it, and who proposes gets none alone.
    """
    acting.only_administrators(actor)
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(id=proposal_id)
        is_own = row.proposed_by_id == actor.person_id
        if is_own:
            if not may_be_fetched(row):
                raise TooLate
            hand = acting.approved_hand(row, row.decided_by_id, row.decided_by_name)
            made = Secret(*carrying_out.make_secret(row, hand))
            row.fetched_at = clock.now()
            row.save(update_fields=["fetched_at"])
            acting.tell(actor, row.id)
    if not is_own:
        acting.refuse(actor, row.id)
    return made


def gives_a_secret(row: Proposal) -> bool:
    """Whether a secret comes of it: a renewed one, or the first of an app that is known by one."""
    is_known_by_it = row.wanted.get("is_confidential") and not row.wanted.get("jwks")
    is_first = row.step == Step.REGISTERED and row.subject == Subject.APP and is_known_by_it
    return row.step == Step.NEW_SECRET or bool(is_first)


def until(row: Proposal) -> datetime | None:
    """Until when a secret that came of it may be fetched; None where none is to be fetched."""
    if row.outcome != Outcome.APPROVED or row.decided_at is None or not gives_a_secret(row):
        return None
    return None if row.fetched_at else row.decided_at + TO_FETCH


def may_be_fetched(row: Proposal) -> bool:
    end = until(row)
    return end is not None and clock.now() < end


def suspend(actor: Actor, row: Registered, words: str) -> None:
    """Every token of it is refused from the next request on."""
    acting.only_administrators(actor)
    with transaction.atomic():
        locked = carrying_out.locked(row)
        if not locked.is_active:
            raise TooLate
        registering.set_active(locked, acting.own_hand(actor, words), is_active=False)
        acting.tell(actor, row.pk)


def remove_address(actor: Actor, client: ApiClient, endpoint_id: uuid.UUID) -> bool:
    """Nothing is sent there any more, from now on. Whether it was there."""
    acting.only_administrators(actor)
    with transaction.atomic():
        is_done = registering.remove_address(client, endpoint_id, acting.own_hand(actor))
        if is_done:
            acting.tell(actor, client.pk)
    return is_done


def _check(wanted: Wanted) -> None:
    if isinstance(wanted, NewSystem):
        entity_of(wanted)
    else:
        check_app(wanted)


def _subject(wanted: Wanted) -> Subject:
    return Subject.SYSTEM if isinstance(wanted, NewSystem) else Subject.APP


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
            proposed_by_id=acting.person(actor),
            proposed_by_name=acting.name(actor),
            **values,
        )
        acting.tell(actor, made.id)
    return made


def _standing(proposal_id: uuid.UUID) -> Proposal:
    """The proposal, locked; TooLate where it waits no longer."""
    rows = Proposal.objects.select_for_update().filter(id=proposal_id, outcome=Outcome.WAITING)
    row = rows.first()
    if row is None:
        raise TooLate
    return row


def _decide(actor: Actor, row: Proposal, outcome: Outcome) -> None:
    row.outcome, row.decided_at = outcome, clock.now()
    row.decided_by_id, row.decided_by_name = actor.person_id, acting.name(actor)
    row.save(
        update_fields=["outcome", "decided_at", "decided_by_id", "decided_by_name", "subject_id"]
    )
    acting.tell(actor, row.id)
