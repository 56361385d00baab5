"""`manage.py export_patient`: a copy of everything that is kept of one patient."""

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from access import exporting


class Command(BaseCommand):
    help = (
        "Writes every row and file about one patient into a ZIP, with a manifest. It holds what the"
        " patient may not have a right to see: look through it before you hand it out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("patient", type=uuid.UUID, help="the patient's id here")
        parser.add_argument("file", type=Path, help="the ZIP to write; must not be there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        # For the eyes of whoever runs the command only.
        options["file"].touch(mode=0o600, exist_ok=False)
        with options["file"].open("r+b") as file:
            manifest = exporting.export_everything(options["patient"], file)
        for table, count in manifest.tables.items():
            self.stdout.write(f"{table}: {count}")
        for each in manifest.damaged:
            self.stdout.write(f"damaged: {each}")
        rows = sum(manifest.tables.values())
        self.stdout.write(f"{rows} rows, {len(manifest.files)} files")
