"""`manage.py read_in`: reads in for search what waits, now, and says how much that was."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from journal import reading_in


class Command(BaseCommand):
    help = "Reads the words of waiting documents in for search, as the workers do by themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=3600, help="stop after this long (an hour)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = reading_in.drain(options["seconds"])
        self.stdout.write(f"{counts.read} read in, {counts.failed} to be tried again")
