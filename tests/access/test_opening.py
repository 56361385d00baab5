"""Opening a record on what a clinician states, with the facts that the database holds."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from access import gate
from access.attestation import Statement
from access.codes import Action, Audience, Basis, Ground, Kind, Reason
from access.models import (
    Block,
    CareRelationship,
    Restriction,
    StatedAttestation,
)
from common import clock
from people.models import PractitionerRole
from tests.access.doors import audience, refusal
from tests.cast import (
    BLOCKING,
    CONSENT,
    DECLARED,
    EMERGENCY,
    INCAPABLE,
    RESTRICTED,
    World,
)
from tests.log_reading import last_event, rows_of

pytestmark = pytest.mark.django_db
ON_RELATION = Statement(Basis.RELATION)


def test_with_a_care_relation_the_record_opens_on_it(world: World) -> None:
    kari = world.patients["kari"]
    assert refusal(world.worker("berg"), kari) == Reason.NO_ATTESTATION
    assert audience(world.attested("berg", "kari"), kari) == Audience.CLINICIAN


def test_a_relation_of_the_unit_is_that_of_everybody_in_it(world: World) -> None:
    assert audience(world.attested("sekretar", "kari"), world.patients["kari"])
    assert refusal(world.worker("sekretar"), world.patients["astrid"], ON_RELATION)


@pytest.mark.attack(10)
def test_without_a_relation_the_record_is_shut_until_a_ground_is_declared(world: World) -> None:
    dahl, kari = world.worker("dahl", "kari"), world.patients["kari"]
    assert refusal(dahl, kari) == Reason.NO_ATTESTATION
    assert refusal(dahl, kari, ON_RELATION) == Reason.NO_RELATION
    assert audience(world.attested("dahl", "kari", DECLARED), kari) == Audience.CLINICIAN
    assert last_event(kari).is_user_selected


def test_a_relation_that_ends_shuts_the_record_at_the_next_request(world: World) -> None:
    kari, actor = world.patients["kari"], world.attested("berg", "kari")
    with rows_of(kari):
        CareRelationship.ungated.filter(patient_id=kari).update(end=clock.now())
    assert refusal(actor, kari) == Reason.RELATION_ENDED
    assert refusal(actor, world.patients["elle"], ON_RELATION) == Reason.NO_RELATION


def test_a_role_that_ends_shuts_the_record_at_the_next_request(world: World) -> None:
    kari, actor = world.patients["kari"], world.attested("berg", "kari")
    PractitionerRole.objects.filter(id=world.roles["berg"].id).update(
        end=clock.today() - timedelta(days=1)
    )
    assert refusal(actor, kari) == Reason.ROLE_ENDED
    assert refusal(actor, kari, EMERGENCY) == Reason.ROLE_ENDED


@pytest.mark.attack(14)
def test_a_restriction_closes_what_was_open_at_the_next_request(world: World) -> None:
    kari, actor = world.patients["kari"], world.attested("berg", "kari")
    assert audience(actor, kari)
    with rows_of(kari):
        Restriction.ungated.create(patient_id=kari, start=clock.now())
    assert refusal(actor, kari) == Reason.RESTRICTED
    with rows_of(kari):
        Restriction.ungated.filter(patient_id=kari).update(end=clock.now())
    assert audience(actor, kari) == Audience.CLINICIAN


def test_a_restricted_record_opens_with_consent_or_in_an_emergency_only(world: World) -> None:
    restricted = world.patients[RESTRICTED]
    assert refusal(world.worker("berg"), restricted, ON_RELATION) == Reason.RESTRICTED
    dahl = world.worker("dahl", RESTRICTED)
    assert refusal(dahl, restricted, DECLARED) == Reason.RESTRICTED
    for statement in (CONSENT, INCAPABLE, EMERGENCY):
        actor = world.attested("berg", RESTRICTED, statement)
        assert last_event(restricted).has_opened_restriction
        assert audience(actor, restricted) == Audience.CLINICIAN_ELEVATED
        assert last_event(restricted).has_opened_restriction


@pytest.mark.attack(9)
@pytest.mark.attack(13)
@pytest.mark.parametrize("statement", [ON_RELATION, DECLARED, CONSENT, INCAPABLE, EMERGENCY])
def test_who_is_blocked_opens_nothing_not_even_in_an_emergency(
    world: World, statement: Statement
) -> None:
    blocking = world.patients[BLOCKING]
    assert refusal(world.worker("berg"), blocking, statement) == Reason.BLOCKED
    assert audience(world.attested("sekretar", BLOCKING), blocking)


def test_a_block_shuts_out_who_is_inside(world: World) -> None:
    kari, actor = world.patients["kari"], world.attested("berg", "kari", EMERGENCY)
    practitioner = world.roles["berg"].practitioner_id
    with rows_of(kari):
        Block.ungated.create(patient_id=kari, practitioner_id=practitioner, start=clock.now())
    assert refusal(actor, kari) == Reason.BLOCKED


@pytest.mark.parametrize("statement", [DECLARED, CONSENT, EMERGENCY])
def test_nobody_opens_the_own_record_as_a_clinician(world: World, statement: Statement) -> None:
    own = world.patients["berg"]
    assert refusal(world.worker("berg"), own, statement) == Reason.OWN_RECORD
    assert refusal(world.worker("berg"), own) == Reason.OWN_RECORD
    assert audience(world.citizen("berg"), own) == Audience.SELF


@pytest.mark.attack(12)
def test_an_emergency_is_flagged_keeps_its_words_and_ends(world: World) -> None:
    kari = world.patients["kari"]
    actor = world.attested("legevakt", "kari", EMERGENCY)
    event = last_event(kari)
    assert (event.basis, event.purpose_of_use) == ("emergency", "BTG")
    assert event.is_user_selected
    with rows_of(kari):
        stated = StatedAttestation.ungated.get(person_id=world.persons["legevakt"])
    assert stated.free_text == EMERGENCY.text
    assert EMERGENCY.text not in str(stated.content)
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        assert audience(actor, kari) == Audience.CLINICIAN_ELEVATED
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert refusal(actor, kari) == Reason.NO_ATTESTATION


@pytest.mark.attack(19)
def test_an_attestation_is_worth_nothing_in_other_hands(world: World) -> None:
    kari, ola = world.patients["kari"], world.patients["ola"]
    mine = world.attested("dahl", "kari", DECLARED)
    made = mine.attestation_id
    assert made is not None
    assert refusal(mine, ola) == Reason.NO_ATTESTATION
    assert refusal(world.worker("legevakt").attested(made), kari) == Reason.NO_ATTESTATION
    stolen_role = replace(world.worker("legevakt"), role=world.roles["dahl"], attestation_id=made)
    assert refusal(stolen_role, kari) == Reason.ROLE_ENDED
    other_role = replace(mine, role=world.roles["legevakt"])
    assert refusal(other_role, kari) == Reason.ROLE_ENDED
    assert refusal(world.worker("dahl").attested(uuid.uuid4()), kari) == Reason.NO_ATTESTATION
    second = PractitionerRole.objects.create(
        practitioner_id=world.roles["dahl"].practitioner_id,
        organization_id=world.roles["berg"].unit_id,
        code="LE",
    )
    role = replace(world.roles["dahl"], id=second.id)
    assert refusal(replace(mine, role=role), kari) == Reason.NO_ATTESTATION


@pytest.mark.attack(10)
@pytest.mark.parametrize("statement", [ON_RELATION, DECLARED, CONSENT, INCAPABLE, EMERGENCY])
def test_an_id_that_was_guessed_opens_nothing(world: World, statement: Statement) -> None:
    kari = world.patients["kari"]
    assert refusal(world.worker("dahl"), kari, statement) == Reason.NO_RELATION
    assert refusal(world.worker("dahl", "ola"), kari, statement) == Reason.NO_RELATION


@pytest.mark.parametrize("slug", ["lie", "moe", "vik", "strand"])
def test_an_administrator_opens_no_record(world: World, slug: str) -> None:
    kari, actor = world.patients["kari"], world.worker(slug)
    assert refusal(actor, kari) == Reason.NO_CLINICAL_ACCESS
    with pytest.raises(gate.Refused):
        gate.open_record(actor, kari, Kind.DEMOGRAPHICS, action=Action.IDENTIFY)
    for statement in (DECLARED, EMERGENCY):
        assert refusal(actor, kari, statement) == Reason.NO_CLINICAL_ACCESS


def test_a_citizen_makes_no_attestation(world: World) -> None:
    kari = world.patients["kari"]
    for slug in ("kari", "ola"):
        assert refusal(world.citizen(slug), kari, EMERGENCY) == Reason.NO_CLINICAL_ACCESS


@pytest.mark.parametrize(
    ("slug", "patient", "expected"),
    [
        ("kari", "kari", Audience.SELF),
        ("kari", "lise", Audience.PARENT),
        ("ola", "lise", Audience.PARENT),
        ("kari", "nils", Reason.CHILD_TOO_OLD),
        ("nils", "nils", Reason.YOUTH_NOT_OPEN),
        ("nils", "lise", Reason.NO_RELATION),
        ("astrid", "kari", Reason.NO_RELATION),
        ("kari", "astrid", Reason.NO_RELATION),
        ("ola", "kari", Reason.NO_RELATION),
        ("berg", "kari", Reason.NO_RELATION),
    ],
)
def test_what_a_family_sees_of_each_other(
    world: World, slug: str, patient: str, expected: Audience | Reason
) -> None:
    actor, patient_id = world.citizen(slug), world.patients[patient]
    if isinstance(expected, Audience):
        assert audience(actor, patient_id) == expected
    else:
        assert refusal(actor, patient_id) == expected


def test_the_ground_of_the_statement_is_in_the_log(world: World) -> None:
    kari = world.patients["kari"]
    world.attested("dahl", "kari", Statement(Basis.DECLARED, Ground.SUPERVISION, "asked by Berg"))
    event = last_event(kari)
    assert (event.ground, event.basis, event.purpose_of_use) == ("TILSYN", "declared", "TREAT")
    assert "asked by Berg" not in str(event.__dict__)
