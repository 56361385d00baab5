"""`manage.py register_client`: lets a system of an organisation call, by its name at HelseID."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.client_rules import FOR_CLIENTS
from fhirapi.smart.registering import NotRegistered, register_client


class Command(BaseCommand):
    help = "Registers a system for one legal entity. Registered again, it is as told last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client_id", help="its client id at HelseID")
        parser.add_argument("--organization", required=True, help="organisation number")
        parser.add_argument("--name", required=True, help="what people read in the log")
        parser.add_argument(
            "--kind", action="append", required=True, choices=sorted(FOR_CLIENTS), help="of data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = register_client(
                options["client_id"], options["organization"], options["name"], options["kind"]
            )
        except NotRegistered as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{found.client_id} calls for {options['organization']}")
