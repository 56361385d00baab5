"""`manage.py reconcile_log`: holds the log against what patients are shown of it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import reconciliation, runs
from common import clock


class Command(BaseCommand):
    help = (
        "Checks that every look is shown to its patient: yesterday and the days since the last"
        " check, or one day. Exit code 1 where something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="one day, such as 2026-11-22")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["day"] and options["day"] >= clock.today():
            raise CommandError("A day can be checked when it is over: yesterday at the latest.")
        days = [options["day"]] if options["day"] else runs.days_to_check()
        found = [reconciliation.reconcile(day) for day in days]
        for run in found:
            self.stdout.write(
                f"{run.day}: {run.events} events of {run.patients} patients: {run.shown} shown,"
                f" {run.merged} told with an opening, {run.own} own visits, {run.missing} not shown"
                f" ({run.systems} by systems beside them), in {run.milliseconds} ms"
            )
        bad = [run for run in found if run.faults]
        if bad:
            faults = "; ".join(f"{run.day}: {run.faults} {run.first_bad}" for run in bad)
            raise CommandError(f"The log and what is shown of it differ. {faults}")
        self.stdout.write(f"{len(found)} days checked, all shown")
