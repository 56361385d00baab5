"""`manage.py verify_log`: holds the log against its seals and its anchor."""

import logging
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from access.seals import heads, nightly
from access.seals.anchor import Anchored, AnchorUnreadable
from access.seals.comparing import Broken
from access.seals.store import last, one_view
from access.seals.verifying import Verified, Verifier
from common import clock
from config import sealer

_log = logging.getLogger("access.seals")


class Command(BaseCommand):
    help = (
        "Checks every row of the log against the seals, and the seals against the anchor. Says the"
        " first bad place, with exit code 1."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--looked-into",
            type=int,
            nargs="+",
            default=[],
            metavar="SEAL",
            help="seals whose late rows are explained",
        )
        parser.add_argument(
            "--keep",
            action="store_true",
            help="write down what was found, for /health/ready; the sealer does so every night",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        since = clock.now()
        try:
            told, is_intact = _told([*options["looked_into"], *sealer.looked_into()])
            if options["keep"]:
                _keep(since, told[-1], is_intact=is_intact)
        except (psycopg.Error, ImproperlyConfigured) as error:
            _log.error("access-log-not-verified: %s", error)
            raise CommandError(f"The log could not be checked: {error}") from error
        for line in told:
            self.stdout.write(line)
        if not is_intact:
            sys.exit(1)


def _told(looked_into: Sequence[int]) -> tuple[list[str], bool]:
    """What is said, line by line, and whether all is intact."""
    try:
        found = _verified(looked_into)
    except (Broken, AnchorUnreadable) as error:
        return [str(error)], False
    return [
        *(f"{month:%Y-%m}: erased, as its time was over" for month in found.erased),
        *(f"seals {a}-{b}: lost when the database was restored" for a, b in found.lost),
        f"{found.items} items; {found.unsealed} rows wait for the next seal",
        f"{found.events} events, {found.seals} seals, intact",
    ], True


def _keep(since: datetime, found: str, *, is_intact: bool) -> None:
    if is_intact:
        _log.info("the log is verified: %s", found)
    else:
        _log.error("%s: %s", heads.BROKEN, found)
    with sealer.connect() as connection:
        nightly.keep(connection, since=since, found=found, is_intact=is_intact)


def _verified(looked_into: Sequence[int]) -> Verified:
    anchor = sealer.anchor()
    with sealer.connect() as connection:
        # First the anchor: seals may be made while the log is read.
        is_new = not anchor.exists() and last(connection) is None
        known = Anchored() if is_new else anchor.read()
        with one_view(connection, read_only=True):
            return Verifier(connection, known, looked_into=looked_into).verify()
