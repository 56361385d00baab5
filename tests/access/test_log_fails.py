"""Where the log cannot be written nothing is shown, and nothing is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from access import log
from access.models import StatedAttestation
from tests.cast import World
from tests.house.sweeping import told
from tests.log_reading import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.attack(57)]


def pages(world: World) -> list[tuple[str, str]]:
    """Everything that shows patient data, with who may see it."""
    kari, document = world.patients["kari"], world.documents["kari N"]
    record = f"/kliniker/pasient/{kari}"
    return [
        *(("kari", path) for path in ("/hjem/", "/journal/", "/innsyn/")),
        ("kari", f"/journal/{document}/"),
        ("kari", f"/journal/{document}/last-ned/"),
        ("berg", "/kliniker/enhet/"),
        *(("berg", f"{record}/{path}") for path in ("", "apne/", "dokumenter/")),
        ("berg", f"{record}/dokumenter/{document}/"),
        ("berg", f"{record}/dokumenter/{document}/last-ned/"),
    ]


def browsers(world: World) -> dict[str, Client]:
    kari, berg = world.sign_in("kari", failing=False), world.sign_in("berg", failing=False)
    session = berg.session
    session["attestation"] = str(world.attested("berg", "kari").attestation_id)
    session.save()
    return {"kari": kari, "berg": berg}


@contextmanager
def shut_log() -> Iterator[None]:
    """In the block the database takes no row, as when its disk is full."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # the gate's rows are durable
    with block, connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)


def test_without_events_no_page_shows_anything(world: World) -> None:
    browser = browsers(world)
    for slug, path in pages(world):
        assert browser[slug].get(path).status_code == 200
    with shut_log():
        for slug, path in pages(world):
            answer = browser[slug].get(path)
            assert answer.status_code >= 500, path
            assert not told(world, answer.content, "nobody"), path


def test_without_items_no_page_shows_what_it_could_not_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browsers(world)

    def fails(*args: Any) -> None:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(log, "insert_records", fails)
    record = f"/kliniker/pasient/{world.patients['kari']}"
    for slug, path in (
        ("kari", "/hjem/"),
        ("kari", "/journal/"),
        ("berg", f"{record}/"),
        ("berg", f"{record}/dokumenter/"),
    ):
        answer = browser[slug].get(path)
        assert answer.status_code == 503, path
        assert not told(world, answer.content, "nobody"), path


def test_without_the_event_there_is_no_attestation(world: World) -> None:
    berg, kari = world.sign_in("berg", failing=False), world.patients["kari"]
    with shut_log():
        answer = berg.post(f"/kliniker/pasient/{kari}/apne/", {"basis": "relation"})
    assert answer.status_code >= 500
    with rows_of(kari):
        assert not StatedAttestation.ungated.filter(patient_id=kari).exists()


def test_a_failing_log_does_not_fail_pages_without_patients(world: World) -> None:
    visitor: Callable[[str], Any] = Client().get
    with shut_log():
        for path in ("/", "/hjelp/", "/health/"):
            assert visitor(path).status_code == 200
