"""`manage.py keep_limits`: deletes what has been kept for as long as it may be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import retention

_SECONDS = 3600.0


class Command(BaseCommand):
    help = (
        "Keeps the rules of how long things are kept (docs/retention.md), as the worker does every"
        " day. Exit code 1 where a rule could not be kept."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        run = retention.keep(seconds=_SECONDS, is_asked=True)
        if run is None or run.finished_at is None:
            raise CommandError("There was no time for all rules: run it again.")
        for name, count in sorted(run.counts.items()):
            self.stdout.write(f"{name}: {count if count >= 0 else 'FAILED'}")
        if run.faults:
            raise CommandError(f"{run.faults} rules could not be kept: see the system's log.")
        self.stdout.write(f"{sum(run.counts.values())} deleted")
