"""Owns starting the real stack for a test: its output, its processes, its end."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from demo.stack import children
from demo.stack.places import Places, free_port

ROOT = Path(__file__).resolve().parents[2]
# What tells the main process of each service on its command line.
SIGNS = {
    "PostgreSQL": "bin/postgres -D",
    "Redis": "redis-server",
    "Sign-in": "server.mjs",
    "Sealer": "manage.py seal_log",
    "Worker": "config.celery worker",
    "Beat": "config.celery beat",
    "Web": "config.wsgi",
}
_OURS = re.compile(
    r"^(DATABASE_|OWNER_|SEAL_|LOG_|REDIS_|OIDC_|DIS_|DJANGO_|PORT|BASE_URL|PYTEST_|COV_)"
)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Tell whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Stack:
    """One run of `python -m demo.stack` on a folder of its own."""

    var: Path
    port: int = field(default_factory=free_port)
    more_env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def mark(self) -> str:
        return Places(self.var.resolve()).mark

    @property
    def beside(self) -> Path:
        """What must outlive the folder of the stack: here it does not outlive the tests."""
        return self.var.with_suffix(".state")

    @property
    def output(self) -> str:
        return self.var.with_suffix(".out").read_text(encoding="utf-8")

    def launch(self) -> None:
        """Start it and do not wait."""
        env = {name: text for name, text in os.environ.items() if not _OURS.match(name)}
        env |= {"DIS_VAR": str(self.var), "PORT": str(self.port)}
        env |= {"XDG_STATE_HOME": str(self.beside), **self.more_env}
        with self.var.with_suffix(".out").open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo.stack"],
                cwd=ROOT,
                env=env,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def start(self, within: float = 180) -> float:
        """Start it, wait for `Ready:` and return the seconds it took."""
        begun = time.monotonic()
        self.launch()
        wait_until(lambda: "Ready: " in self.output or self.has_ended(), within)
        assert f"Ready: http://127.0.0.1:{self.port}" in self.output, self.output
        return time.monotonic() - begun

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def interrupt(self) -> int:
        """Do what Ctrl-C does; return the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        children.end_leftovers(self.mark)

    def health(self) -> dict[str, object]:
        """Return what /health/ready answers; empty when nobody answers."""
        url = f"http://127.0.0.1:{self.port}/health/ready"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # Loopback.
                found: dict[str, object] = json.load(answer)
        except urllib.error.HTTPError as error:
            found = json.load(error)
        except OSError:
            found = {}
        return found

    def is_up(self) -> bool:
        return self.health().get("status") == "up"

    def processes(self) -> set[int]:
        """Return every living process of this stack but the supervisor."""
        return set(children.marked(self.mark))

    def main_process(self, service: str) -> int | None:
        """Return the process that the supervisor started for a service."""
        for pid in self.processes():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                parent = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(") ")[-1]
                if SIGNS[service] in words and int(parent.split()[1]) == self._supervisor:
                    return pid
        return None

    @property
    def _supervisor(self) -> int:
        assert self.process
        return self.process.pid


@contextlib.contextmanager
def ended_afterwards(stack: Stack) -> Iterator[Stack]:
    """Lend a stack and end it."""
    try:
        yield stack
    finally:
        stack.end()
