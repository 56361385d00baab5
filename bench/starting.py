"""How long `python -m demo.stack` takes until it serves: the first time, and every time after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from bench.figures import Figure
from demo.stack.places import free_port

ROOT = Path(__file__).parent.parent
GOAL = 15.0
# What the bench's own database and settings said must not reach the stack that is started here.
_OWN = ("DATABASE", "OWNER_", "REDIS", "DIS_", "DJANGO_", "STORAGE_", "OIDC_")


def measure() -> list[Figure]:
    """A cold start on an empty DIS_VAR, then a warm one; .venv and node_modules are there."""
    with tempfile.TemporaryDirectory(prefix="dis-bench-start-") as var:
        cold, warm = (_start(Path(var)) for _ in range(2))
    note = "empty DIS_VAR; .venv and node_modules are there, so nothing is downloaded"
    return [
        Figure("cold start", cold, "s", note=note),
        Figure("warm start", warm, "s", GOAL, note="the same DIS_VAR again"),
    ]


def _start(var: Path) -> float:
    env = {name: text for name, text in os.environ.items() if not name.startswith(_OWN)}
    env |= {"DIS_VAR": str(var), "PORT": str(free_port())}
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "demo.stack"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as stack:
        try:
            assert stack.stdout is not None
            lines = []
            for line in stack.stdout:
                lines.append(line)
                if line.startswith("Ready:"):
                    break
            else:
                raise RuntimeError("the stack did not start:\n" + "".join(lines))
            took = time.monotonic() - start
            with urlopen(line.split()[1] + "/health/ready", timeout=10) as answer:  # noqa: S310
                assert answer.status == 200
        finally:
            stack.send_signal(signal.SIGINT)
            stack.communicate()
    return took
