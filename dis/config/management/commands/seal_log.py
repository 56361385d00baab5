"""`manage.py seal_log`: seals the log every minute, as a process of its own."""

import contextlib
import logging
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from access.seals.sealing import EVERY_SECONDS, Sealer
from access.seals.statements import Statement
from common.errors import DisError
from config import sealer
from config.nightly import Nightly

# After a fault, such as a database that starts anew.
_SOON_SECONDS = 5
_log = logging.getLogger("access.seals")


class Command(BaseCommand):
    help = (
        "Seals what was added to the log, every minute until it is stopped, and has the whole log"
        " checked once a day."
    )
    # It knows no address and no session of the portal, and gets none of its secrets.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="seal now, and end")
        parser.add_argument(
            "--after-restore",
            action="store_true",
            help="seal once: say which seals were lost when the database was restored to an"
            " earlier time",
        )
        parser.add_argument(
            "--new-key", action="store_true", help="seal once, and begin to use another key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("after_restore", "new_key")}
        if options["once"] or any(asked.values()):
            self._once(asked)
            return
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        nightly = Nightly()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    time.sleep(EVERY_SECONDS if _keep_sealing(nightly) else _SOON_SECONDS)
        finally:
            nightly.stop()

    def _once(self, asked: dict[str, bool]) -> None:
        try:
            with sealer.connect() as connection:
                made = Sealer(connection, sealer.key(), sealer.anchor()).seal(**asked)
        except (psycopg.Error, OSError, DisError, ImproperlyConfigured) as error:
            raise CommandError(f"Not sealed: {error}") from error
        self.stdout.write(_told(made) if made else "Another sealer is at it.")


def _keep_sealing(nightly: Nightly) -> bool:
    """Seal every minute as long as all goes well; tell what does not. The check of the whole log
    runs beside it."""
    try:
        with sealer.connect() as connection:
            steady = Sealer(connection, sealer.key(), sealer.anchor())
            while True:
                begun = time.monotonic()
                made = steady.seal()
                if made and made.rows:
                    _log.info(_told(made))
                nightly.look()
                time.sleep(max(EVERY_SECONDS - (time.monotonic() - begun), 0))
    except DisError as error:
        _log.error("access-log-not-sealed: %s", error)
        nightly.look()
        return True
    except (psycopg.Error, OSError) as error:
        _log.error("access-log-not-sealed: %s", error)
        return False


def _told(seal: Statement) -> str:
    return f"seal {seal.number}: {seal.rows} rows"
