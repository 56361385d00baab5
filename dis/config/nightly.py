"""Owns the nightly check of the log: a process beside the sealer, which never waits for it."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from access.seals import nightly
from common import clock
from config import sealer

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, str(ROOT / "manage.py"), "verify_log", "--keep")
# A check that came to no end is begun again.
_AGAIN = timedelta(hours=1)
_log = logging.getLogger("access.seals")


class Nightly:
    """Begins the check when it is due. Only one at a time."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._not_before = datetime.min.replace(tzinfo=UTC)

    def look(self) -> None:
        """Begin, if it is time; at once back in any case. What goes wrong is told."""
        is_running = self._running is not None and self._running.poll() is None
        if is_running or clock.now() < self._not_before:
            return
        try:
            with sealer.connect() as connection:
                is_due = nightly.is_due(connection, sealer.verify_hour())
            if is_due:
                self._not_before = clock.now() + _AGAIN
                self._running = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL)
        except (psycopg.Error, OSError) as error:
            _log.error("access-log-not-verified: %s", error)

    def stop(self) -> None:
        """End what is running; the next sealer begins it again."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()
