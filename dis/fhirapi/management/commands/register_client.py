"""`manage.py register_client`: lets a system of an organisation call, by its name at HelseID."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access.client_rules import FOR_CLIENTS
from fhirapi.smart.registering import NewSystem, NotRegistered
from fhirapi.subscriptions import endpoints
from fhirapi.systems.registering import register_address, register_client


class Command(BaseCommand):
    help = "Registers a system for one legal entity. Registered again, it is as told last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client_id", help="its client id at HelseID")
        parser.add_argument("--organization", required=True, help="organisation number")
        parser.add_argument("--name", required=True, help="what people read in the log")
        parser.add_argument(
            "--kind", action="append", required=True, choices=sorted(FOR_CLIENTS), help="of data"
        )
        parser.add_argument(
            "--endpoint",
            action="append",
            default=[],
            help="an address at which it may be told what is new; its secret is ENDPOINT_SECRET",
        )
        parser.add_argument("--rate", type=int, help="requests in a minute, if not the usual")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = register_client(
                NewSystem(
                    client_id=options["client_id"],
                    number=options["organization"],
                    name=options["name"],
                    kinds=sorted(set(options["kind"])),
                    rate=options["rate"],
                )
            )
            for url in options["endpoint"]:
                register_address(found, url, os.environ.get("ENDPOINT_SECRET", ""))
        except NotRegistered as error:
            raise CommandError(str(error)) from error
        except endpoints.NotRegistered as error:
            raise CommandError(f"This address is not taken: {error}.") from error
        self.stdout.write(f"{found.client_id} calls for {options['organization']}")
