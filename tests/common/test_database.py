"""A pooled connection that the server has closed is not given to a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from psycopg_pool import ConnectionPool

from common.database.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """The test's database behind a pool of one connection."""
    own: dict[str, Any] = connection.settings_dict
    options = {**own["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 20}}
    wrapper = DatabaseWrapper({**own, "OPTIONS": options}, "pooled")
    connections["pooled"] = wrapper
    yield wrapper
    del connections["pooled"]
    wrapper.close_pool()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The connections that the pool has asked how they are."""
    found: list[Any] = []
    real = ConnectionPool.check_connection

    def noted(each: Any) -> None:
        found.append(each)
        real(each)

    monkeypatch.setattr(ConnectionPool, "check_connection", noted)
    return found


def backend(wrapper: DatabaseWrapper) -> int:
    """The server process that a request would have; given back afterwards."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    wrapper.close()
    return found


def test_nothing_is_sent_to_try_a_connection_that_is_well(
    pooled: DatabaseWrapper, tried: list[Any]
) -> None:
    assert backend(pooled) == backend(pooled)
    assert tried == []


@pytest.mark.attack(66)
def test_one_that_the_server_has_closed_is_replaced(
    pooled: DatabaseWrapper, tried: list[Any]
) -> None:
    first = backend(pooled)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone() == (True,)
    assert backend(pooled) != first
    assert tried
