"""The same appointment from several at the same time: stored once, and told of once."""

from __future__ import annotations

import pytest

from appointments import filing
from tests.appointments.booking import events, post, profiled, stored
from tests.cast import World, import_resources
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)
LATER, LAST = "2026-02-01T08:00:00Z", "2026-02-02T08:00:00Z"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has looked at what is here goes on when the other has too, or waits for it."""
    monkeypatch.setattr(filing, "_rows", held_until_all_have_read(filing._rows, 2))


@pytest.mark.attack(64)
def test_of_two_who_send_the_same_one_is_stored(committed_world: World, held: None) -> None:
    world = committed_world
    found: list[int] = []
    deeds = [lambda: found.append(post(world, profiled()).status)] * 2
    assert all_at_once(deeds) == ["done"] * 2
    assert found == [201, 201]
    assert [row.version for row in stored(world)] == [1]
    assert events(world) == ["booked"]


@pytest.mark.attack(64)
def test_of_two_changes_the_newer_stands_whoever_is_first(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    post(world, profiled())
    monkeypatch.setattr(filing, "_rows", held_until_all_have_read(filing._rows, 2))
    deeds = [
        lambda: post(world, profiled(told=LATER, patientInstruction="Eldre")),
        lambda: post(world, profiled(told=LAST, patientInstruction="Nyest")),
    ]
    assert all_at_once(deeds) == ["done"] * 2
    (row,) = stored(world)
    assert row.shown["prepare"] == "Nyest"
    assert row.version in {2, 3}


@pytest.mark.attack(64)
def test_an_import_and_a_call_at_once_leave_one(committed_world: World, held: None) -> None:
    world = committed_world
    deeds = [lambda: post(world, profiled()), lambda: import_resources([profiled()])]
    assert all_at_once(deeds) == ["done"] * 2
    assert len(stored(world)) == 1
    assert events(world) == ["booked"]
