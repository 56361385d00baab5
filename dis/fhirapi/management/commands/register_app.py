"""`manage.py register_app`: lets an app of citizens or clinicians in (SMART on FHIR)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fhirapi.smart.registering import NewApp, NotRegistered
from fhirapi.systems.registering import register_app


class Command(BaseCommand):
    help = "Registers an app, and prints its client_id and, once, its secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what people read")
        parser.add_argument("--publisher", required=True, help="who makes it")
        parser.add_argument("--redirect", action="append", required=True, help="https, whole")
        parser.add_argument("--origin", action="append", default=[], help="of its pages, if others")
        parser.add_argument("--scope", action="append", required=True, help="such as patient/*.rs")
        parser.add_argument("--launch", default="", help="where it is opened from a record")
        parser.add_argument("--confidential", action="store_true", help="it can keep a secret")
        parser.add_argument("--purpose-nb", default="", help="what it is for, in Bokmål")
        parser.add_argument("--purpose-nn", default="", help="the same in Nynorsk")
        parser.add_argument("--jwks", type=Path, help="a file with its public keys: no secret then")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = NewApp(
            name=options["name"],
            publisher=options["publisher"],
            redirects=options["redirect"],
            scopes=options["scope"],
            launch_url=options["launch"],
            is_confidential=options["confidential"],
            origins=options["origin"],
            purpose_nb=options["purpose_nb"],
            purpose_nn=options["purpose_nn"],
            jwks=json.loads(options["jwks"].read_text("utf-8")) if options["jwks"] else None,
        )
        try:
            app, secret = register_app(wanted)
        except NotRegistered as error:
            raise CommandError(str(error)) from error
        told = {"client_id": app.client_id} | ({"client_secret": secret} if secret else {})
        self.stdout.write(json.dumps(told))
