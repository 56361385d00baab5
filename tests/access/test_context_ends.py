"""The context of a Grant ends with it: after rollbacks, failures, and on connections of a pool."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from access import gate
from access.codes import Kind
from journal.models import DocumentReference
from people.models import Patient
from tests.cast import World

USES = 1000
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooled(committed_world: World) -> Iterator[World]:
    """The world, read through a pool of two connections, as in the portal."""
    plain = connections["default"]
    options = copy.deepcopy(plain.settings_dict)
    options["OPTIONS"] = {**options["OPTIONS"], "pool": {"min_size": 1, "max_size": 2}}
    wrapper = DatabaseWrapper(options, "default")
    connections["default"] = wrapper
    yield committed_world
    wrapper.close()
    wrapper.close_pool()
    connections["default"] = plain


def shows_nothing() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Patient.objects.exists()


def succeeds(world: World, slug: str) -> None:
    own = world.patients[slug]
    with gate.open_record(world.citizen(slug), own, Kind.JOURNAL):
        assert set(Patient.objects.values_list("id", flat=True)) == {own}
        assert set(DocumentReference.ungated.values_list("patient_id", flat=True)) == {own}


def fails_in_python(world: World, slug: str) -> None:
    grant = gate.open_record(world.citizen(slug), world.patients[slug], Kind.JOURNAL)
    with pytest.raises(ZeroDivisionError), grant:
        raise ZeroDivisionError


def fails_in_the_database(world: World, slug: str) -> None:
    grant = gate.open_record(world.citizen(slug), world.patients[slug], Kind.JOURNAL)
    with pytest.raises(DatabaseError), grant, connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def is_refused(world: World, slug: str) -> None:
    other = world.patients["nils"]
    with pytest.raises(gate.Refused):
        gate.open_record(world.citizen(slug), other, Kind.JOURNAL)


def is_cut_off(world: World, slug: str) -> None:
    """The connection goes back to the pool in the middle of a Grant, as when a worker gives up."""
    grant = gate.open_record(world.citizen(slug), world.patients[slug], Kind.JOURNAL)
    with pytest.raises(DatabaseError, match="atomic"), grant:
        _lose_the_connection()
    connection.close()


def _lose_the_connection() -> None:
    assert Patient.objects.exists()
    connection.close()
    Patient.objects.exists()


@pytest.mark.attack(53)
def test_no_context_is_left_after_a_thousand_mixed_uses_of_a_pool(pooled: World) -> None:
    dice = random.Random(53)
    uses = [*[succeeds] * 6, fails_in_python, fails_in_the_database, is_refused, is_cut_off]
    for _ in range(USES):
        dice.choice(uses)(pooled, dice.choice(["kari", "ola", "astrid"]))
        if dice.random() < 0.5:
            connection.close()
        if dice.random() < 0.3:
            shows_nothing()
    shows_nothing()


@pytest.mark.attack(53)
def test_a_context_does_not_outlive_its_transaction(committed_world: World) -> None:
    for use in (succeeds, fails_in_python, fails_in_the_database):
        use(committed_world, "kari")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('dis.patients', true)")
            assert not cursor.fetchone()[0]
        shows_nothing()
