"""`manage.py rotate_keys`: seals with the current keys what older ones have sealed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import key_rotation, sealed
from common.resealing import Resealed


class Command(BaseCommand):
    help = (
        "Seals national ids and document keys with the first of DIS_IDENTITY_KEYS and"
        " DIS_DOCUMENT_KEYS. May be stopped and run again. Exit code 1 while rows name another key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")
        parser.add_argument("--check", action="store_true", help="only tell which keys are named")
        parser.add_argument(
            "--documents",
            action="store_true",
            help="also give each patient a new key and seal all bytes anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = Resealed()
        if not options["check"]:
            done = key_rotation.rotate(most=options["batch"])
        if options["documents"] and not options["check"]:
            renewed = key_rotation.renew_patient_keys()
            self.stdout.write(f"{renewed.done} patients with a new key")
            done += Resealed(0, renewed.unreadable)
        for each in sealed.rows():
            state = "current" if each.is_current else "older" if each.is_known else "UNKNOWN"
            self.stdout.write(f"{each.table}: {each.rows} rows on {state} key {each.key}")
        left = sealed.on_old_keys()
        self.stdout.write(f"{left} rows on old keys")
        if left or done.unreadable:
            raise CommandError(f"{left} rows are on old keys, {done.unreadable} do not open.")
