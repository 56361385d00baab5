"""A process of the portal, or its connection, is lost in the middle of a transaction: nothing of it
stays, and who sends it again is served."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from demo.stack.places import free_port
from labresults.models import Observation
from people.models import Patient, PatientSource
from tests.cast import World
from tests.fhirapi.calling import call
from tests.fhirapi.sending import NEW, TEXT, bundle, entry, ids, patient, responses
from tests.log_reading import events, rows_of
from tests.stack.running import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
GRANIAN = str(Path(sys.executable).parent / "granian")
PATIENCE = 30  # Seconds.
NEW_PATIENT = bundle(
    entry("POST", "Patient", patient(), NEW),
    entry("POST", "Observation", (TEXT % "x").replace("Patient/x", NEW)),
)
# Who waits for the table that a test has locked.
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
  AND query LIKE 'INSERT INTO "labresults_observation"%'
"""


@dataclass
class Portal:
    """Processes of the web in a group of their own, on the database of the tests."""

    port: int
    token: str
    process: subprocess.Popen[bytes]

    def post(self, body: str) -> tuple[int, dict[str, Any]]:
        """The status and the answer; 0 where the connection is lost."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/fhir+json",
        }
        try:
            asked.request("POST", "/fhir/R4", body, headers)
            found = asked.getresponse()
            return found.status, {**json.loads(found.read()), "retry": found.headers["Retry-After"]}
        except (OSError, http.client.HTTPException):
            return 0, {}

    def serves(self) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request("GET", "/fhir/R4/metadata")
            return asked.getresponse().status == 200
        except OSError:
            return False

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Asking:
    """A request that is under way."""

    portal: Portal
    answer: tuple[int, dict[str, Any]] = (0, {})
    thread: threading.Thread = field(default_factory=threading.Thread)

    def start(self) -> None:
        self.thread = threading.Thread(target=self._ask)
        self.thread.start()

    def _ask(self) -> None:
        self.answer = self.portal.post(NEW_PATIENT)


@pytest.fixture
def portal(committed_world: World) -> Iterator[Portal]:
    out = io.StringIO()
    call_command("token", "--as", "system", stdout=out)
    token, port = str(json.loads(out.getvalue())["access_token"]), free_port()
    name = connection.settings_dict["NAME"]
    own = {"DATABASE_URL": re.sub(r"/\w+\?", f"/{name}?", os.environ["DATABASE_URL"], count=1)}
    command = [GRANIAN, "--interface", "wsgi", "config.wsgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        [*command, "--blocking-threads", "1"],
        env={**os.environ, **own, "BASE_URL": f"http://127.0.0.1:{port}"},
        start_new_session=True,
    )
    found = Portal(port, token, process)
    try:
        assert wait_until(found.serves, PATIENCE)
        yield found
    finally:
        if process.poll() is None:
            found.kill()


@contextmanager
def in_the_middle(portal: Portal) -> Iterator[tuple[Asking, int]]:
    """A transaction that has stored its patient, and waits to store what is about the patient: who
    asks, and the process of the database that serves it."""
    asking = Asking(portal)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE labresults_observation IN SHARE MODE")
        asking.start()
        assert wait_until(lambda: bool(_waiting()), PATIENCE)
        (pid,) = _waiting()
        yield asking, pid
    asking.thread.join(PATIENCE)
    assert wait_until(lambda: not _is_there(pid), PATIENCE)


def _waiting() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return [pid for (pid,) in cursor.fetchall()]


def _is_there(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone() is not None


@pytest.mark.attack(66)
def test_a_process_or_connection_that_is_lost_leaves_nothing_half(
    committed_world: World, portal: Portal
) -> None:
    with in_the_middle(portal) as (asking, pid), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        assert wait_until(lambda: not asking.thread.is_alive(), PATIENCE)
    status, body = asking.answer
    assert (status, body["retry"]) == (503, "5")

    with in_the_middle(portal) as (asking, _):
        portal.kill()
    assert asking.answer[0] == 0

    answer = call(committed_world, "system", "POST", "", body=NEW_PATIENT)
    made, other = responses(answer)
    assert (made["status"], other["status"]) == ("201 Created", "201 Created")
    own_id = uuid.UUID(ids(answer)[0])
    with rows_of(own_id):
        assert Patient.objects.filter(pk=own_id).count() == 1
        assert PatientSource.objects.count() == Observation._base_manager.count() == 1
    # Each began with an event, as the log says first what somebody is about to do.
    assert [each.action for each in events(own_id)].count("write") == 3
