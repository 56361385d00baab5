"""What it costs to hold a million rows of the log against their seals."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from bench.sealing import Log

ROWS = 1_000_000
SEALS = 10
GOAL = 60.0


def measure() -> list[Figure]:
    """A million rows in ten seals, verified from the first row to the last head."""
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder))
        for _ in range(SEALS):
            log.write(ROWS // SEALS)
            log.seal()
        start = time.perf_counter()
        found = log.verify()
        seconds = time.perf_counter() - start
    rows = found.events + found.items
    assert rows >= ROWS
    return [Figure("verify_log of a million rows", seconds, "s", GOAL, note=f"{rows:,} rows")]
