"""The table of truth: each instrument of the patient against each ground of who treats. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from access.clinician_rules import ELEVATED
from access.codes import Action, Audience, Basis, Kind, Reason
from access.decision import decide, decide_opening
from tests.access.grounds import ADULT as OWN
from tests.access.grounds import CITIZEN, CLINICIAN, STAFF, born, held, stated

INSTRUMENTS = ("is_restricted", "has_closed_parts", "is_blocked", "is_reserved")
ALL = [dict(zip(INSTRUMENTS, values, strict=True)) for values in product([False, True], repeat=4)]


def expected(set_here: dict[str, bool], basis: Basis) -> Reason | Audience:
    """What the law says, written once more: block and reservation before everything, then what is
    restricted opens on consent, incapacity or emergency alone."""
    if set_here["is_blocked"]:
        return Reason.BLOCKED
    if set_here["is_reserved"]:
        return Reason.RESERVED
    if basis in ELEVATED:
        return Audience.CLINICIAN_ELEVATED
    return Reason.RESTRICTED if set_here["is_restricted"] else Audience.CLINICIAN


@pytest.mark.attack(9)
@pytest.mark.attack(13)
@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize(
    "set_here", ALL, ids=lambda each: "-".join(k for k, v in each.items() if v)
)
def test_each_instrument_against_each_ground(set_here: dict[str, Any], basis: Basis) -> None:
    reading = replace(STAFF, attestation=held(basis), **set_here)
    found = decide(CLINICIAN, reading, kind=Kind.JOURNAL, action=Action.READ)
    assert (found.audience or found.reason) == expected(set_here, basis)

    opening = decide_opening(replace(STAFF, **set_here), stated(basis))
    is_open = set_here["is_restricted"] or set_here["has_closed_parts"]
    wanted = expected(set_here, basis)
    if wanted is Audience.CLINICIAN_ELEVATED and not is_open:
        wanted = Reason.NOTHING_CLOSED
    assert (opening.audience or opening.reason) == wanted


@pytest.mark.parametrize(
    "set_here", ALL, ids=lambda each: "-".join(k for k, v in each.items() if v)
)
def test_none_of_the_four_hides_the_record_from_the_patient(set_here: dict[str, Any]) -> None:
    found = decide(CITIZEN, replace(OWN, **set_here), kind=Kind.JOURNAL, action=Action.READ)
    assert found.audience is Audience.SELF


@pytest.mark.attack(14)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("action", [Action.READ, Action.WRITE, Action.LIST])
@pytest.mark.parametrize(
    "who",
    [
        {},
        {"is_self": False, "is_parent": True, "birth_date": born(6), "parent_at_address": True},
        {"is_self": False, "proxy_services": (Kind.JOURNAL,)},
    ],
)
def test_who_has_closed_the_own_access_does_nothing_for_anybody(
    who: dict[str, Any], action: Action, kind: Kind
) -> None:
    facts = replace(OWN, actor_access_closed=True, **who)
    assert decide(CITIZEN, facts, kind=kind, action=action).reason in {
        Reason.ACCESS_CLOSED,
        Reason.NOT_YOURS_TO_WRITE,
    }
