"""Who acts for whom, and in what: each condition both ways, by the first policy table. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from access.codes import SHARED, Action, Audience, Kind, Reason
from access.decision import decide
from access.facts import Facts
from access.gate import kinds_of
from tests.access.grounds import ADULT, CHILD, CITIZEN, POLICY, born

GIVEN = replace(ADULT, is_self=False, proxy_services=("journal", "task"))
ASSIGNED = replace(
    ADULT, is_self=False, is_assigned_proxy=True, assigned_services=tuple(map(str, Kind))
)
YOUTH = replace(ADULT, birth_date=born(14), has_youth_consent=True)


def verdict(
    facts: Facts, kind: Kind = Kind.JOURNAL, action: Action = Action.READ
) -> Audience | Reason | None:
    found = decide(CITIZEN, facts, kind=kind, action=action)
    return found.audience or found.reason


def with_option(name: str, value: object) -> dict[str, Any]:
    return {**POLICY, "options": {**POLICY["options"], name: value}}


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    ("change", "any_parent", "own_address"),
    [
        ({}, Audience.PARENT, Audience.PARENT),
        ({"actor_at_address": False}, Audience.PARENT, Reason.NOT_AT_ADDRESS),
        (
            {"actor_at_address": False, "parent_at_address": False},
            Reason.NOT_AT_ADDRESS,
            Reason.NOT_AT_ADDRESS,
        ),
        ({"actor_is_registered": False}, Reason.NOT_AT_ADDRESS, Reason.NOT_AT_ADDRESS),
        (
            {"is_parent": False, "is_other_carer": True},
            Reason.RESPONSIBILITY_UNKNOWN,
            Reason.RESPONSIBILITY_UNKNOWN,
        ),
        (
            {"actor_has_confidential_address": True},
            Reason.CONFIDENTIAL_ADDRESS,
            Reason.CONFIDENTIAL_ADDRESS,
        ),
        ({"policy": None}, None, None),
    ],
)
def test_parents_act_by_responsibility_and_address(
    change: dict[str, Any], any_parent: Any, own_address: Any
) -> None:
    if "policy" in change:
        assert isinstance(verdict(replace(CHILD, **change)), Reason)
        return
    assert verdict(replace(CHILD, **change)) == any_parent
    strict = replace(CHILD, **change, policy=with_option("address_rule", "own-address"))
    assert verdict(strict) == own_address
    odd = replace(CHILD, **change, policy=with_option("address_rule", "what?"))
    assert verdict(odd) == own_address


@pytest.mark.attack(18)
@pytest.mark.parametrize(
    ("facts", "kind", "action", "expected"),
    [
        (GIVEN, Kind.JOURNAL, Action.READ, Audience.PROXY),
        (GIVEN, Kind.TASK, Action.WRITE, Audience.PROXY),
        (GIVEN, Kind.JOURNAL, Action.WRITE, Reason.NOT_YOURS_TO_WRITE),
        (GIVEN, Kind.LOG, Action.READ, Reason.NOT_IN_POLICY),
        (GIVEN, Kind.SETTINGS, Action.READ, Reason.NOT_IN_POLICY),
        (GIVEN, Kind.REPRESENTATION, Action.READ, Reason.NOT_IN_POLICY),
        (ASSIGNED, Kind.LOG, Action.READ, Audience.PROXY),
        (ASSIGNED, Kind.SETTINGS, Action.READ, Audience.PROXY),
        (ASSIGNED, Kind.SETTINGS, Action.WRITE, Reason.NOT_YOURS_TO_WRITE),
        (ASSIGNED, Kind.REPRESENTATION, Action.READ, Reason.NOT_IN_POLICY),
        (ASSIGNED, Kind.REPRESENTATION, Action.WRITE, Reason.NOT_IN_POLICY),
        (YOUTH, Kind.SETTINGS, Action.WRITE, Reason.NOT_YOURS_TO_WRITE),
        (YOUTH, Kind.TASK, Action.WRITE, Audience.YOUTH),
    ],
)
def test_a_scope_opens_what_it_says_and_nothing_more(
    facts: Facts, kind: Kind, action: Action, expected: Any
) -> None:
    assert verdict(facts, kind, action) == expected


@pytest.mark.parametrize("kind", [Kind.SETTINGS, Kind.REPRESENTATION])
def test_a_power_of_attorney_that_names_settings_gives_none(kind: Kind) -> None:
    """However the document came about: settings and other powers stay with the giver."""
    facts = replace(GIVEN, proxy_services=tuple(map(str, Kind)))
    assert isinstance(verdict(facts, kind), Reason)
    assert isinstance(verdict(facts, kind, Action.WRITE), Reason)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Audience.PROXY),
        ({"has_confidential_address": True}, Reason.CONFIDENTIAL_ADDRESS),
        ({"actor_has_confidential_address": True}, Reason.CONFIDENTIAL_ADDRESS),
        ({"actor_birth_date": born(17)}, Reason.NOT_IN_POLICY),
        ({"actor_birth_date": None}, Reason.NOT_IN_POLICY),
        ({"birth_date": born(15)}, Reason.NOT_IN_POLICY),
        ({"birth_date": None}, Reason.NOT_IN_POLICY),
        ({"patient_access_closed": True}, Reason.NOT_IN_POLICY),
        ({"actor_access_closed": True}, Reason.ACCESS_CLOSED),
        ({"policy": None}, Reason.NOT_IN_POLICY),
        ({"proxy_services": ()}, Reason.NO_RELATION),
    ],
)
def test_power_of_attorney_holds_between_grown_people_without_secret_addresses(
    change: dict[str, Any], expected: Any
) -> None:
    assert verdict(replace(GIVEN, **change)) == expected


@pytest.mark.attack(18)
@pytest.mark.parametrize("kind", [Kind.JOURNAL, Kind.LOG, Kind.TASK, Kind.SETTINGS])
def test_an_assignment_opens_the_services_that_it_names(kind: Kind) -> None:
    only = replace(ASSIGNED, assigned_services=(str(kind),))
    assert verdict(only, kind) == Audience.PROXY
    others = {Kind.JOURNAL, Kind.LOG, Kind.TASK, Kind.SETTINGS} - {kind}
    assert {verdict(only, each) for each in others} == {Reason.NOT_IN_POLICY}
    assert verdict(replace(ASSIGNED, assigned_services=()), kind) == Reason.NOT_IN_POLICY


def test_a_proxy_never_gets_more_than_the_giver_has() -> None:
    rows = [
        {**row, "level": "none"} if (row["role"], row["service"]) == ("self", "journal") else row
        for row in POLICY["rows"]
    ]
    shut = {**POLICY, "rows": rows}
    for facts in (GIVEN, ASSIGNED):
        assert verdict(facts) == Audience.PROXY
        assert verdict(replace(facts, policy=shut)) == Reason.NOT_IN_POLICY


@pytest.mark.parametrize(
    ("facts", "kind", "opened"),
    [
        (
            ADULT,
            Kind.RECORD,
            {"record", "demographics", "log", "task", *SHARED},
        ),
        (GIVEN, Kind.RECORD, {"record", "demographics", "journal", "task"}),
        (GIVEN, Kind.JOURNAL, {"journal", "demographics"}),
        (YOUTH, Kind.RECORD, {"record", "demographics", "log", "task"}),
        (YOUTH, Kind.LOG, {"demographics", "log", "task"}),
        (CHILD, Kind.LOG, {"demographics", "log", "task", *SHARED}),
    ],
)
def test_a_grant_opens_no_more_services_than_its_reader_has(
    facts: Facts, kind: Kind, opened: set[str]
) -> None:
    found = decide(CITIZEN, facts, kind=kind, action=Action.LIST)
    assert found.kinds is not None
    assert kinds_of(kind) & found.kinds == opened


def test_who_is_both_parent_and_proxy_has_what_either_gives() -> None:
    both = replace(GIVEN, is_parent=True, parent_at_address=True)
    assert verdict(both) == Audience.PROXY
    assert verdict(replace(CHILD, proxy_services=("journal",))) == Audience.PARENT
