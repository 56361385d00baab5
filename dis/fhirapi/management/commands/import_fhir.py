"""`manage.py import_fhir PATH...`: FHIR files, folders, Bundles and NDJSON into the portal."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from common.logs import masked, one_line
from fhirapi import files
from fhirapi.importing import Report, import_documents


class Command(BaseCommand):
    help = (
        "Imports FHIR R4 resources. Last line: N stored, N unchanged, N refused."
        " Exit code 1 if anything was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--source",
            default="import",
            help="who has sent them: reads and changes them over the API (default: import)",
        )
        parser.add_argument(
            "--believe-senders",
            action="store_true",
            help="who has sent each is what its meta.source says, where it says so; for files whose"
            " maker may speak for all these senders",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bad_files: list[tuple[str, str]] = []
        documents = files.documents(
            options["paths"], on_bad_file=lambda place, why: bad_files.append((place, why))
        )
        with tqdm(unit=" resources", disable=None, file=sys.stderr) as bar:

            def show(count: int) -> None:
                bar.update(count)

            report = import_documents(
                documents,
                source=options["source"],
                believes_senders=options["believe_senders"],
                on_progress=show,
            )
        for place, why in bad_files:
            report.refuse(place, why)
        self._tell(report)
        if report.refusals:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        for refusal in report.refusals:
            self.stderr.write(one_line(masked(refusal)))
        for name, count in sorted(report.homeless.items()):
            self.stdout.write(f"{name}: {count} passed over, this type has no home here yet")
        self.stdout.write(report.summary)
