"""`manage.py seed_demo`: the cast and its records, in demo and test; a second run adds nothing."""

import json
import tempfile
from argparse import ArgumentParser
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from common import clock
from demo.cast import (
    acting,
    callers,
    choices,
    contacts,
    critical,
    extras,
    measured,
    medicines,
    messages,
    openings,
    requests,
    result_texts,
)
from demo.cast.calendar import reference_day
from demo.cast.resources import bundles, former_bundles
from people import authorisations


class Command(BaseCommand):
    help = "Fills the portal with the synthetic cast. Refuses outside demo and test."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-visits",
            action="store_true",
            help="leave the log empty of readers, as tests of the log want it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT not in {"demo", "test"}:
            raise CommandError("The cast is for demo and test only; this is neither.")
        today = _day()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cast.ndjson"
            self._write(path, today)
            # By name, since demo and fhirapi are rooms side by side that do not import each other.
            call_command(
                "import_fhir",
                str(path),
                believe_senders=True,
                stdout=self.stdout,
                stderr=self.stderr,
            )
        roles = extras.add_portal_roles(today)
        extras.add_agreements(today)
        callers.register()
        authorisations.poll()
        contacts.write(Path(settings.VAR), today)
        result_texts.add(extras.person_of("lie", today))
        closures = extras.add_closures(today)
        is_first_time = closures > 0
        visits = asked = opened = chosen = 0
        if is_first_time and not options["without_visits"]:
            visits = extras.make_visits(today)
            acting.give_power(today)
            acting.assign_next_of_kin(today)
            asked = requests.make_requests(today)
            chosen = choices.make_choices(today)
            opened = openings.make_openings(today)
            messages.add(today)
            critical.limit_treatment(today)
            medicines.tell_and_sign(today)
            measured.add(today)
        self.stdout.write(
            f"{roles} portal roles, {closures} closures, {visits} visits, {asked} requests,"
            f" {chosen} choices, {opened} openings are new"
        )

    def _write(self, path: Path, today: date) -> None:
        with path.open("w", encoding="utf-8") as file:
            # Sent again, a former version would come after the one that replaced it.
            former = former_bundles(today) if extras.is_empty() else ()
            written = chain(former, bundles(today))
            for bundle in tqdm(written, desc="Writing the cast", unit=" bundles", disable=None):
                file.write(json.dumps(bundle, ensure_ascii=False) + "\n")


def _day() -> date:
    """In demo the day of the first seeding, so that the cast stays who it is; in tests today."""
    if settings.ENVIRONMENT == "test":
        return clock.today()
    return reference_day(Path(settings.VAR), clock.today())
