"""Who may read what: every condition of the decision both ways. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from access.actor import Actor
from access.codes import Action, Audience, Basis, Kind, Reason
from access.decision import decide, decide_opening
from access.facts import Facts
from tests.access.grounds import (
    ADMINISTRATOR,
    ADULT,
    ATTESTED,
    CHILD,
    CITIZEN,
    CLINICIAN,
    STAFF,
    TREATING,
    born,
    held,
    stated,
)


def verdict(actor: Actor, facts: Facts, action: Action = Action.READ) -> Reason | Audience | None:
    """The audience of a yes, or the reason of a no."""
    kind = Kind.DEMOGRAPHICS if action == Action.IDENTIFY else Kind.JOURNAL
    found = decide(actor, facts, kind=kind, action=action)
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
    closed = replace(STAFF, has_closed_parts=True)
    assert decide_opening(replace(closed, is_blocked=False), stated(basis)).is_permitted
    assert decide_opening(replace(closed, is_blocked=True), stated(basis)).reason == Reason.BLOCKED


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
        ({"relations": (), "attestation": held(Basis.INCAPABLE)}, Audience.CLINICIAN_ELEVATED),
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


@pytest.mark.parametrize("kind", [Kind.RECORD, Kind.JOURNAL, Kind.LOG])
def test_looking_up_opens_nothing_but_name_and_birth_date(kind: Kind) -> None:
    found = decide(CLINICIAN, STAFF, kind=kind, action=Action.IDENTIFY)
    assert found.reason == Reason.NO_ATTESTATION


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


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("actor", "facts"), [(CITIZEN, ADULT), (CLINICIAN, ATTESTED)])
def test_nobody_writes_in_the_record_but_a_citizen_who_asks_or_decides(
    actor: Actor, facts: Facts, kind: Kind
) -> None:
    # Of the summary what they use besides. Who treats signs it in a role, and this one has none.
    own = {Kind.TASK, Kind.SETTINGS, Kind.REPRESENTATION, Kind.SUMMARY}
    may_write = actor is CITIZEN and kind in own
    found = decide(actor, facts, kind=kind, action=Action.WRITE)
    assert found.is_permitted == may_write
    assert may_write or found.reason == Reason.NOT_YOURS_TO_WRITE
