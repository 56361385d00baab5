"""What a clinician's statement opens: every condition both ways. Pure, without a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from access.attestation import Statement
from access.codes import DECLARABLE, Action, Audience, Basis, Ground, Kind, Reason
from access.decision import decide, decide_opening
from access.facts import Relation
from tests.access.grounds import CLINICIAN, LONG_ENOUGH, LOOKED_UP, STAFF, TREATING, held


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
        ("." * 15, False),
        ("\u200b" * 20, False),
        (LONG_ENOUGH, True),
    ],
)
def test_an_emergency_needs_words(text: str, is_enough: bool) -> None:
    for facts in (STAFF, LOOKED_UP, replace(STAFF, is_restricted=True)):
        found = decide_opening(facts, Statement(Basis.EMERGENCY, text=text))
        assert found.is_permitted is is_enough
        assert found.reason == ("" if is_enough else Reason.REASON_TOO_SHORT)


@pytest.mark.parametrize(
    ("basis", "change", "expected"),
    [
        (Basis.RELATION, {}, Audience.CLINICIAN),
        (Basis.RELATION, {"relations": ()}, Reason.NO_RELATION),
        (Basis.RELATION, {"relations": (), "is_identified": True}, Reason.NO_RELATION),
        (Basis.RELATION, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.DECLARED, {}, Audience.CLINICIAN),
        (Basis.DECLARED, {"relations": ()}, Reason.NO_RELATION),
        (Basis.DECLARED, {"relations": (), "is_identified": True}, Audience.CLINICIAN),
        (Basis.DECLARED, {"is_restricted": True}, Reason.RESTRICTED),
        (Basis.CONSENT, {"is_restricted": True}, Audience.CLINICIAN_ELEVATED),
        (Basis.CONSENT, {"relations": ()}, Reason.NO_RELATION),
        (Basis.CONSENT, {"relations": (), "is_identified": True}, Audience.CLINICIAN_ELEVATED),
        (Basis.EMERGENCY, {"relations": ()}, Reason.NO_RELATION),
        (Basis.EMERGENCY, {"relations": (), "is_identified": True}, Audience.CLINICIAN_ELEVATED),
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
