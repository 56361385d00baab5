"""Settings made at the same time, for real: one effect. First the race with the lock off."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access import erasing, gate
from access.codes import UNDO_DAYS, Action, Instrument, Kind, Scope
from access.settings import leaving, selectors, services
from common import clock
from journal.models import DocumentReference
from tests.access.settings import notices, rows
from tests.cast import World
from tests.log_reading import rows_of
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)
Deed = Callable[[Any, services.Hand], object]


def doing(world: World, deed: Deed, slug: str = "kari") -> Callable[[], object]:
    """The deed of Kari, or of the helpline for her, in a Grant of its own."""
    actor = world.citizen("kari") if slug == "kari" else world.worker("strand", "kari")

    def do() -> object:
        kari = world.patients["kari"]
        with gate.open_record(actor, kari, Kind.SETTINGS, action=Action.WRITE) as grant:
            return deed(grant, services.Hand.of(actor, grant))

    return do


def restrict(grant: Any, hand: services.Hand) -> object:
    return services.restrict(grant, hand, Scope.RECORD)


def ending(instrument: Instrument, setting_id: uuid.UUID) -> Deed:
    return lambda grant, hand: services.end(grant, hand, instrument, setting_id)


def test_without_the_lock_both_believe_to_be_first(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is there; only the constraint stops the second."""
    both, tell = threading.Barrier(2), selectors.holding

    def after_both_have_read(*what: Any) -> Any:
        found = tell(*what)
        both.wait(timeout=20)
        return found.none()

    monkeypatch.setattr(services, "hold", lambda _patient_id: None)
    monkeypatch.setattr(services, "holding", after_both_have_read)
    found = all_at_once([doing(committed_world, restrict)] * 2)
    assert sorted(found) == ["IntegrityError", "done"]


@pytest.mark.attack(63)
def test_what_is_set_many_times_at_once_is_set_once(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    deeds = [doing(world, restrict, slug) for slug in ("kari", "strand", "kari", "strand")]
    monkeypatch.setattr(
        services, "holding", held_until_all_have_read(selectors.holding, len(deeds))
    )
    assert set(all_at_once(deeds)) == {"done"}
    assert len(rows(world, "restriction")) == 1
    assert len(notices(world)) == 1


@pytest.mark.attack(63)
def test_taken_back_by_two_at_once_it_ends_once(committed_world: World) -> None:
    world = committed_world
    doing(world, restrict)()
    (row,) = rows(world, "restriction")
    end = ending(Instrument.RESTRICTION, row.id)
    assert set(all_at_once([doing(world, end, slug) for slug in ("kari", "strand")])) == {"done"}
    assert [code for code, *_ in notices(world)] == ["setting-made", "setting-ended"]


def shared(world: World) -> int:
    with rows_of(world.patients["kari"]):
        return DocumentReference.ungated.filter(patient_id=world.patients["kari"]).count()


@pytest.mark.attack(85)
@pytest.mark.parametrize("days", [UNDO_DAYS - 1, UNDO_DAYS + 1])
def test_after_30_days_what_was_shared_is_erased_and_not_before(
    committed_world: World, days: int
) -> None:
    world = committed_world
    doing(world, services.reserve)()
    before = shared(world)
    with time_machine.travel(clock.now() + timedelta(days=days)):
        is_due = days > UNDO_DAYS
        assert leaving.erase_due() == int(is_due)
        assert leaving.erase_due() == 0
        assert shared(world) == (0 if is_due else before)
        (row,) = rows(world, "reservation")
        assert (row.erased_at is not None) is is_due
        assert row.end is None


@pytest.mark.attack(85)
def test_taken_back_and_erased_at_once_end_in_one_of_the_two(committed_world: World) -> None:
    """Whoever is first: taken back with everything there, or erased and then taken back."""
    world = committed_world
    doing(world, services.reserve)()
    before = shared(world)
    (row,) = rows(world, "reservation")
    take_back = doing(world, ending(Instrument.RESERVATION, row.id))
    with time_machine.travel(clock.now() + timedelta(days=UNDO_DAYS + 1)):
        assert set(all_at_once([leaving.erase_due, take_back])) == {"done"}
    (row,) = rows(world, "reservation")
    assert row.end is not None
    assert shared(world) == (0 if row.erased_at else before)


def test_one_that_fails_does_not_keep_the_others_waiting(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    doing(world, services.reserve)()
    before = shared(world)

    def fails(*_what: object, **_more: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("access.erasing.vault.forget", fails)
    with time_machine.travel(clock.now() + timedelta(days=UNDO_DAYS + 1)):
        assert leaving.erase_due() == 0
        assert shared(world) == before
        assert rows(world, "reservation")[0].erased_at is None
        monkeypatch.undo()
        assert leaving.erase_due() == 1


def test_what_was_taken_back_meanwhile_is_kept(committed_world: World) -> None:
    """It was due when it was asked for, and is not any more when it is its turn."""
    world = committed_world
    doing(world, services.reserve)()
    before = shared(world)
    (row,) = rows(world, "reservation")
    with time_machine.travel(clock.now() + timedelta(days=UNDO_DAYS + 1)):
        due = leaving._due(leaving._limit())
        assert due == [world.patients["kari"]]
        doing(world, ending(Instrument.RESERVATION, row.id))()
        with pytest.raises(leaving.NotDue):
            erasing.erase_shared(due[0], first=leaving._mark)
    assert shared(world) == before
