"""`manage.py find_unusual`: looks for unusual reading, lately or in a time that is named."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.alerts import checks
from common import clock

_ENOUGH = timedelta(days=14)


def _time(text: str) -> datetime:
    """A day or a time as it is in Norway."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=clock.OSLO)


class Command(BaseCommand):
    help = "Looks for unusual reading and raises alerts: of the last hours, or of a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="begin", type=_time, help="such as 2026-11-01")
        parser.add_argument("--until", dest="end", type=_time, help="now, where it is not named")

    def handle(self, *args: Any, **options: Any) -> None:
        begin, end = options["begin"], options["end"] or clock.now()
        if begin is None:
            if options["end"]:
                raise CommandError("Name the beginning too: --from.")
            done = [checks.look_over_days(), checks.look_lately()]
        elif begin >= end:
            raise CommandError("The time must begin before it ends.")
        else:
            # A long time says itself what is usual in it.
            usual = checks.usual(begin, end) if end - begin >= _ENOUGH else None
            done = [checks.look(begin, end, "asked", usual)]
        for each in done:
            if each is not None:
                self.stdout.write(
                    f"{each.from_at:%Y-%m-%d %H:%M} to {each.until_at:%Y-%m-%d %H:%M}: "
                    f"{each.reads} reads, {each.raised} alerts raised or added to"
                )
