"""What is refused of an appointment, with its place; and what the published examples are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appointments.checking import check
from appointments.codes import OF_MUNICIPALITY, ROLE_CODES
from common.declarations import Incoming
from common.errors import Unacceptable
from tests.appointments.booking import (
    CATEGORY,
    LINK,
    Resource,
    by_video,
    cancelled,
    changed,
    flag,
    plain,
    post,
    profiled,
)
from tests.cast import World
from tests.examples import EXAMPLES, needed

LATER = "2026-02-01T08:00:00Z"
PERIOD = {"start": "2030-06-01", "end": "2030-06-09"}


def faults(resource: Resource) -> list[str]:
    """The places of what is wrong."""
    incoming = Incoming("one", "urn:example:sender", "1", resource, json.dumps(resource), b"")
    try:
        check(incoming)
    except Unacceptable as error:
        return sorted({each.place.removeprefix("Appointment.") for each in error.problems})
    return []


def municipal(*types: str, category: str = "7") -> Resource:
    places = [
        {
            "resourceType": "Location",
            "id": f"sted-{code}",
            "type": [{"coding": [{"system": ROLE_CODES, "code": code}]}],
        }
        for code in types
    ]
    party = {"resourceType": "Organization", "id": "part", "name": "Kommunikasjonspart"}
    found = profiled(contained=[*places, party])
    found["identifier"][0]["assigner"] = {"reference": "#part"}
    found["participant"] = found["participant"][:1]
    return changed(found, "serviceCategory.0.coding.0.code", category)


def test_what_is_right_is_taken() -> None:
    for each in (
        profiled(),
        plain(),
        cancelled(profiled(), LATER),
        municipal("PTRES"),
        profiled(extension=[by_video(LINK)]),
        municipal("OF", category="10"),
    ):
        assert faults(each) == []


R4: list[tuple[str, str, Any]] = [
    ("status", "status", "tentative"),
    ("end", "end", None),
    ("cancelationReason", "cancelationReason", {"text": "Syk"}),
    ("end", "end", "2001-01-01T10:00:00Z"),
    ("participant", "participant.1", {"status": "accepted"}),
]


@pytest.mark.parametrize(("place", "path", "value"), R4)
def test_r4_holds_for_all(place: str, path: str, value: Any) -> None:
    assert faults(changed(plain(), path, value)) == [place]
    if path != "participant.1":
        assert place in faults(changed(profiled(), path, value))


def test_one_without_a_time_is_not_booked() -> None:
    bare = {name: value for name, value in plain().items() if name not in {"start", "end"}}
    assert faults(bare) == ["start"]
    assert faults({**bare, "status": "proposed"}) == []


PROFILE: list[tuple[str, str, Any]] = [
    ("status", "status", "arrived"),
    ("identifier", "identifier.0.assigner", None),
    ("identifier", "identifier.1", {"system": "urn:example:x", "value": "2"}),
    ("identifier", "identifier", None),
    ("serviceCategory", "serviceCategory", None),
    ("serviceCategory", "serviceCategory.1", {"coding": [{"system": CATEGORY, "code": "30"}]}),
    ("serviceCategory", "appointmentType.coding.0.system", None),
    ("appointmentType", "appointmentType", None),
    ("description", "description", "x" * 1001),
    ("patientInstruction", "patientInstruction", "x" * 1001),
    ("comment", "comment", "Internt"),
    ("priority", "priority", 5),
    ("slot", "slot", [{"reference": "Slot/1"}]),
    ("specialty", "specialty", [{"text": "Hjerte"}]),
    ("serviceType", "serviceType", [{"text": "Kontroll"}]),
    ("reasonCode", "reasonCode", [{"text": "Brudd"}]),
    ("reasonReference", "reasonReference", [{"reference": "Condition/1"}]),
    ("meta.lastUpdated", "meta.lastUpdated", None),
    (
        "meta.security",
        "meta.security",
        [{"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORS"}],
    ),
    ("meta.tag", "meta.tag", [{"system": "http://helsenorge.no/fhir/varsling", "code": "3"}]),
    ("requestedPeriod", "requestedPeriod", [PERIOD]),
    ("contained", "contained.0.type.0.coding.0.code", "HOSP"),
    ("contained", "contained.0.managingOrganization", None),
    ("supportingInformation", "supportingInformation", None),
    ("participant.actor", "participant.0.actor.reference", "Patient/1"),
]


@pytest.mark.parametrize(("place", "path", "value"), PROFILE)
def test_the_profile_holds_for_what_claims_it(place: str, path: str, value: Any) -> None:
    assert faults(changed(profiled(), path, value)) == [place]


@pytest.mark.parametrize(
    ("place", "path", "value"),
    [each for each in PROFILE if each[0] not in {"requestedPeriod"}],
)
def test_and_for_nothing_else(place: str, path: str, value: Any) -> None:
    without = changed(profiled(), "meta.profile", None)
    assert faults(changed(without, path, value)) == []


def test_a_cancelled_one_says_why_unless_it_is_part_of_another() -> None:
    off = cancelled(profiled(), LATER)
    bare = changed(off, "cancelationReason", None)
    assert faults(bare) == ["cancelationReason"]
    part = {"url": "http://hl7.no/fhir/StructureDefinition/no-basis-partof"}
    assert faults({**bare, "extension": [part]}) == []
    municipal_reason = {"coding": [{"system": OF_MUNICIPALITY, "code": "AAT"}]}
    assert faults({**off, "cancelationReason": municipal_reason}) == ["cancelationReason"]
    home = {**municipal("PTRES"), "status": "cancelled", "cancelationReason": municipal_reason}
    assert faults(home) == []


def test_a_period_that_is_wished_for_has_both_ends_and_stands_alone() -> None:
    wished = {**municipal("PTRES"), "status": "proposed", "requestedPeriod": [PERIOD]}
    wished = {name: each for name, each in wished.items() if name not in {"start", "end"}}
    assert faults(wished) == []
    assert faults({**wished, "requestedPeriod": [PERIOD, PERIOD]}) == ["requestedPeriod"]
    assert faults({**wished, "requestedPeriod": [{"start": "2030"}]}) == ["requestedPeriod"]
    assert faults(changed(wished, "requestedPeriod", None)) == ["start"]
    assert faults({**profiled(), "status": "proposed"}) == ["status"]


def test_a_municipality_says_at_home_or_not() -> None:
    assert faults(municipal()) == ["contained", "extension"]
    assert faults(municipal("PTRES", "OF")) == ["contained"]
    assert faults({**municipal(), "extension": [by_video(LINK)]}) == []
    tagged = changed(municipal("PTRES"), "meta.tag", [])
    tagged["meta"]["tag"] = [{"system": "http://helsenorge.no/fhir/paminnelse", "code": "1"}]
    assert faults(tagged) == ["meta.tag"]
    assert faults({**municipal("OF"), "basedOn": [{"reference": "ServiceRequest/1"}]}) == [
        "basedOn"
    ]


def test_flags_stand_once_and_are_known() -> None:
    def flagged(resource: Resource, *codes: str) -> Resource:
        flags = [flag(code, f"flagg-{at}") for at, code in enumerate(codes)]
        refs = [{"reference": f"#{each['id']}"} for each in flags]
        found = {**resource, "contained": [*resource["contained"], *flags]}
        return {**found, "supportingInformation": [*resource["supportingInformation"], *refs]}

    assert faults(flagged(profiled(), "cancel", "canAcknowledge", "canInitiateDialog")) == []
    assert faults(flagged(profiled(), "cancel", "cancel")) == ["supportingInformation"]
    assert faults(flagged(profiled(), "canFly")) == ["supportingInformation"]
    assert faults(flagged(municipal("OF"), "canInitiateDialog")) == ["supportingInformation"]


def test_an_appointment_is_of_one_patient() -> None:
    other = {"actor": {"reference": "Patient/2"}, "status": "accepted"}
    assert faults(changed(plain(), "participant.1", other)) == ["participant"]


@pytest.mark.django_db
def test_a_fault_is_told_with_its_place_over_the_api(world: World) -> None:
    answer = post(world, {**profiled(), "comment": "Internt", "priority": 5})
    places = {each["expression"][0] for each in json.loads(answer.text)["issue"]}
    assert (answer.status, places) == (422, {"Appointment.comment", "Appointment.priority"})


@needed
def test_the_published_examples_are_right() -> None:
    folder = EXAMPLES / "04-timer-og-henvisninger"
    found = {each.name: json.loads(each.read_text()) for each in folder.glob("*__Appointment-*")}
    assert len(found) == 5
    assert {name: faults(each) for name, each in found.items()} == {name: [] for name in found}
