"""Owns a day of the log with every kind of access, and a fault in the query of the page."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from access import log_conditions, looking
from tests.cast import World
from tests.log_writing import event, item, write

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def lived(world: World) -> None:
    """A day of every kind of access, at noon."""
    kari, lise = world.patients["kari"], world.patients["lise"]
    own = {"person_id": world.persons["kari"], "actor_kind": "citizen", "basis": ""}
    seen = event(kari, NOON, item_type="DocumentReference", item_id=uuid.uuid4())
    shown = event(kari, NOON, action="search")
    nothing = event(kari, NOON, person_id=uuid.UUID(int=5), item_id=uuid.uuid4())
    write(
        [
            *(seen, shown, nothing),
            event(kari, NOON, kind="demographics", action="list", basis=""),
            event(kari, NOON, action="download", basis="emergency"),
            event(kari, NOON, person_id=None, actor_name="Uten person"),
            event(kari, NOON, kind="demographics", action="identify", person_id=uuid.UUID(int=6)),
            event(kari, NOON, **own),
            event(kari, NOON, is_permitted=False),
            event(kari, NOON, actor_kind="system", person_id=None, actor_name="import"),
            event(lise, NOON, kind="task", action="write"),
            event(lise, NOON, has_opened_restriction=True, basis="consent"),
            # Midnight belongs to the next day; it is not the business of this one.
            event(lise, datetime(2026, 11, 20, 23, 0, tzinfo=UTC)),
        ],
        [item(shown, "shown", uuid.uuid4()), item(nothing, "not-shown", uuid.uuid4())],
    )


def plant(monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """A fault in the query of the page."""
    honest = log_conditions.add_conditions

    def faulty(query: Any, *args: Any) -> None:
        honest(query, *args)
        query.sql += more

    monkeypatch.setattr(looking, "add_conditions", faulty)
