"""`manage.py token --as NAME`: a token for the API of the demo, as JSON."""

import json
import uuid
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from access import gate, subjects
from common import clock
from demo.cast import callers, tokens
from demo.cast.calendar import reference_day
from demo.cast.persons import persons
from demo.cast.sign_ins import HELSEID, sign_ins
from people import identity
from people.signin.errors import SignInError

SYSTEM = "system"


class Command(BaseCommand):
    help = "Print a token for the API as JSON. Refuses outside demo and test."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="name", required=True, help="of the cast, or: system")
        parser.add_argument("--patient", help="whom the token is for; a citizen's own without it")
        parser.add_argument("--client", default="", help="the client id of a registered app")
        parser.add_argument(
            "--dpop", action="store_true", help="a token of HelseID, with the key it is bound to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT not in {"demo", "test"}:
            raise CommandError("Tokens without a sign-in are for demo and test only.")
        callers.register()
        try:
            found = _token(options["name"], options["patient"], options["client"], options["dpop"])
        except gate.Refused as refused:
            raise CommandError(f"The gate says no: {refused.reason}.") from refused
        except (tokens.NoToken, SignInError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found))


def _token(name: str, patient: str | None, client: str, is_dpop: bool) -> dict[str, Any]:
    if name == SYSTEM:
        return tokens.of_helseid(None, None, client) if is_dpop else tokens.for_system(client)
    providers = {each["provider"] for each in sign_ins(_day()) if each["sign_in"] == name}
    if not providers:
        raise CommandError(f"{name} signs in nowhere here.")
    person_id = _person(name)
    if HELSEID not in providers:
        if is_dpop:
            raise CommandError(f"{name} is a citizen, and HelseID is for health personnel.")
        return tokens.for_citizen(person_id, _patient(patient or name), client)
    if is_dpop:
        number = persons(_day())[patient].national_id if patient else None
        return tokens.of_helseid(person_id, number, client)
    if patient is None:
        raise CommandError("An app beside the record is for one patient: say --patient NAME.")
    return tokens.for_clinician(person_id, _patient(patient), client)


def _day() -> date:
    """The day on which the cast was made, as in seed_demo."""
    if settings.ENVIRONMENT == "test":
        return clock.today()
    return reference_day(Path(settings.VAR), clock.today())


def _person(name: str) -> uuid.UUID:
    if name not in persons(_day()):
        raise CommandError(f"There is no {name} in the cast.")
    person = identity.person_with(persons(_day())[name].national_id)
    if person is None:
        raise CommandError("The cast is not here: `manage.py seed_demo` first.")
    return person.id


def _patient(name: str) -> uuid.UUID:
    found = subjects.by_person_ids([_person(name)])
    if not found:
        raise CommandError(f"{name} is no patient here.")
    return next(iter(found.values()))
