"""Who acts for whom in the cast: Astrid's doctor has confirmed that her daughter acts for her."""

from datetime import date, datetime, time, timedelta

from access import gate
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Action, Basis, Kind
from access.representation import services
from common import clock
from demo.cast.extras import patient_of, person_of
from demo.cast.persons import persons
from people import directory

PATIENT, HOLDER, DOCTOR = "astrid", "kari", "fastlege"
_HOLDS = timedelta(days=300)


def assign_next_of_kin(today: date) -> None:
    """Through the gate, as the doctor does it on the page."""
    patient_id, person = patient_of(PATIENT, today), person_of(DOCTOR, today)
    role = directory.current_roles(person.id, clock.today())[0]
    actor = Actor(kind=ActorKind.PRACTITIONER, person_id=person.id, role=role)
    held = actor.attested(gate.attest(actor, patient_id, Statement(Basis.RELATION)).id)
    until = datetime.combine(clock.today() + _HOLDS, time.min, tzinfo=clock.OSLO)
    with gate.open_record(held, patient_id, Kind.REPRESENTATION, action=Action.WRITE) as grant:
        services.assign(
            grant,
            holder_id=person_of(HOLDER, today).id,
            holder_name=persons(today)[HOLDER].name,
            until=until,
            by_name=role.practitioner_name,
        )
