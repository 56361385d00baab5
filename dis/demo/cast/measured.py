"""For how long answers count in the demo, and how often they were used instead of new samples."""

import uuid
from datetime import date, timedelta

from access import gate
from access.attestation import Statement
from access.codes import Basis, Kind
from common import clock
from demo.cast.extras import actor_of, patient_of, person_of
from labresults.measured.codes import Fate, Way
from labresults.measured.models import AvoidedOrder
from labresults.models import HintPeriod

_SOURCE = "Laboratorierådet ved UNN, 2026. Oppdiktet for demonstrasjonen"
_DAYS = {"hb": 30, "creatinine": 60, "potassium": 60, "sodium": 60, "crp": 14}
# Who, so many days ago, of what, and whether it was ordered all the same.
_DONE = (
    ("berg", 95, "hb", Fate.USED),
    ("berg", 90, "potassium", Fate.USED),
    ("berg", 64, "creatinine", Fate.ORDERED),
    ("berg", 40, "crp", Fate.USED),
    ("sykepleier", 38, "hb", Fate.USED),
    ("berg", 33, "creatinine", Fate.USED),
    ("berg", 9, "sodium", Fate.USED),
)


def add(today: date) -> None:
    """Decide the periods as an administrator, and write what clinicians did before."""
    author = person_of("lie", today)
    HintPeriod.objects.bulk_create(
        [
            HintPeriod(
                key=key,
                days=days,
                source=_SOURCE,
                author_id=author.id,
                author_name="Demonstrasjonen",
            )
            for key, days in _DAYS.items()
        ]
    )
    patient_id, berg = patient_of("kari", today), actor_of("berg", today)
    held = berg.attested(gate.attest(berg, patient_id, Statement(Basis.RELATION)).id)
    with gate.open_record(held, patient_id, Kind.RESULTS) as grant:
        AvoidedOrder.objects.add(grant, [_row(patient_id, today, *each) for each in _DONE])


def _row(
    patient_id: uuid.UUID, today: date, who: str, days: int, key: str, fate: str
) -> AvoidedOrder:
    actor = actor_of(who, today)
    if actor.role is None or actor.person_id is None:
        raise LookupError(f"{who} of the cast works nowhere.")
    return AvoidedOrder(
        patient_id=patient_id,
        recorded_at=clock.now() - timedelta(days=days),
        fate=fate,
        way=Way.SYSTEM if fate == Fate.ORDERED else Way.PAGE,
        reason="changed" if fate == Fate.ORDERED else "",
        analyte=key,
        result_id=uuid.uuid5(patient_id, f"{key} {days}"),
        result_version=1,
        person_id=actor.person_id,
        author_name=actor.role.practitioner_name,
        unit_id=actor.role.unit_id,
        unit_name=actor.role.unit_name,
        legal_entity_id=actor.role.legal_entity_id,
    )
