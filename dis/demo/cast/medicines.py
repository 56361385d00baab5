"""Medicines of the cast: as hospital, nursing home and practice send them, what a patient tells of,
and the list that a doctor has signed."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from access import gate
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Action, Basis, Kind
from access.writing_here import Author
from demo.cast.calendar import days_before
from demo.cast.extras import actor_of, patient_of, person_of
from demo.cast.fhir_directory import Resource, cast_id, reference
from demo.cast.organisations import legal_entity
from demo.cast.staff import workers
from summary.codes import ATC_SYSTEMS, MULTIDOSE, Decision
from summary.medicines import inputs, keeping
from summary.medicines.shelf import shelf

_KEY = uuid.UUID("8b6d3a1e-5f0c-4a77-9f43-6b6b1f0a7c52")


@dataclass(frozen=True)
class Used:
    """A medicine as one organisation has it: a list of its own, or a prescription."""

    patient: str
    worker: str
    atc: str
    name: str
    dose: str
    days_ago: int
    is_request: bool = False
    is_multidose: bool = False
    until_days_ago: int | None = None


_USED = (
    Used("kari", "berg", "B01AF02", "Apiksaban 5 mg", "1 tablett morgen og kveld", 1100),
    Used("kari", "berg", "C07AB07", "Bisoprolol 1,25 mg", "1 tablett om morgenen", 400),
    Used("kari", "berg", "C01BC04", "Flekainid 50 mg", "1 tablett morgen og kveld", 400),
    Used("kari", "tveit", "C09AA05", "Ramipril 2,5 mg", "1 tablett om kvelden", 900),
    Used(
        *("kari", "jakobsen", "J01DB01", "Cefaleksin 500 mg"),
        "1 kapsel 3 ganger daglig i 10 dager",
        4,
    ),
    Used(
        *("kari", "fastlege", "B01AF02", "Apiksaban 5 mg", "1 tablett 2 ganger daglig", 1090),
        is_request=True,
    ),
    Used(
        *("kari", "fastlege", "C09AA05", "Ramipril 5 mg", "1 tablett om kvelden", 300),
        is_request=True,
    ),
    Used(
        *("kari", "fastlege", "N02CC04", "Rizatriptan 10 mg"),
        *("1 smeltetablett ved migrene, høyst 2 i døgnet", 2200),
        is_request=True,
    ),
    Used(
        *("kari", "fastlege", "C01CA24", "Adrenalinpenn 0,3 mg"),
        *("Ved alvorlig allergisk reaksjon", 1830),
        is_request=True,
    ),
    Used(
        *("kari", "fastlege", "C07AB02", "Metoprolol depot 100 mg", "1 tablett om kvelden", 2900),
        is_request=True,
        until_days_ago=410,
    ),
    Used(
        *("astrid", "sykepleier", "B01AF02", "Apiksaban 5 mg", "1 tablett kl. 8 og 20", 700),
        is_multidose=True,
    ),
    Used(
        *("astrid", "sykepleier", "C03CA01", "Furosemid 40 mg", "1 tablett kl. 8", 500),
        is_multidose=True,
    ),
    Used(
        *("astrid", "sykepleier", "C07AB07", "Bisoprolol 5 mg", "1 tablett kl. 8", 700),
        is_multidose=True,
    ),
    Used(
        *("astrid", "sykepleier", "C09AA02", "Enalapril 5 mg", "1 tablett kl. 8 og 20", 600),
        is_multidose=True,
    ),
    Used(
        *("astrid", "fastlege", "C03CA01", "Furosemid 40 mg", "1 tablett 2 ganger daglig", 900),
        is_request=True,
    ),
)


def resources(patient: str, legal: str, today: date) -> Iterator[Resource]:
    """What one organisation sends of a patient's medicines."""
    for number, each in enumerate(_USED):
        unit = workers()[each.worker].units[0]
        if each.patient == patient and legal_entity(unit).slug == legal:
            yield _resource(each, number, today)


def _resource(used: Used, number: int, today: date) -> Resource:
    worker = workers()[used.worker]
    legal = legal_entity(worker.units[0])
    author = Author(worker.name, worker.hpr_number, *worker.profession, legal.name, "")
    start = days_before(today, used.days_ago).isoformat()
    is_over = used.until_days_ago is not None
    coding = {"system": ATC_SYSTEMS[0], "code": used.atc}
    shared: dict[str, Any] = {
        "contained": [author.contained("author")],
        "status": "completed" if is_over else "active",
        "medicationCodeableConcept": {"coding": [coding], "text": used.name},
        "subject": reference("Patient", used.patient),
    }
    if used.is_multidose:
        shared["extension"] = [{"url": MULTIDOSE, "valueBoolean": True}]
    who = {"reference": "#author", "display": worker.name}
    if used.is_request:
        return {
            "resourceType": "MedicationRequest",
            "id": cast_id("MedicationRequest", used.patient, str(number)),
            **shared,
            "intent": "order",
            "authoredOn": start,
            "requester": who,
            "dosageInstruction": [{"text": used.dose}],
        }
    return {
        "resourceType": "MedicationStatement",
        "id": cast_id("MedicationStatement", used.patient, str(number)),
        **shared,
        "effectivePeriod": {"start": start},
        "informationSource": who,
        "dosage": [{"text": used.dose}],
    }


def tell_and_sign(today: date) -> None:
    """Kari adds what she buys herself, and the doctor of Astrid signs a list, through the gate."""
    kari = Actor(kind=ActorKind.CITIZEN, person_id=person_of("kari", today).id)
    patient_id = patient_of("kari", today)
    with gate.open_record(kari, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
        keeping.tell(
            grant,
            key=_KEY,
            what="Paracet 500 mg",
            dose="2 tabletter ved hodepine",
            since=str(today.year - 2),
            who="Kari Nordli",
        )
    actor, patient_id = actor_of("fastlege", today), patient_of("astrid", today)
    held = actor.attested(gate.attest(actor, patient_id, Statement(Basis.RELATION)).id)
    with gate.open_record(held, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
        found = shelf(grant)
        typed = inputs.beginning(found.groups, found.number, found.content)
        rows = [inputs.kept(each, Decision.KEEP) for each in typed.rows]
        lines = inputs.lines(inputs.Reconciled(0, found.content, rows), found.groups, ())
        keeping.sign(grant, Author.of(held), number=0, content=found.content, lines=lines)
