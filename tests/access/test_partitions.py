"""The log has a partition for every month to come, and keeps rows of months that have none."""

import pytest
from django.db import connection
from time_machine import TimeMachineFixture

from access.tasks import make_partitions

pytestmark = pytest.mark.django_db


def _partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'access_accessevent'::regclass"
        )
        return {row[0] for row in cursor.fetchall()}


def test_the_task_makes_the_partitions_of_the_coming_year(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2031-05-20T12:00:00+02:00")

    make_partitions()

    assert {"access_accessevent_2031_05", "access_accessevent_2032_05"} <= _partitions()


def test_the_task_may_run_twice(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2031-05-20T12:00:00+02:00")
    make_partitions()
    before = _partitions()

    make_partitions()

    assert _partitions() == before


def test_a_month_without_a_partition_has_the_default_one() -> None:
    assert "access_accessevent_other" in _partitions()
