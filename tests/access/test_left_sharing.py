"""Who has left sharing: closed to all who treat at once, and nothing new is kept after 30 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from access import gate
from access.attestation import Statement
from access.codes import UNDO_DAYS, Kind, Reason
from access.models import Reservation
from common import clock
from tests.cast import CONSENT, DECLARED, EMERGENCY, World, import_resources
from tests.journal.shelf import document
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db


def reserve(world: World, slug: str = "kari") -> None:
    with rows_of(world.patients[slug]):
        Reservation.ungated.create(patient_id=world.patients[slug], start=clock.now())


@pytest.mark.attack(13)
@pytest.mark.parametrize("statement", [DECLARED, CONSENT, EMERGENCY])
def test_nothing_opens_it_to_who_treats(world: World, statement: Statement) -> None:
    inside = world.attested("berg", "kari")
    reserve(world)
    for ask in (
        lambda: gate.attest(world.worker("berg"), world.patients["kari"], statement),
        lambda: gate.open_record(inside, world.patients["kari"], Kind.JOURNAL),
    ):
        with pytest.raises(gate.Refused) as refused:
            ask()
        assert refused.value.reason == Reason.RESERVED
    with gate.open_record(world.citizen("kari"), world.patients["kari"], Kind.JOURNAL) as grant:
        assert grant.patient_id == world.patients["kari"]


@pytest.mark.attack(85)
def test_what_comes_is_kept_while_it_can_be_taken_back_and_refused_after(world: World) -> None:
    reserve(world)
    assert not import_resources([document("snart", "kari")])
    assert not import_resources([document("annen", "ola")])
    with time_machine.travel(clock.now() + timedelta(days=UNDO_DAYS, seconds=1)):
        (refused,) = import_resources([document("sent", "kari")])
        assert "reservasjon" in refused
        assert not import_resources([document("annens", "ola")])
    with rows_of(world.patients["kari"]):
        Reservation.ungated.update(end=clock.now())
    with time_machine.travel(clock.now() + timedelta(days=UNDO_DAYS + 1)):
        assert not import_resources([document("igjen", "kari")])
