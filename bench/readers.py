"""Who asks in the bench: a doctor with an attestation and a patient, both signed in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory

from access import gate
from access.actor import Actor, ActorKind
from access.attestation import Statement
from access.codes import Basis, Ground
from bench.population import Somebody
from common import clock
from config.wsgi import application
from demo.cast.persons import persons
from people import directory, identity
from tests.signin_helper import sign_in, user_of


def doctor(patient_id: uuid.UUID) -> Actor:
    """Dr Dahl, who has looked the patient up and stated a ground for opening the record."""
    person = identity.person_for(persons(clock.today())["dahl"].national_id)
    role = directory.current_roles(person.id, clock.today())[0]
    actor = Actor(ActorKind.PRACTITIONER, person.id, role, identified=patient_id)
    made = gate.attest(actor, patient_id, Statement(Basis.DECLARED, Ground.TREATING))
    return actor.attested(made.id)


@dataclass(frozen=True)
class Answer:
    """An answer and what it cost: seconds in the server, and statements of its transactions."""

    status: str
    text: str
    milliseconds: float
    statements: Sequence[str] = ()


@dataclass(frozen=True)
class Browser:
    """Asks for pages through the WSGI application, as a server does, with a session's cookie."""

    cookie: str

    @classmethod
    def of_doctor(cls, patient: Somebody) -> Browser:
        actor = doctor(patient.patient_id)
        assert actor.role is not None
        client = Client(SERVER_NAME="127.0.0.1")
        person = identity.person_for(persons(clock.today())["dahl"].national_id)
        sign_in(client, user_of(person), str(actor.role.id))
        return cls._with(client, {"attestation": str(actor.attestation_id)})

    @classmethod
    def of_patient(cls, patient: Somebody) -> Browser:
        client = Client(SERVER_NAME="127.0.0.1")
        sign_in(client, user_of(patient.person), "citizen", provider="idporten")
        return cls._with(client, {})

    @classmethod
    def _with(cls, client: Client, more: Mapping[str, str]) -> Browser:
        session = client.session
        session.update(more)
        session.save()
        return cls(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")

    def get(self, path: str, *, count: bool = False) -> Answer:
        """Ask and read to the end; the connection goes back to the pool as it does in a server."""
        statements: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append(sql)
            return execute(sql, params, many, context)

        environ = RequestFactory(SERVER_NAME="127.0.0.1", HTTP_COOKIE=self.cookie).get(path).environ
        got: list[str] = []
        with ExitStack() as stack:
            if count:
                stack.enter_context(connection.execute_wrapper(note))
            start = time.perf_counter()
            body: Any = application(environ, lambda status, *more: got.append(status))  # type: ignore[arg-type]  # no `write` is called
            data = b"".join(body)
            body.close()
            took = (time.perf_counter() - start) * 1000
        return Answer(got[0], data.decode(), took, statements)
