"""Systems that cannot say who will read: shut out by any block, for nobody could keep it later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from access import facts
from access.actor import Actor, ActorKind
from access.codes import Action, Audience, Kind, Reason
from access.decision import CLIENTS, decide
from access.facts import Facts
from tests.access.grounds import NOW, TODAY
from tests.cast import BLOCKING, RESTRICTED, World

pytestmark = pytest.mark.django_db
CLIENT = Actor(ActorKind.CLIENT, system_name="ekstern")
ANYBODY = Facts(now=NOW, today=TODAY, patient_exists=True)


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Audience.CLINICIAN),
        ({"has_blocks": True}, Reason.BLOCKED),
        ({"is_reserved": True}, Reason.RESERVED),
        ({"is_restricted": True}, Reason.RESTRICTED),
        ({"patient_exists": False}, Reason.NOT_THERE),
    ],
)
def test_a_client_reads_where_nobody_is_shut_out(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], expected: Any
) -> None:
    monkeypatch.setitem(CLIENTS, "ekstern", frozenset({Kind.JOURNAL}))
    known = replace(ANYBODY, **change)
    found = decide(CLIENT, known, kind=Kind.JOURNAL, action=Action.READ)
    assert (found.audience or found.reason) == expected
    other = decide(CLIENT, known, kind=Kind.LOG, action=Action.READ)
    assert not other.is_permitted
    assert not decide(CLIENT, known, kind=Kind.JOURNAL, action=Action.WRITE).is_permitted


def test_a_client_that_is_not_registered_reads_nothing() -> None:
    found = decide(CLIENT, ANYBODY, kind=Kind.JOURNAL, action=Action.READ)
    assert found.reason == Reason.NOT_FOR_SYSTEMS


def test_the_facts_say_whom_a_client_may_not_read_of(world: World) -> None:
    known = {each: facts.gather(CLIENT, world.patients[each]) for each in (BLOCKING, RESTRICTED)}
    assert (known[BLOCKING].has_blocks, known[BLOCKING].is_restricted) == (True, False)
    assert (known[RESTRICTED].has_blocks, known[RESTRICTED].is_restricted) == (False, True)
