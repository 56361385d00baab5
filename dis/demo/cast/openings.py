"""Who has opened a record on their own word, and what came of it: work for the privacy officer."""

import uuid
from dataclasses import dataclass, replace
from datetime import date

from access import gate, unit
from access.actor import Actor
from access.alerts import checks, selectors, services
from access.attestation import Statement
from access.codes import Action, Basis, Ground, Kind
from access.reviews import deciding, queue
from access.reviews.codes import ReviewStatus
from demo.cast.extras import actor_of, patient_of, person_of, read
from demo.cast.persons import persons

OFFICER = "vik"


@dataclass(frozen=True)
class Opening:
    """A record opened without a care relation; `found` is what the officer has said of it since."""

    person: str
    patient: str
    document: str
    statement: Statement
    found: ReviewStatus | None = None
    words: str = ""


OPENINGS = (
    Opening(
        "jakobsen",
        "issat",
        "issat-ablasjon",
        Statement(Basis.DECLARED, Ground.AMBULANCE),
        ReviewStatus.IN_ORDER,
        "Ambulansen meldte pasienten til akuttmottaket ti minutter før journalen ble åpnet.",
    ),
    Opening(
        "jakobsen",
        "kari",
        "kari-hjertepol-siste",
        Statement(
            Basis.EMERGENCY,
            text="Kom inn med hjertebank og var nær ved å besvime. Husker ikke medisinene sine.",
        ),
    ),
    Opening("jakobsen", "gunnar", "gunnar-kontroll", Statement(Basis.DECLARED, Ground.SUPERVISION)),
    Opening(
        "sekretar",
        "berg",
        "",
        Statement(Basis.DECLARED, Ground.ADMINISTRATION),
        ReviewStatus.ASKED,
        "Hvorfor ble journalen til en kollega åpnet? Det står ingen time på henne.",
    ),
    Opening(
        "berg",
        "oksana",
        "oksana-svanger",
        Statement(Basis.DECLARED, Ground.TREATING),
    ),
)
# The officer has begun to look into the alert about this person's reading.
LOOKED_INTO = "jakobsen"


def make_openings(today: date) -> int:
    """Open and read through the gate, look for what is unusual in it, and begin the officer's work;
    how many records were opened."""
    for opening in OPENINGS:
        _open(opening, today)
    checks.look_lately()
    officer = actor_of(OFFICER, today)
    for opening in OPENINGS:
        if opening.found is not None:
            _review(officer, opening, opening.found, today)
    _look_into(officer, person_of(LOOKED_INTO, today).id)
    return len(OPENINGS)


def _open(opening: Opening, today: date) -> None:
    """As on the page: the patient is looked up by number first."""
    actor = actor_of(opening.person, today)
    found = gate.find_patient(actor, persons(today)[opening.patient].national_id)
    known = replace(actor, identified=found)
    read(known, opening.patient, opening.document, opening.statement, today)


def _review(officer: Actor, opening: Opening, status: ReviewStatus, today: date) -> None:
    """The one review that there is of this person's opening of this patient's record."""
    patient_id = patient_of(opening.patient, today)
    patients = queue.Patients(officer.role.id if officer.role else None)
    with unit.open_queue(officer, Kind.REVIEW, patients.of, action=Action.WRITE) as grant:
        person_id = person_of(opening.person, today).id
        found = queue.reviews(grant, patients).get(patient_id=patient_id, person_id=person_id)
        deciding.decide(
            grant,
            deciding.Reviewer.of(officer),
            review_id=found.id,
            version=found.version,
            status=status,
            words=opening.words,
        )


def _look_into(officer: Actor, person_id: uuid.UUID) -> None:
    if officer.role is None or officer.person_id is None:
        raise LookupError("The privacy officer of the cast has no role.")
    nobody: list[uuid.UUID] = []
    with unit.open_queue(officer, Kind.REVIEW, lambda _: nobody, action=Action.WRITE) as grant:
        found = selectors.alerts(grant, officer.role).get(person_id=person_id)
        who = services.Officer(officer.person_id, officer.role)
        services.look_into(grant, who, found, version=found.version)
