"""`manage.py verify_log`: holds the log against its seals and its anchor."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from access.seals.anchor import Anchored, AnchorUnreadable
from access.seals.comparing import Broken
from access.seals.store import last, one_view
from access.seals.verifying import Verified, Verifier
from config import sealer


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

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _verified(options["looked_into"])
        except (psycopg.Error, ImproperlyConfigured) as error:
            raise CommandError(f"The log could not be checked: {error}") from error
        except (Broken, AnchorUnreadable) as error:
            self.stdout.write(str(error))
            sys.exit(1)
        for month in found.erased:
            self.stdout.write(f"{month:%Y-%m}: erased, as its time was over")
        for first, until in found.lost:
            self.stdout.write(f"seals {first}-{until}: lost when the database was restored")
        self.stdout.write(f"{found.items} items; {found.unsealed} rows wait for the next seal")
        self.stdout.write(f"{found.events} events, {found.seals} seals, intact")


def _verified(looked_into: Sequence[int]) -> Verified:
    anchor = sealer.anchor()
    with sealer.connect() as connection:
        # First the anchor: seals may be made while the log is read.
        is_new = not anchor.exists() and last(connection) is None
        known = Anchored() if is_new else anchor.read()
        with one_view(connection, read_only=True):
            return Verifier(connection, known, looked_into=looked_into).verify()
