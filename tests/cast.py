"""Owns the small world of the tests: the cast's persons, units and relations, and few documents.

Everything comes in as it does in the portal: FHIR through the import, closures through the gate.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from access import gate, subjects
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import (
    CONFIDENTIALITY_SYSTEM,
    Action,
    Basis,
    ConsentBy,
    ConsentForm,
    Ground,
    Kind,
)
from access.models import Block, Restriction
from access.receiving import IMPORT
from common import clock
from common.references import local_id
from demo.cast import fhir_directory
from demo.cast.extras import add_portal_roles
from demo.cast.fhir_directory import reference
from demo.cast.organisations import chain
from demo.cast.persons import persons
from demo.cast.relations import KINSHIPS as RELATIVES
from demo.cast.staff import PORTAL_ROLES, SIGNING_IN, workers
from fhirapi.importing import documents_of, import_documents
from people import directory, identity
from people.directory import Role
from people.models import Person, Practitioner
from tests.signin_helper import sign_in, user_of
from worklist import owners, services
from worklist.codes import TaskCode

SOURCE = "urn:oid:2.16.578.1.12.4.1.4.101.100000000"
PATIENTS = ("kari", "ola", "nils", "lise", "astrid", "berg", "synnove", "tor-erik", "marte", "elle")
KINSHIPS = [each for each in RELATIVES if each.patient in {"nils", "lise"}]
# Who is treated where, by whom, and until how many days ago.
RELATIONS: tuple[tuple[str, str, str, int | None], ...] = (
    ("kari", "unn-hjertepol", "berg", None),
    ("kari", "legesenter-tromsdalen", "fastlege", None),
    ("astrid", "tromso-sykehjem-2", "sykepleier", None),
    ("synnove", "unn-hjertepol", "berg", None),
    ("tor-erik", "unn-hjertepol", "berg", None),
    ("elle", "unn-hjertepol", "berg", 30),
)
RESTRICTED, BLOCKING, BLOCKED = "synnove", "tor-erik", "berg"
CODES = (
    *("N", "R", "V", "NORS", "NORU", "NORN_FORANS", "NORN_UNGDOM", "NORN_FFL", "NORN_KUT"),
    *("NORN_FFH", "NORN_FPB", "NORN_EPO", "NORN_ALL", "NORN_FOR", "NORN_DUP", "NORN_ANG"),
    *("", "NORN_NY", "NORS NORU", "N NORS"),
)
Resource = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Ids by the short names of the cast; a document is named `patient codes`."""

    persons: Mapping[str, uuid.UUID]
    patients: Mapping[str, uuid.UUID]
    documents: Mapping[str, uuid.UUID]
    roles: Mapping[str, Role] = field(default_factory=dict)
    tasks: Mapping[str, uuid.UUID] = field(default_factory=dict)

    def citizen(self, slug: str) -> Actor:
        return Actor(kind=ActorKind.CITIZEN, person_id=self.persons[slug])

    def worker(self, slug: str, looked_up: str = "") -> Actor:
        """Health personnel or an administrator, with nothing opened."""
        role = self.roles[slug]
        return Actor(
            kind=ActorKind.ADMINISTRATOR if role.is_administrative else ActorKind.PRACTITIONER,
            person_id=self.persons[slug],
            role=role,
            identified=self.patients.get(looked_up),
        )

    def attested(self, slug: str, patient: str, statement: Statement | None = None) -> Actor:
        """Health personnel who have opened the patient's record, on their relation if not told."""
        actor = self.worker(slug, looked_up=patient if statement else "")
        made = gate.attest(actor, self.patients[patient], statement or Statement(Basis.RELATION))
        return actor.attested(made.id)

    def sign_in(self, slug: str, *, as_citizen: bool = False, failing: bool = True) -> Client:
        """A browser in which somebody is signed in, in the hat of their work if they have one.

        `failing`: a fault of the portal fails the test; otherwise it is answered with 500.
        """
        client = Client(raise_request_exception=failing)
        user = user_of(Person.objects.get(id=self.persons[slug]))
        if as_citizen or slug not in self.roles:
            return sign_in(client, user, "citizen", provider="idporten")
        return sign_in(client, user, str(self.roles[slug].id))


DECLARED = Statement(Basis.DECLARED, Ground.TREATING)
# The patient has agreed in words, when the tests began.
CONSENT = Statement(
    Basis.CONSENT,
    Ground.TREATING,
    consent_form=ConsentForm.SPOKEN,
    consent_by=ConsentBy.PATIENT,
    consent_at=clock.now(),
)
INCAPABLE = Statement(Basis.INCAPABLE, text="Deep sleep after surgery, nobody to ask")
EMERGENCY = Statement(Basis.EMERGENCY, text="Unconscious after a fall from a roof")


def just_now() -> str:
    """The time as a clinician types it."""
    return clock.now().astimezone(clock.OSLO).strftime("%H:%M")


def document_name(patient: str, codes: str = "N") -> str:
    return f"{patient} {codes}".strip()


def canary(name: str) -> str:
    """What stands in the text of a document and nowhere else."""
    return f"kanarifugl-{uuid.uuid5(uuid.NAMESPACE_OID, name).hex}"


def import_resources(resources: Iterable[Resource], source: str = SOURCE) -> Sequence[str]:
    """Import as one sender; gives what was refused."""
    entry = [
        {"fullUrl": f"urn:uuid:{each['id']}", "resource": {**each, "meta": _meta(each, source)}}
        for each in resources
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entry}
    return import_documents(documents_of([bundle]), source=source).refusals


def _meta(resource: Resource, source: str) -> Resource:
    return {**resource.get("meta", {}), "source": source}


def document(patient: str, codes: str = "N", *, own_id: str = "") -> Resource:
    name = document_name(patient, codes)
    return {
        "resourceType": "DocumentReference",
        "id": own_id or fhir_directory.cast_id("DocumentReference", name),
        "status": "current",
        "type": {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.9602", "code": "A03-2"}]},
        "subject": reference("Patient", patient),
        "date": "2025-06-01T10:00:00Z",
        "custodian": {"display": "Universitetssykehuset Nord-Norge HF"},
        "description": f"Epikrise {canary(f'title {name}')}",
        "securityLabel": [
            {"coding": [{"system": CONFIDENTIALITY_SYSTEM, "code": code}]} for code in codes.split()
        ],
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(text.encode()).decode(),
                }
            }
            for text in (canary(name), f"Vedlegg {canary(name)}")
        ],
    }


def document_id(name: str, source: str = SOURCE) -> uuid.UUID:
    sent = fhir_directory.cast_id("DocumentReference", name)
    return local_id(source, "DocumentReference", sent)


def build() -> World:
    """Import the world. About 80 resources; every one through the project's own door."""
    refused = import_resources(_resources())
    assert not refused, refused
    add_portal_roles(clock.today())
    found = persons(clock.today())
    slugs = dict.fromkeys((*PATIENTS, *SIGNING_IN, *(role.person_slug for role in PORTAL_ROLES)))
    person_ids = {slug: identity.person_for(found[slug].national_id).id for slug in slugs}
    by_person = subjects.by_person_ids([person_ids[slug] for slug in PATIENTS])
    names = [document_name(*pair) for pair in _documents()]
    world = World(
        persons=person_ids,
        patients={slug: by_person[person_ids[slug]] for slug in PATIENTS},
        documents={name: document_id(name) for name in names},
        roles={
            slug: roles[0]
            for slug in slugs
            if (roles := directory.current_roles(person_ids[slug], clock.today()))
        },
    )
    restrict(world.patients[RESTRICTED])
    block(world.patients[BLOCKING], world.roles[BLOCKED].practitioner_id)
    tasks = {"kari": request(world, "kari", "kari"), "lise": request(world, "kari", "lise")}
    return replace(world, tasks=tasks)


def request(
    world: World, citizen: str, patient: str, codes: str = "N", *, to: str = "vik"
) -> uuid.UUID:
    """What a citizen asks about a patient's document, of the place where `to` works."""
    owner = owners.by_id(world.roles[to].legal_entity_id)
    assert owner
    name = document_name(patient, codes)
    asked = services.Request(
        code=TaskCode.CORRECTION,
        focus_type="DocumentReference",
        focus_id=world.documents[name],
        focus_text=f"Epikrise {canary(f'title {name}')}",
        owner=owner,
        key=uuid.uuid4(),
        description=f"It was the left foot. {canary(f'task {citizen} {patient}')}",
    )
    actor, patient_id = world.citizen(citizen), world.patients[patient]
    with gate.open_record(actor, patient_id, Kind.TASK, action=Action.WRITE) as grant:
        return services.ask(grant, asked).id


def restrict(patient_id: uuid.UUID) -> None:
    with gate.open_batch(IMPORT, [patient_id], Kind.RECORD):
        Restriction.ungated.create(patient_id=patient_id, start=clock.now())


def block(patient_id: uuid.UUID, practitioner_id: uuid.UUID) -> None:
    practitioner = Practitioner.objects.get(id=practitioner_id)
    with gate.open_batch(IMPORT, [patient_id], Kind.RECORD):
        Block.ungated.create(patient_id=patient_id, practitioner=practitioner, start=clock.now())


def _documents() -> list[tuple[str, str]]:
    return [*(("kari", codes) for codes in CODES), *((slug, "N") for slug in PATIENTS[1:])]


def _resources() -> Iterator[Resource]:
    today = clock.today()
    staff = [workers()[slug] for slug in SIGNING_IN]
    units = {each.slug: each for worker in staff for each in reversed(chain(worker.units[0]))}
    yield from map(fhir_directory.organization, units.values())
    for worker in staff:
        yield fhir_directory.practitioner(worker, today)
        yield fhir_directory.practitioner_role(worker, worker.units[0], today)
    yield from (fhir_directory.patient(persons(today)[slug]) for slug in PATIENTS)
    yield from (fhir_directory.related_person(each, today) for each in KINSHIPS)
    yield from (episode(*relation) for relation in RELATIONS)
    yield from (document(*pair) for pair in _documents())


def episode(patient: str, unit: str, worker: str, ended_days_ago: int | None = None) -> Resource:
    today = clock.today()
    period = {"start": (today - timedelta(days=400)).isoformat()}
    if ended_days_ago is not None:
        period["end"] = (today - timedelta(days=ended_days_ago)).isoformat()
    return {
        "resourceType": "EpisodeOfCare",
        "id": fhir_directory.cast_id("EpisodeOfCare", patient, unit),
        "status": "active" if ended_days_ago is None else "finished",
        "patient": reference("Patient", patient),
        "managingOrganization": reference("Organization", unit),
        "careManager": reference("Practitioner", worker),
        "period": period,
    }


@contextmanager
def kept_for_a_while() -> Iterator[World]:
    """The world, in a transaction that is undone. The gate's durable rows are allowed in it, as
    they are in Django's own TestCase, whose savepoint each test then has within."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as TestCase does
    with block:
        yield build()
        transaction.set_rollback(True)
