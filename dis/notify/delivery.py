"""Tells patients by text message or e-mail that there is a notice: claim, send, keep the outcome.

Each message is claimed in one transaction, sent outside of any, and settled in another. So no
network call holds a lock, and who dies in between leaves a row that says that it may be sent.
"""

import logging
import time
import uuid
from collections.abc import Mapping, Sequence

from access import gate
from access.actor import Actor
from access.codes import Kind
from common import clock
from notify import channels, contacts, selectors, services, texts
from notify.codes import Channel, MessageState, WhyNot
from notify.contacts import Contact, Route
from notify.services import Claim, Outcome

logger = logging.getLogger(__name__)
ACTOR = Actor.system("notify.deliver")
# Whoever watches the system's log looks for these words.
REGISTER_DOWN = "contact-register-down"
MESSAGE_REFUSED = "message-refused"
_AT_A_TIME = 20


def deliver(seconds: float) -> int:
    """Send what is due until the time is up or nothing is left; how many messages were dealt with.

    Where no contact register is named nobody is told anything, and nothing is written.
    """
    register = contacts.register()
    if register is None:
        return 0
    until, dealt_with = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        patient_ids = selectors.patients_due(clock.now() - services.NEWS, _AT_A_TIME)
        if not patient_ids:
            break
        claims = _round(register, patient_ids)
        dealt_with += len(claims)
        if not claims and len(patient_ids) < _AT_A_TIME:
            break
    return dealt_with


def _round(register: contacts.Register, patient_ids: Sequence[uuid.UUID]) -> Sequence[Claim]:
    with gate.open_batch(ACTOR, patient_ids, Kind.LOG) as grant:
        claims = services.claim(grant)
    if not claims:
        return claims
    try:
        known = register.contacts({claim.national_id for claim in claims if claim.national_id})
    except contacts.RegisterDown as error:
        logger.warning("%s: %s", REGISTER_DOWN, error)
        outcomes = [(claim, _later(claim)) for claim in claims]
    else:
        outcomes = [(claim, _outcome(claim, known)) for claim in claims]
    with gate.open_batch(ACTOR, [claim.patient_id for claim in claims], Kind.LOG) as grant:
        services.settle(grant, outcomes)
    return claims


def _later(claim: Claim) -> Outcome:
    """To be tried again. What may have been sent stays so until that can be asked."""
    return Outcome(MessageState.SENDING if claim.may_be_sent else MessageState.DUE)


def _outcome(claim: Claim, known: Mapping[str, Contact]) -> Outcome:
    try:
        if claim.may_be_sent and _has_gateway(claim):
            return Outcome(MessageState.SENT, Channel.SMS)
        route = contacts.route(known.get(claim.national_id), clock.now())
        if not isinstance(route, Route):
            return Outcome(MessageState.NOT_SENT, reason=route)
        return _sent(claim, route)
    except channels.NotSent:
        return _later(claim)


def _sent(claim: Claim, route: Route) -> Outcome:
    carrier = channels.carrier(route.channel)
    if carrier is None:
        return Outcome(MessageState.NOT_SENT, reason=WhyNot.NO_CARRIER)
    if claim.may_be_sent and carrier.has(claim.id) is None:
        return Outcome(MessageState.UNKNOWN, route.channel)
    words = texts.words(route.language, is_reminder=claim.is_reminder)
    try:
        carrier.send(claim.id, route.address, words)
    except channels.Refused as error:
        # Never the address: only that there is one which the carrier does not take.
        logger.warning("%s: %s by %s (%s)", MESSAGE_REFUSED, claim.id, route.channel, error)
        return Outcome(MessageState.FAILED, route.channel)
    except channels.NotKnown:
        return _after_silence(claim, route, carrier)
    return Outcome(MessageState.SENT, route.channel)


def _after_silence(claim: Claim, route: Route, carrier: channels.Carrier) -> Outcome:
    """What came of a message whose sending was not answered, as its carrier says by its key."""
    try:
        has_it = carrier.has(claim.id)
    except channels.NotSent:
        return Outcome(MessageState.SENDING)
    if has_it is None:
        return Outcome(MessageState.UNKNOWN, route.channel)
    return Outcome(MessageState.SENT if has_it else MessageState.DUE, route.channel)


def _has_gateway(claim: Claim) -> bool:
    """Whether the gateway for text messages had it from a process that has died."""
    carrier = channels.carrier(Channel.SMS)
    return carrier is not None and bool(carrier.has(claim.id))
