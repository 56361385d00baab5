"""Systems of other organisations: they write, read back their own, and see others' rows only where
their organisation treats the patient and nobody is shut out."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from access import facts, gate
from access.actor import Actor, ActorKind
from access.codes import SHARED, Action, Audience, Kind, Reason
from access.decision import decide
from access.facts import Facts
from access.models import AccessEvent, CareResource
from journal.models import DocumentReference
from tests.access.grounds import NOW, TODAY, TREATING
from tests.cast import BLOCKING, RESTRICTED, World
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
KINDS = frozenset({Kind.DEMOGRAPHICS, Kind.JOURNAL, Kind.RECORD})
CLIENT = Actor.client("ekstern", uuid.uuid4(), KINDS, source="https://ekstern.example")
TREATED = Facts(now=NOW, today=TODAY, patient_exists=True, relations=(TREATING,))


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Audience.CLINICIAN),
        ({"relations": ()}, Audience.SENDER),
        ({"has_blocks": True}, Audience.SENDER),
        ({"is_reserved": True}, Audience.SENDER),
        ({"is_restricted": True}, Audience.SENDER),
        ({"patient_exists": False}, Reason.NOT_THERE),
    ],
)
def test_a_client_sees_others_rows_where_it_treats_and_nobody_is_shut_out(
    change: dict[str, Any], expected: Any
) -> None:
    known = replace(TREATED, **change)
    found = decide(CLIENT, known, kind=Kind.JOURNAL, action=Action.READ)
    assert (found.audience or found.reason) == expected
    for kind in (Kind.LOG, Kind.SETTINGS, Kind.REVIEW, Kind.RESULTS):
        refused = decide(CLIENT, known, kind=kind, action=Action.READ)
        assert not refused.is_permitted


@pytest.mark.attack(9)
def test_what_people_decide_is_for_no_system_however_it_is_registered() -> None:
    greedy = Actor.client("ekstern", uuid.uuid4(), frozenset(Kind), source="https://e.example")
    for kind in Kind:
        for action in (Action.READ, Action.WRITE):
            found = decide(greedy, TREATED, kind=kind, action=action)
            is_shared = kind in {"demographics", "record", *SHARED}
            assert found.is_permitted is is_shared
            closed = {Kind.LOG, Kind.SETTINGS, Kind.TASK, Kind.REVIEW, Kind.REPRESENTATION}
            assert not (found.is_permitted and found.kinds & closed)


def test_a_client_writes_of_new_patients_too_and_then_sees_its_own_rows_only() -> None:
    nobody = Facts(now=NOW, today=TODAY)
    found = decide(CLIENT, nobody, kind=Kind.JOURNAL, action=Action.WRITE)
    assert (found.is_permitted, found.audience) == (True, Audience.SENDER)
    assert not decide(CLIENT, nobody, kind=Kind.SUMMARY, action=Action.WRITE).is_permitted


def test_a_client_that_is_not_registered_does_nothing() -> None:
    for action in (Action.READ, Action.WRITE):
        found = decide(Actor(ActorKind.CLIENT), TREATED, kind=Kind.JOURNAL, action=action)
        assert found.reason == Reason.NOT_FOR_SYSTEMS


def test_the_facts_say_whom_a_client_may_not_read_of(world: World) -> None:
    known = {each: facts.gather(CLIENT, world.patients[each]) for each in (BLOCKING, RESTRICTED)}
    assert (known[BLOCKING].has_blocks, known[BLOCKING].is_restricted) == (True, False)
    assert (known[RESTRICTED].has_blocks, known[RESTRICTED].is_restricted) == (False, True)


def of_hospital(world: World, source: str) -> Actor:
    """A system of the hospital that treats Kari."""
    role = world.worker("berg").role
    assert role is not None
    return Actor.client("epj", role.legal_entity_id, KINDS, source=source, legal_entity_name="H")


@pytest.mark.attack(9)
def test_only_the_organisation_that_treats_sees_what_others_have_sent(world: World) -> None:
    kari = world.patients["kari"]
    with rows_of(kari):
        sent = set(DocumentReference.ungated.values_list("source", flat=True))
        count = DocumentReference.ungated.count()
    assert count
    elsewhere = "https://elsewhere.example"
    seen = {}
    for name, actor in (
        ("treats", of_hospital(world, elsewhere)),
        ("sender", Actor.client("epj", uuid.uuid4(), KINDS, source=min(sent))),
        ("stranger", CLIENT),
    ):
        with gate.open_record(actor, kari, Kind.JOURNAL) as grant:
            seen[name] = DocumentReference.objects.under(grant).count()
            assert CareResource.kind not in grant.kinds
    assert (seen["stranger"], seen["treats"] > 0) == (0, True)
    assert 0 < seen["sender"] <= count


def test_the_log_names_the_organisation_of_a_client(world: World) -> None:
    kari = world.patients["kari"]
    client = of_hospital(world, "https://epj.example")
    with gate.open_record(client, kari, Kind.JOURNAL):
        pass
    with rows_of(kari):
        event = AccessEvent.objects.filter(actor_kind="client").latest("recorded_at")
    assert (event.actor_name, event.legal_entity_name, event.basis) == ("epj", "H", "relation")


def test_a_relation_counts_for_the_whole_organisation_and_for_no_other(world: World) -> None:
    kari = world.patients["kari"]
    assert facts.gather(of_hospital(world, "x"), kari).relations
    assert not facts.gather(CLIENT, kari).relations
