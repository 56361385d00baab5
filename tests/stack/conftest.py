"""Owns the seeded state that the tests of the stack start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack.running import Stack, ended_afterwards


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Start once from nothing, so that each test's own start is a second start."""
    with ended_afterwards(Stack(tmp_path_factory.mktemp("stack") / "var")) as stack:
        stack.start()
        assert stack.interrupt() == 0, stack.output
        yield stack


@pytest.fixture
def stopped(seeded: Stack) -> Stack:
    """A stack that ran before and does not run now."""
    seeded.end()
    return seeded


@pytest.fixture
def running(seeded: Stack) -> Stack:
    """A stack that is ready: the one of the test before, where that left it so."""
    if seeded.has_ended() or not seeded.is_up():
        seeded.end()
        seeded.start()
    return seeded
