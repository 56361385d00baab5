"""Who may open what: every condition of the decision both ways. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import DECLARABLE, Action, Audience, Basis, Ground, Kind, Reason
from access.decision import decide, decide_opening
from access.facts import Facts, InForce, Relation

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CITIZEN = Actor(ActorKind.CITIZEN, person_id=UUID(int=1))
CLINICIAN = Actor(ActorKind.PRACTITIONER, person_id=UUID(int=2))
ADMINISTRATOR = Actor(ActorKind.ADMINISTRATOR, person_id=UUID(int=3))
TREATING = Relation(Ground.TREATING, None)
LONG_ENOUGH = "Fell from a roof"


def born(years: int) -> date:
    return date(TODAY.year - years, TODAY.month, TODAY.day)


ADULT = Facts(now=NOW, today=TODAY, patient_exists=True, birth_date=born(40), is_self=True)
CHILD = replace(ADULT, birth_date=born(6), is_self=False, is_parent=True)
STAFF = Facts(
    now=NOW, today=TODAY, patient_exists=True, role_is_current=True, relations=(TREATING,)
)


def held(basis: Basis, *, minutes_left: int = 60, ground: str = Ground.TREATING) -> InForce:
    return InForce(
        id=uuid4(),
        basis=basis,
        ground=ground,
        purpose_of_use="TREAT",
        is_user_selected=basis != Basis.RELATION,
        toa=NOW,
        expires_at=NOW + timedelta(minutes=minutes_left),
    )


ATTESTED = replace(STAFF, attestation=held(Basis.RELATION))


def verdict(actor: Actor, facts: Facts, action: Action = Action.READ) -> Reason | Audience | None:
    """The audience of a yes, or the reason of a no."""
    found = decide(actor, facts, kind=Kind.JOURNAL, action=action)
    assert found.is_permitted == (found.audience is not None)
    assert found.is_permitted != bool(found.reason)
    return found.audience or found.reason


@pytest.mark.parametrize(
    ("facts", "change", "expected"),
    [
        (ADULT, {}, Audience.SELF),
        (ADULT, {"patient_exists": False}, Reason.NOT_THERE),
        (ADULT, {"is_self": False}, Reason.NO_RELATION),
        (ADULT, {"is_self": False, "relations": (TREATING,)}, Reason.NO_RELATION),
        (ADULT, {"birth_date": None}, Reason.TOO_YOUNG),
        (ADULT, {"birth_date": born(11)}, Reason.TOO_YOUNG),
        (ADULT, {"birth_date": born(12)}, Reason.YOUTH_NOT_OPEN),
        (ADULT, {"birth_date": born(15)}, Reason.YOUTH_NOT_OPEN),
        (ADULT, {"birth_date": born(16)}, Audience.SELF),
        (ADULT, {"is_restricted": True}, Audience.SELF),
        (ADULT, {"has_confidential_address": True}, Audience.SELF),
        (CHILD, {}, Audience.PARENT),
        (CHILD, {"is_parent": False}, Reason.NO_RELATION),
        (CHILD, {"birth_date": None}, Reason.CHILD_TOO_OLD),
        (CHILD, {"birth_date": born(11)}, Audience.PARENT),
        (CHILD, {"birth_date": born(12)}, Reason.CHILD_TOO_OLD),
        (CHILD, {"birth_date": born(20)}, Reason.CHILD_TOO_OLD),
        (CHILD, {"has_confidential_address": True}, Reason.CONFIDENTIAL_ADDRESS),
        (CHILD, {"actor_has_confidential_address": True}, Reason.CONFIDENTIAL_ADDRESS),
    ],
)
def test_a_citizen_reads_own_record_and_that_of_a_young_child(
    facts: Facts, change: dict[str, Any], expected: Any
) -> None:
    assert verdict(CITIZEN, replace(facts, **change)) == expected


@pytest.mark.attack(9)
@pytest.mark.attack(13)
@pytest.mark.parametrize("basis", Basis)
def test_a_blocked_clinician_is_out_whatever_the_ground(basis: Basis) -> None:
    open_to = replace(STAFF, attestation=held(basis))
    assert decide(CLINICIAN, open_to, kind=Kind.JOURNAL, action=Action.READ).is_permitted
    blocked = replace(open_to, is_blocked=True)
    assert verdict(CLINICIAN, blocked) == Reason.BLOCKED
    assert verdict(CLINICIAN, blocked, Action.IDENTIFY) == Reason.BLOCKED
    statement = Statement(basis, Ground.TREATING, LONG_ENOUGH)
    assert decide_opening(replace(STAFF, is_blocked=False), statement).is_permitted
    assert decide_opening(replace(STAFF, is_blocked=True), statement).reason == Reason.BLOCKED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Audience.CLINICIAN),
        ({"patient_exists": False}, Reason.NOT_THERE),
        ({"role_is_current": False}, Reason.ROLE_ENDED),
        ({"is_self": True}, Reason.OWN_RECORD),
        ({"attestation": None}, Reason.NO_ATTESTATION),
        ({"attestation": held(Basis.RELATION, minutes_left=0)}, Reason.NO_ATTESTATION),
        ({"relations": ()}, Reason.RELATION_ENDED),
        ({"relations": (), "attestation": held(Basis.DECLARED)}, Audience.CLINICIAN),
        ({"relations": (), "attestation": held(Basis.CONSENT)}, Audience.CLINICIAN_ELEVATED),
        ({"relations": (), "attestation": held(Basis.EMERGENCY)}, Audience.CLINICIAN_ELEVATED),
        ({"is_restricted": True}, Reason.RESTRICTED),
        ({"is_restricted": True, "attestation": held(Basis.DECLARED)}, Reason.RESTRICTED),
        (
            {"is_restricted": True, "attestation": held(Basis.CONSENT)},
            Audience.CLINICIAN_ELEVATED,
        ),
        (
            {"is_restricted": True, "attestation": held(Basis.EMERGENCY)},
            Audience.CLINICIAN_ELEVATED,
        ),
        ({"birth_date": born(6)}, Audience.CLINICIAN),
        ({"is_parent": True, "attestation": None}, Reason.NO_ATTESTATION),
    ],
)
def test_a_clinician_reads_on_an_attestation_in_force(
    change: dict[str, Any], expected: Any
) -> None:
    assert verdict(CLINICIAN, replace(ATTESTED, **change)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Audience.CLINICIAN),
        ({"relations": ()}, Reason.NO_RELATION),
        ({"relations": (), "is_identified": True}, Audience.CLINICIAN),
        ({"relations": (), "attestation": held(Basis.DECLARED)}, Audience.CLINICIAN),
        (
            {"relations": (), "attestation": held(Basis.DECLARED, minutes_left=0)},
            Reason.NO_RELATION,
        ),
        ({"is_restricted": True}, Audience.CLINICIAN),
        ({"is_self": True, "is_identified": True}, Reason.OWN_RECORD),
        ({"role_is_current": False}, Reason.ROLE_ENDED),
        ({"patient_exists": False, "is_identified": True}, Reason.NOT_THERE),
    ],
)
def test_name_and_birth_date_are_for_who_has_a_reason_to_know(
    change: dict[str, Any], expected: Any
) -> None:
    assert verdict(CLINICIAN, replace(STAFF, **change), Action.IDENTIFY) == expected


@pytest.mark.attack(11)
@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("", False),
        ("   ", False),
        ("ab", False),
        ("x" * 14, False),
        ("a" + " " * 40 + "b", False),
        ("\n\t" * 20, False),
        ("x" * 15, True),
        (LONG_ENOUGH, True),
    ],
)
def test_an_emergency_needs_words(text: str, is_enough: bool) -> None:
    for facts in (STAFF, replace(STAFF, relations=()), replace(STAFF, is_restricted=True)):
        found = decide_opening(facts, Statement(Basis.EMERGENCY, text=text))
        assert found.is_permitted is is_enough
        assert found.reason == ("" if is_enough else Reason.REASON_TOO_SHORT)


@pytest.mark.parametrize(
    ("basis", "change", "expected"),
    [
        (Basis.RELATION, {}, Audience.CLINICIAN),
        (Basis.RELATION, {"relations": ()}, Reason.NO_RELATION),
        (Basis.RELATION, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.DECLARED, {}, Audience.CLINICIAN),
        (Basis.DECLARED, {"relations": ()}, Audience.CLINICIAN),
        (Basis.DECLARED, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.CONSENT, {"is_restricted": True}, Audience.CLINICIAN_ELEVATED),
        (Basis.CONSENT, {"relations": ()}, Audience.CLINICIAN_ELEVATED),
        (Basis.EMERGENCY, {"is_restricted": True}, Audience.CLINICIAN_ELEVATED),
        (Basis.EMERGENCY, {"is_self": True}, Reason.OWN_RECORD),
        (Basis.CONSENT, {"role_is_current": False}, Reason.ROLE_ENDED),
        (Basis.DECLARED, {"patient_exists": False}, Reason.NOT_THERE),
    ],
)
def test_what_a_statement_opens(basis: Basis, change: dict[str, Any], expected: Any) -> None:
    found = decide_opening(replace(STAFF, **change), Statement(basis, Ground.TREATING, LONG_ENOUGH))
    assert (found.audience or found.reason) == expected


@pytest.mark.parametrize("ground", [None, *Ground])
@pytest.mark.parametrize("basis", [Basis.DECLARED, Basis.CONSENT])
def test_only_grounds_on_the_list_may_be_declared(basis: Basis, ground: Ground | None) -> None:
    found = decide_opening(STAFF, Statement(basis, ground))
    assert found.is_permitted is (ground in DECLARABLE)
    assert found.reason == ("" if ground in DECLARABLE else Reason.UNKNOWN_GROUND)


def test_opening_on_a_relation_takes_the_relations_own_ground() -> None:
    admitted = replace(STAFF, relations=(Relation(Ground.ADMITTED, None), TREATING))
    found = decide_opening(admitted, Statement(Basis.RELATION, Ground.QUALITY))
    assert found.ground == Ground.ADMITTED


def test_a_restriction_that_is_opened_is_said_and_none_where_there_is_none() -> None:
    elevated = replace(STAFF, attestation=held(Basis.CONSENT))
    for is_restricted in (True, False):
        facts = replace(elevated, is_restricted=is_restricted)
        read = decide(CLINICIAN, facts, kind=Kind.JOURNAL, action=Action.READ)
        opened = decide_opening(facts, Statement(Basis.EMERGENCY, text=LONG_ENOUGH))
        assert read.opens_restriction is opened.opens_restriction is is_restricted


@pytest.mark.parametrize("action", Action)
def test_an_administrator_opens_nothing(action: Action) -> None:
    facts = replace(ATTESTED, is_identified=True, is_parent=True)
    assert verdict(ADMINISTRATOR, facts, action) == Reason.NO_CLINICAL_ACCESS
    assert verdict(ADMINISTRATOR, replace(facts, is_self=True), action) is not Audience.SELF


@pytest.mark.parametrize(
    ("name", "kind", "is_permitted"),
    [
        ("import", Kind.JOURNAL, True),
        ("import", Kind.DEMOGRAPHICS, True),
        ("import", Kind.RECORD, True),
        ("import", Kind.LOG, False),
        ("Import", Kind.JOURNAL, False),
        ("", Kind.JOURNAL, False),
        ("letters.dispatch", Kind.JOURNAL, False),
    ],
)
def test_a_system_does_what_stands_beside_its_name(
    name: str, kind: Kind, is_permitted: bool
) -> None:
    found = decide(Actor.system(name), ADULT, kind=kind, action=Action.WRITE)
    assert found.is_permitted is is_permitted
