"""Owns the order of starting and stopping, the watch over the children, and their respawn."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from demo.stack import children
from demo.stack.errors import StackError
from demo.stack.walls import Wall

_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY, _RETRY = 0.5, 10.0, 30.0, 15.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the stack to stop."""


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Service:
    """A process that runs as long as the stack does."""

    name: str
    command: Sequence[str]
    is_ready: Callable[[], bool]
    prepare: Callable[[], None] = nothing
    stop_signal: signal.Signals = signal.SIGTERM
    start_within: float = 60.0
    stop_within: float = 15.0
    as_nobody: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    wall: Wall | None = None


@dataclass
class _Child:
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    pause: float = _FIRST_PAUSE
    due: float = 0.0


@dataclass
class Supervisor:
    """Starts services in order, keeps them alive, stops them in the opposite order."""

    logs: Path
    cwd: Path
    env: Mapping[str, str]
    say: Callable[[str], None]
    _children: list[_Child] = field(default_factory=list)

    def start(self, services: Iterable[Service]) -> None:
        """Start services in this order and wait until all of them are ready."""
        begun = []
        for service in services:
            self.say(f"Starting {service.name}")
            begun.append(_Child(service, self._spawn(service), time.monotonic()))
            self._children.append(begun[-1])
        for child in begun:
            self._wait_until_ready(child)

    def run(
        self, commands: Mapping[str, Sequence[str]], env: Mapping[str, str] | None = None
    ) -> None:
        """Run commands side by side to their end; all of them must succeed."""
        running = {}
        try:
            for title, command in commands.items():
                self.say(title)
                running[title] = children.start(
                    command, env={**self.env, **(env or {})}, log=self._log(title), cwd=self.cwd
                )
            self._wait_for(running)
        finally:
            for process in running.values():
                if process.poll() is None:
                    children.kill_session(process.pid)
                    process.wait()

    def _wait_for(self, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
        for title, process in running.items():
            while process.poll() is None:
                self.keep_alive()
                time.sleep(0.02)
            if process.returncode:
                raise StackError(f"{title} failed: {self._last_words(title)}")

    def watch(self) -> None:
        """Keep every service alive until somebody asks to stop."""
        while True:
            self.keep_alive()
            time.sleep(0.2)

    def keep_alive(self) -> None:
        """Start anew, after a growing pause, what has died."""
        now = time.monotonic()
        for child in self._children:
            if child.process.poll() is None:
                continue
            if not child.due:
                children.kill_session(child.process.pid)
                if now - child.started > _STEADY:
                    child.pause = _FIRST_PAUSE
                child.due = now + child.pause
                child.pause = min(child.pause * 2, _LONGEST_PAUSE)
                self.say(f"{child.service.name} ended ({_ending(child.process)}); starting it anew")
            elif now >= child.due:
                child.due, child.started = 0.0, now
                child.process = self._spawn(child.service)

    def stop(self) -> None:
        """Stop every service, the last started first, each fully before the next."""
        while self._children:
            child = self._children.pop()
            if child.process.poll() is None:
                self.say(f"Stopping {child.service.name}")
                child.process.send_signal(child.service.stop_signal)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(child.service.stop_within)
            children.kill_session(child.process.pid)
            child.process.wait()

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        service.prepare()
        return children.start(
            service.command,
            env={**self.env, **service.env},
            log=self._log(service.name),
            cwd=self.cwd,
            death_signal=service.stop_signal,
            as_nobody=service.as_nobody,
            wall=service.wall,
        )

    def _wait_until_ready(self, child: _Child) -> None:
        # A start right after a kill -9 may fail on what the dead process left; it gets new tries.
        name = child.service.name
        give_up = time.monotonic() + child.service.start_within
        no_more_tries = child.started + _RETRY
        while not child.service.is_ready():
            now = time.monotonic()
            has_ended = child.process.poll() is not None
            if now > give_up or (has_ended and now > no_more_tries):
                raise StackError(f"{name} does not start: {self._last_words(name)}")
            if has_ended:
                children.kill_session(child.process.pid)
                time.sleep(_FIRST_PAUSE)
                child.process = self._spawn(child.service)
            time.sleep(0.03)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name.lower().replace(' ', '-')}.log"

    def _last_words(self, name: str) -> str:
        file = self._log(name)
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        last = next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")
        return f"{last} (see {file})"


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"signal {-code}" if code and code < 0 else f"exit code {code}"


@contextlib.contextmanager
def until_stopped() -> Iterator[None]:
    """Turn the first request to stop into `Stopped`; further ones do not disturb the stopping."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in _STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in _STOP_SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
