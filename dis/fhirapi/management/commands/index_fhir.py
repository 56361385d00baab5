"""`manage.py index_fhir`: search values for what was stored before its parameters were declared."""

from typing import Any

from django.core.management.base import BaseCommand

from fhirapi.searching import indexing


class Command(BaseCommand):
    help = (
        "Gives stored FHIR resources the values that the parameters declared now look for."
        " Run it after an upgrade; it may be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for table, count in indexing.index().items():
            self.stdout.write(f"{table}: {count} indexed")
