"""New keys while everybody reads: no read fails, and a value that was touched is never believed."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from access import gate, key_rotation, sealed, vault
from access.codes import Kind
from access.models import Blob, DutyRun, PatientKey
from access.receiving import IMPORT
from common import crypto
from config import checks
from people import identity
from people.models import Person
from tests.cast import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.attack(60)]
NEW_IDENTITY, NEW_DOCUMENTS = b"i" * 32, b"d" * 32


def put_new_keys_first(settings: Any) -> None:
    settings.IDENTITY_KEYS = [NEW_IDENTITY, *settings.IDENTITY_KEYS]
    settings.DOCUMENT_KEYS = [NEW_DOCUMENTS, *settings.DOCUMENT_KEYS]


def documents_of(world: World, patient: str) -> list[bytes]:
    with gate.open_batch(IMPORT, [world.patients[patient]], Kind.JOURNAL) as grant:
        return [vault.read(grant, blob) for blob in Blob.objects.under(grant).order_by("id")]


class Readers:
    """Threads that read numbers and documents for as long as the block lasts."""

    def __init__(self, world: World, count: int = 3) -> None:
        self.reads, self.failures = 0, [""][:0]
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(world,)) for _ in range(count)]

    def _read(self, world: World) -> None:
        try:
            while not self._stop.is_set():
                for patient in ("kari", "ola"):
                    person = Person.objects.get(id=world.persons[patient])
                    assert len(identity.national_id(person) or "") == 11
                    assert documents_of(world, patient)
                    self.reads += 1
        except Exception as error:
            self.failures.append(repr(error))
        finally:
            connections.close_all()

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)


def test_no_read_fails_while_all_keys_are_changed(committed_world: World, settings: Any) -> None:
    before = documents_of(committed_world, "kari")
    put_new_keys_first(settings)

    with Readers(committed_world) as readers:
        key_rotation.rotate(most=3)
        key_rotation.renew_patient_keys(most=2)

    assert readers.failures == []
    assert readers.reads > 0
    assert sealed.on_old_keys() == 0
    settings.IDENTITY_KEYS, settings.DOCUMENT_KEYS = [NEW_IDENTITY], [NEW_DOCUMENTS]
    assert documents_of(committed_world, "kari") == before
    assert identity.national_id(Person.objects.get(id=committed_world.persons["ola"]))


def test_a_rotation_that_was_stopped_is_finished_by_the_next(
    committed_world: World, settings: Any
) -> None:
    put_new_keys_first(settings)
    _last, first = identity.reseal(uuid.UUID(int=0), 2)
    left = sealed.on_old_keys()

    key_rotation.rotate()

    assert first.done == 2
    assert left > 0
    assert sealed.on_old_keys() == 0
    run = DutyRun.objects.get()
    assert run.counts["resealed"] == left


def test_the_command_says_what_is_left_and_then_nothing(
    committed_world: World, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    put_new_keys_first(settings)
    with pytest.raises(CommandError, match="rows are on old keys"):
        call_command("rotate_keys", "--check")

    call_command("rotate_keys", "--documents")

    assert capsys.readouterr().out.splitlines()[-1] == "0 rows on old keys"


def test_production_does_not_start_without_a_key_that_rows_still_name(
    committed_world: World, settings: Any
) -> None:
    key = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = [NEW_DOCUMENTS]
    refused = list(checks.lost_keys())
    settings.DOCUMENT_KEYS = [NEW_DOCUMENTS, *key]

    assert len(refused) == 1
    assert "access_patientkey" in refused[0]
    assert list(checks.lost_keys()) == []


def test_with_the_old_key_lost_nothing_is_shown_and_the_rotation_says_so(
    committed_world: World, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IDENTITY_KEYS = [NEW_IDENTITY]
    person = Person.objects.get(id=committed_world.persons["kari"])
    with pytest.raises(crypto.Tampered, match="No known key"):
        identity.national_id(person)

    with pytest.raises(CommandError, match="do not open"):
        call_command("rotate_keys")

    assert Person.objects.get(id=person.id).national_id == person.national_id
    assert f"{person.id} was sealed with the unknown key" in caplog.text


def test_a_number_moved_to_another_person_raises_and_alarms(
    committed_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    kari = Person.objects.get(id=committed_world.persons["kari"])
    Person.objects.filter(id=committed_world.persons["ola"]).update(national_id=kari.national_id)

    with pytest.raises(crypto.Tampered):
        identity.national_id(Person.objects.get(id=committed_world.persons["ola"]))

    assert f"{crypto.ALARM}: people_person|national_id|" in caplog.text


def test_a_document_key_moved_to_another_patient_opens_nothing(
    committed_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    swap_keys(committed_world, "kari", "ola")

    with pytest.raises(vault.Damaged):
        documents_of(committed_world, "ola")

    assert f"{crypto.ALARM}: access_patientkey|sealed|" in caplog.text


def test_a_rotation_leaves_what_was_swapped_and_does_all_the_rest(
    committed_world: World, settings: Any
) -> None:
    swap_keys(committed_world, "kari", "ola")
    put_new_keys_first(settings)

    done = key_rotation.rotate()

    assert done.unreadable == 2
    assert sealed.on_old_keys() == 2


def swap_keys(world: World, one: str, other: str) -> None:
    ids = [world.patients[one], world.patients[other]]
    with gate.open_batch(IMPORT, ids, Kind.JOURNAL) as grant:
        first, second = PatientKey.objects.under(grant).order_by("id")
        first.sealed, second.sealed = second.sealed, first.sealed
        PatientKey.ungated.bulk_update([first, second], ["sealed"])


def test_renewing_waits_for_an_import_of_the_patient(committed_world: World) -> None:
    """Bytes that were sealed with the former key while the new one was made would be lost."""
    patient_id = committed_world.patients["kari"]
    held, done = threading.Event(), threading.Event()

    def renew() -> None:
        try:
            held.wait(timeout=20)
            with gate.open_batch(key_rotation.ROTATOR, [patient_id], Kind.JOURNAL) as grant:
                vault.renew(grant)
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=renew)
    thread.start()
    with gate.open_batch(IMPORT, [patient_id], Kind.JOURNAL) as grant:
        (blob,) = vault.keep(grant, [(patient_id, b"came meanwhile")])
        held.set()
        waited = not done.wait(timeout=1)
    thread.join(timeout=20)

    assert waited
    assert b"came meanwhile" in documents_of(committed_world, "kari")
    assert blob.size == len(b"came meanwhile")
    assert connection.in_atomic_block is False
