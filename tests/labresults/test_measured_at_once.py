"""Somebody presses twice, or in two windows: one order was not sent, and not two."""

from __future__ import annotations

import pytest

from access import gate
from access.codes import Kind
from common.references import local_id
from labresults.measured import finding, services
from labresults.measured.models import AvoidedOrder
from tests.cast import SOURCE, World
from tests.labresults.results import observation, put
from tests.labresults.test_measured import lasts
from tests.log_reading import rows_of
from tests.together import all_at_once, held_until_all_have_read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.attack(64)
def test_of_two_who_press_at_once_one_is_counted(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = committed_world
    lasts(10)
    put(observation("ny", 1))
    actor, result_id = world.attested("berg", "kari"), local_id(SOURCE, "Observation", "ny")
    monkeypatch.setattr(finding, "hints", held_until_all_have_read(finding.hints, 2))

    def press() -> None:
        with gate.open_record(actor, world.patients["kari"], Kind.RESULTS) as grant:
            services.use(grant, actor, result_id)

    assert all_at_once([press, press]) == ["done", "done"]
    with rows_of(world.patients["kari"]):
        assert AvoidedOrder.ungated.count() == 1
