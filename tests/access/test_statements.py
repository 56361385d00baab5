"""What a clinician's statement opens: every condition both ways. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from access.attestation import Statement
from access.clinician_rules import ELEVATED, hangs_on_closed_items
from access.codes import (
    DECLARABLE,
    Action,
    Audience,
    Basis,
    ConsentBy,
    ConsentForm,
    Ground,
    Kind,
    Reason,
)
from access.decision import decide, decide_opening
from access.facts import Relation
from tests.access.grounds import (
    CLINICIAN,
    LONG_ENOUGH,
    LOOKED_UP,
    NOW,
    SPOKEN,
    STAFF,
    TREATING,
    held,
    stated,
)

CLOSED = replace(STAFF, is_restricted=True)
PARTS: dict[str, Any] = {"has_closed_parts": True}
DIGITAL = Statement(Basis.CONSENT, consent_form=ConsentForm.DIGITAL)
CASE_HANDLING = (Ground.ADMINISTRATION, Ground.QUALITY)


@pytest.mark.attack(11)
@pytest.mark.parametrize("basis", [Basis.EMERGENCY, Basis.INCAPABLE])
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
        ("." * 15, False),
        ("\u200b" * 20, False),
        (LONG_ENOUGH, True),
    ],
)
def test_who_does_not_ask_says_why_in_words(basis: Basis, text: str, is_enough: bool) -> None:
    for facts in (CLOSED, LOOKED_UP, replace(STAFF, has_closed_parts=True)):
        found = decide_opening(facts, Statement(basis, text=text))
        assert found.is_permitted is is_enough
        assert found.reason == ("" if is_enough else Reason.REASON_TOO_SHORT)


@pytest.mark.parametrize(
    ("basis", "change", "expected"),
    [
        (Basis.RELATION, {}, Audience.CLINICIAN),
        (Basis.RELATION, {"relations": ()}, Reason.NO_RELATION),
        (Basis.RELATION, {"relations": (), "is_identified": True}, Reason.NO_RELATION),
        (Basis.RELATION, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.RELATION, PARTS, Audience.CLINICIAN),
        (Basis.DECLARED, {}, Audience.CLINICIAN),
        (Basis.DECLARED, {"relations": ()}, Reason.NO_RELATION),
        (Basis.DECLARED, {"relations": (), "is_identified": True}, Audience.CLINICIAN),
        (Basis.DECLARED, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.DECLARED, {"is_reserved": True}, Reason.RESERVED),
        (Basis.DECLARED, {"patient_exists": False}, Reason.NOT_THERE),
    ],
)
def test_what_an_ordinary_statement_opens(
    basis: Basis, change: dict[str, Any], expected: Any
) -> None:
    found = decide_opening(replace(STAFF, **change), stated(basis))
    assert (found.audience or found.reason) == expected


@pytest.mark.parametrize("basis", sorted(ELEVATED))
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Reason.NOTHING_CLOSED),
        ({"is_restricted": True}, Audience.CLINICIAN_ELEVATED),
        (PARTS, Audience.CLINICIAN_ELEVATED),
        ({"has_closed_items": True}, Audience.CLINICIAN_ELEVATED),
        ({"relations": ()}, Reason.NO_RELATION),
        ({"relations": (), "is_identified": True}, Audience.CLINICIAN),
        ({"relations": (), "is_identified": True, **PARTS}, Audience.CLINICIAN_ELEVATED),
        ({"relations": (), "is_restricted": True}, Reason.NO_RELATION),
        ({"is_restricted": True, "is_self": True}, Reason.OWN_RECORD),
        ({"is_restricted": True, "is_blocked": True}, Reason.BLOCKED),
        ({"is_restricted": True, "is_reserved": True}, Reason.RESERVED),
        ({"is_restricted": True, "role_is_current": False}, Reason.ROLE_ENDED),
        ({"is_restricted": True, "patient_exists": False}, Reason.NOT_THERE),
    ],
)
def test_an_elevated_statement_opens_what_is_closed_and_nothing_where_nothing_is(
    basis: Basis, change: dict[str, Any], expected: Any
) -> None:
    found = decide_opening(replace(STAFF, **change), stated(basis))
    assert (found.audience or found.reason) == expected


@pytest.mark.parametrize("basis", Basis)
def test_closed_items_are_asked_for_where_the_answer_hangs_on_them(basis: Basis) -> None:
    is_asked = [
        hangs_on_closed_items(stated(basis), decide_opening(facts, stated(basis)))
        for facts in (STAFF, LOOKED_UP, CLOSED, replace(STAFF, is_blocked=True))
    ]
    is_elevated = basis in ELEVATED
    assert is_asked == [is_elevated, is_elevated, False, False]


@pytest.mark.parametrize(
    ("change", "is_clear"),
    [
        ({}, True),
        ({"consent_by": ConsentBy.NEXT_OF_KIN}, True),
        ({"consent_by": ConsentBy.GUARDIAN}, True),
        ({"consent_by": None}, False),
        ({"consent_form": None}, False),
        ({"consent_at": None}, False),
        ({"consent_at": NOW}, True),
        ({"consent_at": NOW + timedelta(seconds=1)}, False),
        ({"consent_at": NOW - timedelta(hours=24)}, True),
        ({"consent_at": NOW - timedelta(hours=24, seconds=1)}, False),
        ({"consent_form": ConsentForm.DIGITAL}, False),
    ],
)
def test_a_consent_in_words_says_by_whom_and_when(change: dict[str, Any], is_clear: bool) -> None:
    for facts in (CLOSED, LOOKED_UP):
        found = decide_opening(facts, replace(SPOKEN, **change))
        assert found.is_permitted is is_clear
        assert found.reason == ("" if is_clear else Reason.CONSENT_UNCLEAR)


@pytest.mark.parametrize("is_given", [True, False])
def test_a_digital_consent_counts_for_as_long_as_it_stands(is_given: bool) -> None:
    facts = replace(CLOSED, has_digital_consent=is_given)
    reading = replace(facts, attestation=held(Basis.CONSENT, form=ConsentForm.DIGITAL))
    read = decide(CLINICIAN, reading, kind=Kind.JOURNAL, action=Action.READ)
    expected = "" if is_given else Reason.CONSENT_UNCLEAR
    assert decide_opening(facts, DIGITAL).reason == read.reason == expected


@pytest.mark.parametrize("ground", [None, *Ground])
def test_only_grounds_on_the_list_may_be_declared(ground: Ground | None) -> None:
    found = decide_opening(STAFF, stated(Basis.DECLARED, ground))
    assert found.is_permitted is (ground in DECLARABLE)
    assert found.reason == ("" if ground in DECLARABLE else Reason.UNKNOWN_GROUND)


@pytest.mark.parametrize("ground", [None, *Ground])
def test_case_handling_opens_nothing_that_is_closed(ground: Ground | None) -> None:
    is_care = ground in DECLARABLE and ground not in CASE_HANDLING
    found = decide_opening(replace(LOOKED_UP, is_restricted=True), stated(Basis.CONSENT, ground))
    assert found.reason == ("" if is_care else Reason.UNKNOWN_GROUND)
    declared = decide_opening(replace(STAFF, **PARTS), stated(Basis.DECLARED, ground))
    assert declared.audience is not Audience.CLINICIAN_ELEVATED


@pytest.mark.parametrize("ground", Ground)
def test_a_consent_without_a_ground_rests_on_the_relation(ground: Ground) -> None:
    facts = replace(CLOSED, relations=(Relation(ground, None), TREATING))
    found = decide_opening(facts, stated(Basis.CONSENT, None))
    assert (found.ground == ground) is (ground not in CASE_HANDLING)
    assert found.is_permitted is (ground not in CASE_HANDLING)


def test_opening_on_a_relation_takes_the_relations_own_ground() -> None:
    admitted = replace(STAFF, relations=(Relation(Ground.ADMITTED, None), TREATING))
    found = decide_opening(admitted, Statement(Basis.RELATION, Ground.QUALITY))
    assert found.ground == Ground.ADMITTED


def test_a_restriction_that_is_opened_is_said_and_none_where_there_is_none() -> None:
    elevated = replace(STAFF, attestation=held(Basis.CONSENT), **PARTS)
    for is_restricted in (True, False):
        facts = replace(elevated, is_restricted=is_restricted)
        read = decide(CLINICIAN, facts, kind=Kind.JOURNAL, action=Action.READ)
        opened = decide_opening(facts, Statement(Basis.EMERGENCY, text=LONG_ENOUGH))
        assert read.opens_restriction is opened.opens_restriction is is_restricted


@pytest.mark.attack(14)
@pytest.mark.parametrize("basis", sorted(ELEVATED))
def test_what_is_closed_after_an_opening_without_a_relation_is_closed(basis: Basis) -> None:
    ordinary = replace(LOOKED_UP, attestation=replace(held(basis), is_elevated=False))
    closed = replace(ordinary, is_restricted=True)
    seen = [
        decide(CLINICIAN, each, kind=Kind.JOURNAL, action=Action.READ)
        for each in (ordinary, closed)
    ]
    assert seen[0].audience is Audience.CLINICIAN
    assert seen[1].reason is Reason.RESTRICTED
