"""Critical information: written by who treats, with versions; one list over all who say it."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

import pytest

from access import gate
from access.codes import Action, Ground, Kind
from access.grant import NotGranted
from access.models import FormerVersion
from access.writing_here import Author, Stale
from demo.cast.fhir_directory import cast_id, reference
from summary import selectors, services
from summary.codes import Certainty, Sort, State
from summary.models import AllergyIntolerance
from tests.cast import (
    BLOCKED,
    BLOCKING,
    CONSENT,
    DECLARED,
    Resource,
    World,
    import_resources,
)
from tests.log_reading import items, rows_of
from tests.summary.writing import LIMITED, PENICILLIN, add, listed, sent, take_in, writing

pytestmark = pytest.mark.django_db


def judge(world: World, item_id: uuid.UUID, do: str, version: int = 1, reason: str = "-") -> None:
    berg = world.attested("berg", "kari")
    with writing(world, berg) as grant:
        services.judge(
            grant,
            Author.of(berg),
            item_id=item_id,
            version=version,
            judgement=services.Judgement(do, reason=reason),
        )


def test_what_a_doctor_registers_is_signed_and_everybody_who_treats_sees_it(world: World) -> None:
    item_id = add(world, PENICILLIN)
    (seen,) = listed(world, world.attested("fastlege", "kari"))
    assert (seen.kept.id, seen.entry.state) == (item_id, State.ACTIVE)
    assert seen.entry.said.name.endswith("Berg")
    assert seen.entry.said.role in {"lege", "doctor"}
    assert seen.entry.said.place.startswith("Universitetssykehuset")
    assert (seen.entry.atc, seen.entry.reaction) == ("J01C", "Anafylaksi")
    (own,) = listed(world, world.citizen("kari"))
    assert own.entry == seen.entry
    assert ("AllergyIntolerance", "created") in [
        (each.resource_type, each.outcome) for each in items(world.patients["kari"])
    ]


@pytest.mark.attack(2)
@pytest.mark.parametrize("who", ["sekretar", "lie", "dahl"])
def test_nobody_else_writes(world: World, who: str) -> None:
    kari = world.patients["kari"]
    is_inside = who == "sekretar"
    actor = world.attested(who, "kari") if is_inside else world.worker(who)
    with pytest.raises(gate.Refused):
        gate.open_record(actor, kari, Kind.SUMMARY, action=Action.WRITE)


@pytest.mark.attack(2)
def test_the_patient_writes_no_critical_information(world: World) -> None:
    """Whoever may tell of own medicines has a Grant to write, and for nothing else."""
    berg, kari = world.attested("berg", "kari"), world.citizen("kari")
    with writing(world, kari) as grant, pytest.raises(NotGranted):
        services.add(grant, Author.of(berg), uuid.uuid4(), PENICILLIN, uuid.uuid4())


@pytest.mark.attack(2)
def test_administration_reads_and_does_not_write(world: World) -> None:
    statement = replace(DECLARED, ground=Ground.ADMINISTRATION)
    reader = world.attested("dahl", "kari", statement)
    assert listed(world, reader) == []
    with pytest.raises(gate.Refused):
        writing(world, reader)
    assert listed(world, world.attested("dahl", "kari", DECLARED)) == []
    with writing(world, world.attested("dahl", "kari", DECLARED)):
        pass


def test_each_change_is_a_version_with_who_made_it(world: World) -> None:
    item_id = add(world, replace(PENICILLIN, certainty=Certainty.PRESUMED))
    judge(world, item_id, "confirm")
    (now,) = listed(world, world.attested("berg", "kari"))
    assert (now.kept.version, now.entry.certainty) == (2, Certainty.CONFIRMED)
    judge(world, item_id, "refute", version=2, reason="Provokasjonstest uten reaksjon")
    (now,) = listed(world, world.attested("berg", "kari"))
    assert (now.entry.state, now.entry.reason) == (
        State.REFUTED,
        "Provokasjonstest uten reaksjon",
    )
    with rows_of(world.patients["kari"]):
        former = FormerVersion.ungated.filter(resource_id=item_id).order_by("version")
        verified = [json.loads(each.wire)["verificationStatus"] for each in former]
    assert [each["coding"][0]["code"] for each in verified] == ["unconfirmed", "confirmed"]


def test_who_saw_a_former_version_changes_nothing(world: World) -> None:
    item_id = add(world, PENICILLIN)
    judge(world, item_id, "end")
    with pytest.raises(Stale):
        judge(world, item_id, "refute", version=1)
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.state is State.INACTIVE


def test_the_same_form_makes_one_and_the_same_substance_is_registered_once(world: World) -> None:
    berg, key = world.attested("berg", "kari"), uuid.uuid4()
    assert berg.person_id
    for _ in range(2):
        with writing(world, berg) as grant:
            services.add(grant, Author.of(berg), berg.person_id, PENICILLIN, key)
    assert len(listed(world, berg)) == 1
    with writing(world, berg) as grant, pytest.raises(services.AlreadyThere):
        services.add(grant, Author.of(berg), berg.person_id, PENICILLIN, uuid.uuid4())


def test_a_limitation_stands_alone(world: World) -> None:
    """Categories 8 and 11 may not coexist (norway.md 4.1)."""
    add(world, LIMITED)
    berg = world.attested("berg", "kari")
    assert berg.person_id
    clarified = replace(LIMITED, sort=Sort.CLARIFICATION, what="HLR minus")
    for draft in (clarified, replace(LIMITED, what="Ingen intensivbehandling")):
        with writing(world, berg) as grant, pytest.raises(services.AlreadyThere):
            services.add(grant, Author.of(berg), berg.person_id, draft, uuid.uuid4())


def test_what_another_has_sent_is_refuted_beside_it(world: World) -> None:
    take_in(sent())
    (theirs,) = listed(world, world.attested("berg", "kari"))
    judge(world, theirs.kept.id, "refute", reason="Tålte penicillin i 2020")
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.state is State.REFUTED
    assert now.about
    assert (now.about.kept.id, now.about.entry.state) == (theirs.kept.id, State.ACTIVE)
    with rows_of(world.patients["kari"]):
        row = AllergyIntolerance.ungated.get(id=theirs.kept.id)
        assert row.version == 1  # Nobody changes what another has sent.


def test_an_assessment_ends_when_the_sender_says_something_new(world: World) -> None:
    take_in(sent())
    (theirs,) = listed(world, world.attested("berg", "kari"))
    judge(world, theirs.kept.id, "refute")
    (ours,) = listed(world, world.attested("berg", "kari"))
    take_in(sent(note=[{"text": "Ny reaksjon i går"}]))
    (now,) = listed(world, world.attested("berg", "kari"))
    assert (now.kept.id, now.entry.state) == (theirs.kept.id, State.ACTIVE)
    assert now.is_changed_since
    # Who still has the page of before does not refute what he has not read.
    with pytest.raises(Stale):
        judge(world, ours.kept.id, "refute", version=1)
    judge(world, theirs.kept.id, "confirm", version=2)
    (now,) = listed(world, world.attested("berg", "kari"))
    assert (now.entry.certainty, now.kept.version) == (Certainty.CONFIRMED, 2)


@pytest.mark.attack(14)
def test_an_assessment_hides_with_what_it_is_about(world: World) -> None:
    take_in(sent())
    (theirs,) = listed(world, world.attested("berg", "kari"))
    judge(world, theirs.kept.id, "confirm")
    label = {"system": "urn:oid:2.16.578.1.12.4.1.1.9603", "code": "NORS"}
    take_in(sent(meta={"security": [label]}))
    berg = world.attested("berg", "kari")
    assert listed(world, berg) == []
    with gate.open_record(berg, world.patients["kari"], Kind.SUMMARY) as grant:
        assert selectors.critical_withheld(grant) == 1
        assert not AllergyIntolerance.objects.under(grant).exists()
    assert len(listed(world, world.attested("berg", "kari", CONSENT))) == 1


@pytest.mark.attack(15)
def test_a_mistake_is_hidden_from_the_patient_and_told_to_who_treats(world: World) -> None:
    item_id = add(world, PENICILLIN)
    judge(world, item_id, "mistake", reason="Feil pasient")
    assert listed(world, world.citizen("kari")) == []
    (now,) = listed(world, world.attested("berg", "kari"))
    assert now.entry.state is State.MISTAKE


@pytest.mark.attack(9)
def test_who_is_shut_out_writes_nothing(world: World) -> None:
    with pytest.raises(gate.Refused):
        writing(world, world.worker(BLOCKED), BLOCKING)


def consent(scope: str, **more: object) -> Resource:
    return {
        "resourceType": "Consent",
        "id": cast_id("Consent", scope, "kari"),
        "status": "active",
        "scope": {"coding": [{"code": scope}]},
        "category": [{"text": "Ingen hjerte-lunge-redning"}],
        "patient": reference("Patient", "kari"),
        "policyRule": {"text": "1"},
        "provision": {"period": {"end": "2020-01-01"}},
        **more,
    }


def test_a_limitation_from_elsewhere_stays_and_is_told_to_be_overdue(world: World) -> None:
    take_in(consent("adr"))
    (seen,) = listed(world, world.attested("berg", "kari"))
    assert (seen.entry.sort, seen.entry.state) == (Sort.LIMITATION, State.OVERDUE)


@pytest.mark.attack(9)
def test_what_patients_decide_about_the_record_is_taken_in_from_nobody(world: World) -> None:
    (refusal,) = import_resources([consent("patient-privacy")])
    assert "Consent.scope" in refusal
    assert listed(world, world.attested("berg", "kari")) == []
