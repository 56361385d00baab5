"""Owns the servers that the tests run against: ours, unless the environment names others.

Loaded before the settings (`-p tests.servers`), because they name the database.
Workers of pytest-xdist inherit the variables and start nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import os

import pytest

from demo.stack import StackError, temporary_servers

_running = contextlib.ExitStack()
atexit.register(_running.close)  # pytest skips its own end when the settings cannot be loaded.


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start PostgreSQL and Redis, once for all workers."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    try:
        os.environ.update(_running.enter_context(temporary_servers()))
    except StackError as error:
        raise pytest.UsageError(str(error)) from error


def pytest_unconfigure() -> None:
    """Stop what was started here."""
    _running.close()
