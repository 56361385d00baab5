"""Owns the portal under the journeys: served for real, with the cast and both local providers.

The rows are committed and stay for all journeys, so a journey looks for what it has done itself
and never counts on what another has left undone.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from pytest_django.live_server_helper import LiveServer

from access import subjects
from common import clock
from demo.cast.persons import Person, persons
from demo.cast.sign_ins import sign_ins
from people import identity
from people.signin import discovery, proofs
from tests.signin.conftest import Providers
from tests.signin_helper import sign_in, user_of

T = TypeVar("T")
ALIASES = dict.fromkeys(["default", "owner"])


@dataclass(frozen=True)
class Portal:
    url: str
    today: date
    folder: Path  # Of the local providers: their keys are in its `state`.
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def ask(self, question: Callable[[], T]) -> T:
        """The answer from the database, in a thread of its own: a browser's allows no look-ups."""

        def asked() -> T:
            try:
                return question()
            finally:
                connections.close_all()

        return self.threads.submit(asked).result()

    def person(self, slug: str) -> Person:
        return persons(self.today)[slug]

    def patient_id(self, slug: str) -> uuid.UUID:
        """The id that stands in the addresses of a patient's record."""

        def found() -> uuid.UUID:
            person_id = identity.person_for(self.person(slug).national_id).id
            return subjects.by_person_ids([person_id])[person_id]

        return self.ask(found)

    def session_of(self, slug: str, provider: str) -> str:
        """The key of a new session, as if the person had come from the provider."""

        def made() -> str:
            user = user_of(identity.person_for(self.person(slug).national_id))
            client = sign_in(Client(), user, provider=provider)
            return client.cookies[settings.SESSION_COOKIE_NAME].value

        return self.ask(made)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Portal]:
    """The portal on a free port, as the application role, with the cast of today."""
    config = setup_databases(verbosity=0, interactive=False, aliases=ALIASES)
    server = LiveServer("127.0.0.1")
    portal = Portal(server.url, clock.today(), folder)
    try:
        call_command("seed_demo", stdout=StringIO(), stderr=StringIO())
        ours = override_settings(BASE_URL=server.url, CSRF_TRUSTED_ORIGINS=[server.url])
        with ours, _providers(folder, portal.today):
            yield portal
    finally:
        server.stop()
        portal.threads.shutdown()
        connections.close_all()
        teardown_databases(config, verbosity=0)


@contextlib.contextmanager
def _providers(folder: Path, today: date) -> Iterator[None]:
    """ID-porten and HelseID, offering the persons of the cast."""
    providers = Providers(folder)
    (folder / "persons.json").write_text(json.dumps(sign_ins(today)), encoding="utf-8")
    origin = f"http://127.0.0.1:{providers.port}"
    policy = settings.CONTENT_SECURITY_POLICY
    directives = {**policy["DIRECTIVES"], "form-action": ["'self'", origin]}
    oidc = {
        name: {
            "issuer": providers.issuer(name),
            "client_id": "dis-portal",
            "key_file": str(file),
        }
        for name, file in providers.keys.items()
    }
    providers.start()
    discovery.forget()
    proofs.client_key.cache_clear()
    try:
        with override_settings(
            OIDC=oidc, CONTENT_SECURITY_POLICY={**policy, "DIRECTIVES": directives}
        ):
            yield
    finally:
        providers.stop()
        discovery.forget()
