"""Who acts for whom in the cast: Astrid has let her daughter see who looks, and since then her
doctor has confirmed that her daughter acts for her."""

from datetime import date, datetime, time, timedelta

from access import gate
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Action, Basis, Kind
from access.representation import services
from common import clock
from demo.cast.extras import actor_of, patient_of, person_of
from demo.cast.persons import persons

PATIENT, HOLDER, DOCTOR = "astrid", "kari", "fastlege"
GIVEN = (Kind.JOURNAL, Kind.LOG)
_HOLDS = timedelta(days=300)


def give_power(today: date) -> None:
    """As the patient does it on the page."""
    actor = Actor(kind=ActorKind.CITIZEN, person_id=person_of(PATIENT, today).id)
    patient_id = patient_of(PATIENT, today)
    with gate.open_record(actor, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        services.give(
            grant,
            holder_id=person_of(HOLDER, today).id,
            holder_name=persons(today)[HOLDER].name,
            services=GIVEN,
            until=_until(),
        )


def assign_next_of_kin(today: date) -> None:
    """Through the gate, as the doctor does it on the page."""
    patient_id, actor = patient_of(PATIENT, today), actor_of(DOCTOR, today)
    held = actor.attested(gate.attest(actor, patient_id, Statement(Basis.RELATION)).id)
    with gate.open_record(held, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        services.assign(
            grant,
            holder_id=person_of(HOLDER, today).id,
            holder_name=persons(today)[HOLDER].name,
            until=_until(),
            by_name=actor.role.practitioner_name if actor.role else "",
        )


def _until() -> datetime:
    return datetime.combine(clock.today() + _HOLDS, time.min, tzinfo=clock.OSLO)
