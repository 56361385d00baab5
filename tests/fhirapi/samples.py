"""Owns one resource of every type about somebody of the cast, as their sender would send it, or as
it is born here."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator

from access.codes import Scope
from access.models import Restriction
from common import clock
from common.references import local_id
from demo.cast.fhir_directory import cast_id, reference
from summary.models import Reconciliation
from tests.cast import SOURCE, Resource, World, canary, document, import_resources
from tests.labresults import received
from tests.log_reading import rows_of
from tests.log_writing import event, write

UNIT, WORKER = "unn-hjertepol", "berg"
# Of what is born here the lowest ids there are: they stand on the first page of all.
BORN_HERE = {
    ("AuditEvent", "kari"): uuid.UUID(int=101),
    ("AuditEvent", "ola"): uuid.UUID(int=102),
    ("List", "kari"): uuid.UUID(int=105),
    ("List", "ola"): uuid.UUID(int=106),
    ("Choice", "kari"): uuid.UUID(int=103),
    ("Choice", "ola"): uuid.UUID(int=104),
}
_ENDED = {"start": "2020-01-01", "end": "2020-01-31"}


def of(name: str, patient: str) -> Resource:
    """The resource; its id is that of the cast for its type and patient."""
    own = {"resourceType": name, "id": cast_id(name, "sample", patient)}
    about = reference("Patient", patient)
    if name in received.TYPES:
        return {**received.resource(name, patient), **own, received.subject_of(name): about}
    return {**_OTHERS[name](patient, about), **own}


def all_about(patient: str) -> Iterator[Resource]:
    for name in (*received.TYPES, *_OTHERS):
        yield of(name, patient)


def put_in_world(world: World) -> None:
    """Have one of every type about Kari and about Ola in the world. What they have closed is open
    again."""
    refused = import_resources([*all_about("kari"), *all_about("ola")])
    assert not refused, refused
    now = clock.now()
    for name in ("kari", "ola"):
        patient_id = world.patients[name]
        write([event(patient_id, now, id=BORN_HERE["AuditEvent", name])])
        with rows_of(patient_id):
            Reconciliation.ungated.create(
                id=BORN_HERE["List", name], patient_id=patient_id, number=1, signed_at=now
            )
            Restriction.ungated.create(
                id=BORN_HERE["Choice", name],
                patient_id=patient_id,
                scope=Scope.CATEGORY,
                category="C00-1",
                start=now,
                end=now,
            )


def row_id(world: World, name: str, patient: str) -> uuid.UUID:
    """The id that the sample, or the like of the cast, has here."""
    if name == "Patient":
        return world.patients[patient]
    if (name, patient) in BORN_HERE:
        return BORN_HERE[name, patient]
    sent = {
        "Organization": cast_id("Organization", UNIT),
        "Practitioner": cast_id("Practitioner", WORKER),
        "PractitionerRole": cast_id("PractitionerRole", WORKER, UNIT),
    }.get(name) or cast_id(name, "sample", patient)
    return local_id(SOURCE, name, sent)


def _document(patient: str, about: Resource) -> Resource:
    found = document(patient)
    data = {"contentType": "text/plain", "url": f"Binary/{cast_id('Binary', 'sample', patient)}"}
    return {**found, "content": [{"attachment": data}]}


def _binary(patient: str, about: Resource) -> Resource:
    text = base64.b64encode(canary(f"binary {patient}").encode()).decode()
    return {"contentType": "text/plain", "data": text}


def _relative(patient: str, about: Resource) -> Resource:
    return {"patient": about, "name": [{"family": canary(f"relative {patient}")}]}


def _encounter(patient: str, about: Resource) -> Resource:
    visit = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
    return {"status": "finished", "class": visit, "subject": about, "period": _ENDED, **_at()}


def _episode(patient: str, about: Resource) -> Resource:
    place = {"managingOrganization": reference("Organization", UNIT)}
    return {"status": "finished", "patient": about, "period": _ENDED, **place}


def _team(patient: str, about: Resource) -> Resource:
    member = {"member": reference("Practitioner", WORKER)}
    return {"status": "inactive", "subject": about, "period": _ENDED, "participant": [member]}


def _at() -> Resource:
    return {"serviceProvider": reference("Organization", UNIT)}


def _appointment(patient: str, about: Resource) -> Resource:
    return {
        "status": "booked",
        "start": "2030-03-01T09:00:00+01:00",
        "end": "2030-03-01T09:30:00+01:00",
        "description": canary(f"appointment {patient}"),
        "participant": [{"actor": about, "status": "accepted"}],
    }


_OTHERS = {
    "Appointment": _appointment,
    "DocumentReference": _document,
    "Binary": _binary,
    "RelatedPerson": _relative,
    "Encounter": _encounter,
    "EpisodeOfCare": _episode,
    "CareTeam": _team,
}
