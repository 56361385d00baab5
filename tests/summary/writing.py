"""Owns how the tests of critical information write and read it."""

from __future__ import annotations

import uuid
from typing import Any

from access import gate
from access.actor import Actor
from access.codes import Action, Kind
from access.writing_here import Author
from common import clock
from demo.cast.fhir_directory import cast_id, reference
from summary import selectors, services
from summary.codes import ATC_SYSTEMS, Certainty, Severity, Sort, Source
from summary.critical import listing
from summary.critical.listing import Listed
from summary.critical.making import Draft
from tests.cast import Resource, World, import_resources

PENICILLIN = Draft(
    sort=Sort.DRUG,
    what="Penicilliner",
    atc="J01C",
    reaction="Anafylaksi",
    severity=Severity.LIFE,
    certainty=Certainty.CONFIRMED,
    source=Source.TEST,
    since="2021",
)
LIMITED = Draft(
    sort=Sort.LIMITATION,
    what="Ingen hjerte-lunge-redning",
    certainty=Certainty.CONFIRMED,
    until=clock.today().replace(year=clock.today().year + 1, day=1),
)


def add(world: World, draft: Draft, actor: Actor | None = None, patient: str = "kari") -> uuid.UUID:
    """Register it as Dr Berg, or as somebody else; the id of it."""
    actor, key = actor or world.attested("berg", patient), uuid.uuid4()
    assert actor.person_id
    before = {each.kept.id for each in listed(world, actor, patient)}
    with writing(world, actor, patient) as grant:
        services.add(grant, Author.of(actor), actor.person_id, draft, key)
    (made,) = {each.kept.id for each in listed(world, actor, patient)} - before
    return made


def writing(world: World, actor: Actor, patient: str = "kari") -> Any:
    return gate.open_record(actor, world.patients[patient], Kind.SUMMARY, action=Action.WRITE)


def listed(world: World, actor: Actor, patient: str = "kari") -> list[Listed]:
    with gate.open_record(
        actor, world.patients[patient], Kind.SUMMARY, action=Action.LIST
    ) as grant:
        return listing.listed(selectors.critical(grant), clock.today())


def sent(own_id: str = "sent", patient: str = "kari", **more: Any) -> Resource:
    """A reaction to penicillin as another system sends it."""
    return {
        "resourceType": "AllergyIntolerance",
        "id": cast_id("AllergyIntolerance", own_id, patient),
        "clinicalStatus": _status("clinical", "active"),
        "verificationStatus": _status("verification", "unconfirmed"),
        "category": ["medication"],
        "code": {
            "coding": [{"system": ATC_SYSTEMS[0], "code": "J01CE02"}],
            "text": "Fenoksymetylpenicillin",
        },
        "patient": reference("Patient", patient),
        "recordedDate": "2019-03-01",
        "recorder": {"display": "Marit Sollid"},
        **more,
    }


def _status(name: str, code: str) -> dict[str, Any]:
    system = f"http://terminology.hl7.org/CodeSystem/allergyintolerance-{name}"
    return {"coding": [{"system": system, "code": code}]}


def take_in(*resources: Resource) -> None:
    assert not import_resources(resources)
