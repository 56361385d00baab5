"""`manage.py erase_shared`: erases what others have shared of one patient, for good."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import erasing


class Command(BaseCommand):
    help = (
        "Erases what was received for sharing about one patient: documents, words, former versions,"
        " files and the patient's key. The log and what was born here stay. Cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("patient", type=uuid.UUID, help="the patient's id here")
        parser.add_argument("--for-good", action="store_true", help="say that you mean it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["for_good"]:
            raise CommandError("Nothing was erased. It cannot be undone: say --for-good.")
        counts = erasing.erase_shared(options["patient"])
        for what, count in counts.items():
            self.stdout.write(f"{what}: {count}")
        self.stdout.write(f"{sum(counts.values())} erased")
