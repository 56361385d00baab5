"""What Kari has decided about her record, and taken back: her history, and the notices of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from access import gate
from access.actor import Actor, ActorKind
from access.codes import Action, Instrument, Kind, Scope
from access.grant import Grant
from access.models import PatientSetting
from access.settings import selectors, services
from access.settings.services import Hand
from common import clock
from demo.cast.extras import actor_of, patient_of, person_of
from demo.cast.persons import persons
from people import finding

PATIENT, HELPLINE = "kari", "strand"
# A locum at her doctor's, let in again, and the doctors on duty, who may open what is closed.
SHUT_OUT, TRUSTED, TRUSTED_DAYS = "Johannes Kleppe", "Legevakta i Tromsø", 30


def make_choices(today: date) -> int:
    """On her own pages, and once by telephone; how many choices were made."""
    kari = Actor(kind=ActorKind.CITIZEN, person_id=person_of(PATIENT, today).id)
    _decide(kari, today, _shut_out_for_a_while)
    _decide(kari, today, _trust)
    strand = actor_of(HELPLINE, today)
    found = gate.find_patient(strand, persons(today)[PATIENT].national_id)
    _decide(replace(strand, identified=found), today, _close_for_a_while)
    return 3


def _decide(actor: Actor, today: date, choice: Callable[[Grant, Hand], None]) -> None:
    patient_id = patient_of(PATIENT, today)
    with gate.open_record(actor, patient_id, Kind.SETTINGS, action=Action.WRITE) as grant:
        choice(grant, Hand.of(actor, grant))


def _shut_out_for_a_while(grant: Grant, hand: Hand) -> None:
    (locum,) = finding.practitioners(SHUT_OUT, clock.today())
    services.block(grant, hand, locum)
    _take_back(grant, hand, Instrument.BLOCK, selectors.current(grant).blocks[-1])


def _trust(grant: Grant, hand: Hand) -> None:
    (party,) = finding.organizations(TRUSTED)
    services.consent(grant, hand, party, days=TRUSTED_DAYS)


def _close_for_a_while(grant: Grant, hand: Hand) -> None:
    services.restrict(grant, hand, Scope.RECORD)
    _take_back(grant, hand, Instrument.RESTRICTION, selectors.current(grant).restrictions[-1])


def _take_back(grant: Grant, hand: Hand, instrument: Instrument, made: PatientSetting) -> None:
    services.end(grant, hand, instrument, made.id)
