"""What one way through the gate costs, its durable log row included."""

from __future__ import annotations

from access import gate, selectors
from access.codes import Kind
from access.models import AccessEvent
from bench.figures import Figure, milliseconds, spread
from bench.population import population
from bench.readers import doctor
from journal import selectors as journal
from journal.selectors import Filters

GOAL = 4.0
TIMES = 500


def measure() -> list[Figure]:
    """open_record alone; and with the Grant entered, one document read and everything committed."""
    patient = population().few  # Not whose pages are timed: each opening makes their log longer.
    actor = doctor(patient.patient_id)

    def opens() -> None:
        gate.open_record(actor, patient.patient_id, Kind.JOURNAL)

    def reads() -> str:
        with gate.open_record(actor, patient.patient_id, Kind.JOURNAL) as grant:
            return journal.documents(grant, Filters())[0].title

    def events() -> int:
        with gate.open_record(actor, patient.patient_id, Kind.RECORD) as grant:
            selectors.patient(grant)
            return AccessEvent.objects.filter(patient_id=patient.patient_id).count()

    before = events()
    opens()
    assert reads() == patient.newest
    assert events() == before + 3
    return [
        *spread("open_record", milliseconds(opens, times=TIMES), goal=GOAL),
        *spread("open_record and read one document", milliseconds(reads, times=TIMES)),
    ]
