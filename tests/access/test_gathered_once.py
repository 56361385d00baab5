"""The home page asks once what is true of who reads and whom it is about, and shows the same."""

from __future__ import annotations

import uuid

import pytest

from access import facts
from access.actor import Actor
from access.facts import Facts
from tests.cast import World

pytestmark = pytest.mark.django_db


# Who acts for another is weighed once before the page, for its frame.
@pytest.mark.parametrize(("acting_for", "times"), [(None, 1), ("lise", 2)])
def test_facts_of_the_patient_are_gathered_once(
    world: World, monkeypatch: pytest.MonkeyPatch, acting_for: str | None, times: int
) -> None:
    browser = world.sign_in("kari")
    if acting_for:
        browser.post("/handle-for/", {"patient": world.patients[acting_for]})
    asked: list[uuid.UUID] = []
    gather = facts.gather

    def counted(actor: Actor, patient_id: uuid.UUID) -> Facts:
        asked.append(patient_id)
        return gather(actor, patient_id)

    monkeypatch.setattr(facts, "gather", counted)
    page = browser.get("/hjem/")
    assert asked.count(world.patients[acting_for or "kari"]) == times
    assert "/fullmakt/" in page.content.decode()
