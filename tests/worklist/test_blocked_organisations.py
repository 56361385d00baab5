"""Who has shut out a whole organisation is answered by nobody of it, at any level below."""

from __future__ import annotations

import uuid

import pytest

from access.models import Block
from common import clock
from tests.cast import World
from tests.log_reading import rows_of
from tests.worklist.test_withheld import count, is_shut_to

pytestmark = pytest.mark.django_db


@pytest.mark.attack(9)
@pytest.mark.parametrize("level", ["unit_id", "point_of_care_id", "legal_entity_id"])
def test_nobody_of_a_blocked_organisation_sees_what_was_asked(world: World, level: str) -> None:
    kari, role = world.patients["kari"], world.roles["sekretar"]
    before = count(world, "sekretar", role.legal_entity_id)
    assert not is_shut_to(world, "sekretar", world.tasks["kari"])
    organization: uuid.UUID = getattr(role, level)
    with rows_of(kari):
        Block.ungated.create(patient_id=kari, organization_id=organization, start=clock.now())
    assert is_shut_to(world, "sekretar", world.tasks["kari"])
    assert count(world, "sekretar", role.legal_entity_id) == before - 1
    with rows_of(kari):
        Block.ungated.update(end=clock.now())
    assert not is_shut_to(world, "sekretar", world.tasks["kari"])
