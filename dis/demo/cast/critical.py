"""What is critical to know of the cast: as its organisations send it, and as a doctor writes it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from access import gate
from access.attestation import Statement
from access.codes import Action, Basis, Kind
from access.writing_here import Author
from common.clock import OSLO
from demo.cast.calendar import days_before
from demo.cast.extras import actor_of, patient_of
from demo.cast.fhir_directory import Resource, cast_id, reference
from demo.cast.organisations import legal_entity
from demo.cast.staff import workers
from summary import services
from summary.codes import Certainty, Severity, Sort, Source
from summary.critical import making
from summary.critical.making import Draft, Writing

_ICPC = "urn:oid:2.16.578.1.12.4.1.1.7170"
_KEY = uuid.UUID("2f0f6a58-4d0e-4b3a-8f57-0f3f5b0f2a11")


@dataclass(frozen=True)
class Sent:
    """A piece as an organisation sends it, registered so many days ago. It has been so for
    `since_days_ago`, told as a year or, of the last years, a month."""

    patient: str
    worker: str
    days_ago: int
    draft: Draft
    since_days_ago: int = 0


_MONTHS_ARE_KNOWN = 1000
_SENT = (
    Sent(
        "kari",
        "sandmo",
        1700,
        Draft(
            Sort.DRUG,
            "Penicilliner",
            atc="J01C",
            reaction="Anafylaksi",
            severity=Severity.LIFE,
            certainty=Certainty.CONFIRMED,
            source=Source.TEST,
            note="Fikk adrenalin tre ganger. Cefuroksim prøvd på sykehus uten reaksjon.",
        ),
        since_days_ago=1843,
    ),
    Sent(
        "kari",
        "rognmo",
        3560,
        Draft(
            Sort.INTUBATION,
            "Trang luftvei, Cormack-Lehane grad 3",
            certainty=Certainty.CONFIRMED,
            source=Source.OBSERVED,
            note="Gikk greit med videolaryngoskop og bougie.",
        ),
        since_days_ago=3560,
    ),
    Sent(
        "kari",
        "strom",
        700,
        Draft(
            Sort.IMPLANT,
            "Hjertemonitor under huden, venstre side av brystet",
            certainty=Certainty.CONFIRMED,
            source=Source.OBSERVED,
            note="MR kan tas når produsentens vilkår er fulgt.",
        ),
        since_days_ago=702,
    ),
    Sent(
        "kari",
        "fastlege",
        3900,
        Draft(
            Sort.ALLERGY,
            "Plaster med kolofonium",
            reaction="Eksem",
            severity=Severity.MILD,
            source=Source.PATIENT,
        ),
    ),
    Sent(
        "astrid",
        "fastlege",
        2600,
        Draft(
            Sort.DRUG,
            "Trimetoprim-sulfa",
            atc="J01EE01",
            reaction="Utslett over hele kroppen",
            severity=Severity.MODERATE,
            source=Source.KIN,
        ),
    ),
)


def resources(patient: str, legal: str, today: date) -> Iterator[Resource]:
    """What one organisation sends of a patient: critical information, and its problems."""
    for number, each in enumerate(_SENT):
        unit = workers()[each.worker].units[0]
        if each.patient == patient and legal_entity(unit).slug == legal:
            yield _resource(each, number, today)
    for number, (slug, owner, icpc, words, days_ago) in enumerate(_PROBLEMS):
        if slug == patient and owner == legal:
            yield _problem(slug, number, icpc, words, days_before(today, days_ago))


def _resource(sent: Sent, number: int, today: date) -> Resource:
    worker = workers()[sent.worker]
    legal = legal_entity(worker.units[0])
    author = Author(
        worker.name,
        worker.hpr_number,
        worker.profession[0],
        worker.profession[1].lower(),
        legal.name,
        legal.organization_number or "",
    )
    at = datetime.combine(days_before(today, sent.days_ago), time(10), OSLO)
    own_id = cast_id("Critical", sent.patient, str(number))
    writing = Writing(uuid.UUID(own_id), uuid.UUID(int=0), author, at)
    since = days_before(today, sent.since_days_ago).isoformat() if sent.since_days_ago else ""
    told = since[:7] if sent.since_days_ago < _MONTHS_ARE_KNOWN else since[:4]
    found = making.resource(replace(sent.draft, since=told), writing)
    name = "patient" if found["resourceType"] == "AllergyIntolerance" else "subject"
    return {**found, name: reference("Patient", sent.patient)}


# Diagnoses: whose, from whom, ICPC-2, words, and since how many days.
_PROBLEMS = (
    ("kari", "unn", "K78", "Atrieflimmer", 1147),
    ("kari", "unn", "U99", "Kronisk nyresykdom, stadium 3a", 1620),
    ("kari", "legesenter", "N89", "Migrene", 3700),
    ("astrid", "unn", "K77", "Hjertesvikt", 2400),
    ("astrid", "legesenter", "R95", "Kols", 2600),
    ("astrid", "tromso", "P70", "Demens", 700),
)


def _problem(patient: str, number: int, icpc: str, words: str, since: date) -> Resource:
    clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    verified = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    listed = "http://terminology.hl7.org/CodeSystem/condition-category"
    return {
        "resourceType": "Condition",
        "id": cast_id("Problem", patient, str(number)),
        "clinicalStatus": {"coding": [{"system": clinical, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": verified, "code": "confirmed"}]},
        "category": [{"coding": [{"system": listed, "code": "problem-list-item"}]}],
        "code": {"coding": [{"system": _ICPC, "code": icpc}], "text": words},
        "subject": reference("Patient", patient),
        "onsetDateTime": since.isoformat(),
        "recordedDate": since.isoformat(),
    }


def limit_treatment(today: date) -> None:
    """Through the gate, as the doctor does it on the page."""
    patient_id, actor = patient_of("astrid", today), actor_of("fastlege", today)
    held = actor.attested(gate.attest(actor, patient_id, Statement(Basis.RELATION)).id)
    draft = Draft(
        Sort.LIMITATION,
        "Ingen hjerte-lunge-redning. Ingen innleggelse for livsforlengende behandling.",
        certainty=Certainty.CONFIRMED,
        source=Source.PATIENT,
        until=today + timedelta(days=365),
        note="Avklart med Astrid og datteren. Lindring her. Sykehus ved brudd eller smerter.",
    )
    if actor.person_id is None:
        raise LookupError("The doctor of the cast is nobody.")
    with gate.open_record(held, patient_id, Kind.SUMMARY, action=Action.WRITE) as grant:
        services.add(grant, Author.of(held), actor.person_id, draft, _KEY)
