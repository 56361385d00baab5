"""Who acts for whom, decided by several at once, for real. First the race with the lock off."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from access import gate
from access.codes import Action, Kind, Reason
from access.grant import Grant
from access.models import PowerOfAttorney
from access.representation import services, versions
from access.representation.versions import Proposal
from common import clock
from journal import selectors
from tests.access.grounds import POLICY
from tests.cast import World
from tests.log_reading import rows_of
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def writing(world: World) -> Grant:
    actor, kari = world.citizen("kari"), world.patients["kari"]
    return gate.open_record(actor, kari, Kind.REPRESENTATION, action=Action.WRITE)


def giving(world: World) -> Callable[[], object]:
    def give() -> object:
        with writing(world) as grant:
            return services.give(
                grant,
                holder_id=world.persons["ola"],
                holder_name="Ola Nordli",
                services=["journal"],
                until=None,
            )

    return give


def standing(world: World) -> int:
    with rows_of(world.patients["kari"]):
        return PowerOfAttorney.ungated.filter(end=None).count()


def test_given_twice_at_once_it_stands_once(committed_world: World) -> None:
    assert all_at_once([giving(committed_world)] * 4) == ["done"] * 4
    assert standing(committed_world) == 1


def test_two_approve_one_proposal_and_one_is_too_late(committed_world: World) -> None:
    lie, moe = committed_world.worker("lie"), committed_world.worker("moe")
    made = versions.propose(
        lie, Proposal(POLICY["rows"], POLICY["options"], clock.today(), "Nothing")
    )
    found = all_at_once([lambda: versions.approve(moe, made.version)] * 3)
    assert sorted(found) == ["TooLate", "TooLate", "done"]


def test_without_the_lock_two_proposals_want_one_number(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_counted = threading.Barrier(2)
    monkeypatch.setattr(versions, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(versions, "_name", lambda actor: str(both_have_counted.wait(timeout=20)))
    lie = committed_world.worker("lie")
    same = Proposal(POLICY["rows"], POLICY["options"], clock.today(), "Nothing")
    found = all_at_once([lambda: versions.propose(lie, same)] * 2)
    assert sorted(found) == ["IntegrityError", "done"]


def test_two_proposals_at_once_get_two_numbers(committed_world: World) -> None:
    lie = committed_world.worker("lie")
    same = Proposal(POLICY["rows"], POLICY["options"], clock.today(), "Nothing")
    assert all_at_once([lambda: versions.propose(lie, same)] * 3) == ["done"] * 3
    assert [row.version for row in versions.waiting()] == [2, 3, 4]


def test_what_is_taken_back_while_somebody_reads_is_shut_at_the_next_click(
    committed_world: World,
) -> None:
    """Who has begun to read reads to the end, as the log says he does; then it is shut."""
    world = committed_world
    power = giving(world)()
    ola, kari = world.citizen("ola"), world.patients["kari"]
    with gate.open_record(ola, kari, Kind.JOURNAL) as grant:
        before = selectors.documents(grant, selectors.Filters()).count()
        taken_back = threading.Thread(target=_take_back, args=(world, power))
        taken_back.start()
        taken_back.join(timeout=60)
        assert not taken_back.is_alive()  # Who takes back waits for no reader.
        assert selectors.documents(grant, selectors.Filters()).count() == before
    with pytest.raises(gate.Refused) as refused:
        gate.open_record(ola, kari, Kind.JOURNAL)
    assert refused.value.reason == Reason.NO_RELATION


def _take_back(world: World, power: object) -> None:
    with writing(world) as grant:
        services.take_back(grant, power.id)  # type: ignore[attr-defined]  # a PowerOfAttorney
    connection.close()
