"""The log comes first: committed on its own before anything is read, and no log means no data."""

from __future__ import annotations

import pytest
from django.db import connections, transaction

from access import gate, unit
from access.codes import Kind
from access.receiving import IMPORT
from tests.cast import World


def logged_by_others() -> int:
    """How many events another connection sees: what is committed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_accessevent WHERE actor_kind <> 'system'")
        return int(cursor.fetchone()[0])


def test_the_event_is_committed_before_anything_is_read(committed_world: World) -> None:
    kari = committed_world.patients["kari"]
    before = logged_by_others()
    gate.open_record(committed_world.citizen("kari"), kari, Kind.JOURNAL)
    assert logged_by_others() == before + 1
    with pytest.raises(gate.Refused):
        gate.open_record(committed_world.citizen("ola"), kari, Kind.JOURNAL)
    assert logged_by_others() == before + 2


def test_no_later_rollback_erases_the_event(committed_world: World) -> None:
    world = committed_world
    actor, kari = world.citizen("kari"), world.patients["kari"]
    before = logged_by_others()
    with pytest.raises(ZeroDivisionError), gate.open_record(actor, kari, Kind.JOURNAL):
        raise ZeroDivisionError
    assert logged_by_others() == before + 1
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gate.open_record(actor, kari, Kind.JOURNAL)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        unit.open_list(world.worker("berg"), Kind.DEMOGRAPHICS)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        gate.open_batch(IMPORT, [kari], Kind.JOURNAL)
