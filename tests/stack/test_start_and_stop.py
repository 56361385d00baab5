"""The stack starts, stops, and survives the death of any of its processes."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
from pathlib import Path

import pytest

from tests.stack.running import SIGNS, Stack, ended_afterwards, wait_until


def kill(*pids: int) -> None:
    """Kill without a chance to clean up."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_after_a_second_start_every_part_is_ready(stopped: Stack) -> None:
    stopped.start()
    assert stopped.health() == {
        "status": "up",
        "down": [],
        "database": "up",
        "redis": "up",
        "worker": "up",
    }


@pytest.mark.parametrize("service", SIGNS)
def test_killed_child_is_started_anew(running: Stack, service: str) -> None:
    before = running.main_process(service)
    assert before
    kill(before)
    assert wait_until(lambda: running.main_process(service) not in {None, before}, 60)
    assert wait_until(running.is_up, 90), running.output
    assert not running.has_ended()


def test_interrupt_stops_every_child_in_order(running: Stack) -> None:
    assert running.interrupt() == 0
    assert running.processes() == set()
    order = [line.removeprefix("Stopping ") for line in running.output.splitlines()]
    assert [name for name in order if name in SIGNS] == list(reversed(SIGNS))


def test_killed_supervisor_leaves_no_orphan(running: Stack) -> None:
    assert running.process
    kill(running.process.pid)
    running.process.wait()
    assert wait_until(lambda: not running.processes(), 30)
    running.start()
    assert running.is_up()


def test_start_recovers_after_everything_was_killed_at_once(running: Stack) -> None:
    assert running.process
    kill(running.process.pid, *running.processes())
    running.process.wait()
    running.start()
    assert running.is_up()


def test_two_instances_run_side_by_side(running: Stack, tmp_path: Path) -> None:
    with ended_afterwards(Stack(tmp_path / "other")) as other:
        other.start()
        assert other.is_up()
        assert running.is_up()
        assert other.interrupt() == 0
        assert running.is_up()


def test_second_stack_on_the_same_state_is_refused(running: Stack) -> None:
    twin = Stack(running.var.parent / ".." / running.var.parent.name / running.var.name)
    twin.launch()
    assert twin.process
    assert twin.process.wait(30) == 1
    assert "already running" in twin.output
    assert running.is_up()


def test_secrets_are_for_their_owner_only(stopped: Stack) -> None:
    files = [stopped.var / "env", *(stopped.var / "secrets").iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert "OWNER_DATABASE_URL" not in (stopped.var / "env").read_text(encoding="utf-8")
