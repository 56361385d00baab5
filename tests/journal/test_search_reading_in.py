"""Reading the words of documents in: once, whatever happens on the way, and never in the way."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from kombu.exceptions import OperationalError as BrokerDown

from access import gate
from access.codes import Kind
from access.grant import Grant
from access.models import Blob
from common import clock
from config.celery import app
from demo.cast.numbers import synthetic_national_id
from journal import reading_in
from journal.convert import Busy
from journal.models import DocumentReference, DocumentText
from journal.reading_in import Counts
from journal.tasks import read_in
from tests.cast import World
from tests.journal import files, shelf
from tests.journal.shelf import document, holding, id_of, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def drained(world: World) -> None:
    """What the world itself brings is read in."""
    reading_in.drain(60)


def under(world: World) -> Any:
    return gate.open_batch(reading_in.READER, [world.patients[shelf.OWN]], Kind.JOURNAL)


def kept(world: World, own_id: str) -> DocumentText:
    with under(world) as grant:
        found: DocumentText = DocumentText.objects.under(grant).get(document_id=id_of(own_id))
    return found


def waiting() -> int:
    return len(reading_in._waiting(1000))


def test_everything_of_the_world_is_read_in_by_one_draining(world: World) -> None:
    assert waiting() == 0
    assert reading_in.drain(60) == Counts()


def test_title_people_and_text_become_words_with_their_weights(world: World) -> None:
    text = "Blodtrykket er høyt."
    put(document("notat", content=holding(text.encode(), "text/plain")))

    assert reading_in.drain(60) == Counts(read=1)

    found = kept(world, "notat")
    assert found.text == text
    assert "'notat':2A" in found.vector
    assert "'universitetssykehus':" in found.vector
    assert "'blodtrykk':" in found.vector
    assert found.retry_at is None


def test_the_words_of_a_pdf_are_read(world: World) -> None:
    put(document("utskrift", content=holding(files.pdf(), "application/pdf")))
    reading_in.drain(60)
    assert "Epikrise" in kept(world, "utskrift").text


def test_national_ids_become_tokens(world: World) -> None:
    number = synthetic_national_id("in a text", clock.today(), female=True)
    text = f"Søsteren {number[:6]} {number[6:]} og urn:dis:person:{uuid.uuid4()}."
    put(document("slekt", content=holding(text.encode(), "text/plain")))
    reading_in.drain(60)

    found = kept(world, "slekt")
    assert number[6:] not in found.text
    assert number[6:] not in found.vector
    assert found.text.count("urn:dis:person") == 1


@pytest.mark.parametrize("blanks", ["\xa0", "\t", "  ", "\n"])
def test_national_ids_with_other_blanks_become_tokens_too(world: World, blanks: str) -> None:
    number = synthetic_national_id("in a text", clock.today(), female=True)
    text = f"Søsteren {number[:6]}{blanks}{number[6:]} er syk."
    put(document("slekt", content=holding(text.encode(), "text/plain")))
    reading_in.drain(60)

    found = kept(world, "slekt")
    assert number[6:] not in found.text + found.vector
    assert "urn:dis:person" in found.text


def test_reading_in_twice_has_one_effect(world: World) -> None:
    put(document("notat"))
    reading_in.drain(60)
    before = kept(world, "notat")
    with under(world) as grant:
        DocumentReference.objects.under(grant).filter(id=id_of("notat")).update(is_read_in=False)
    read_in()
    read_in()
    after = kept(world, "notat")
    assert (before.id, before.vector) == (after.id, after.vector)


def test_a_new_version_is_read_in_anew(world: World) -> None:
    put(document("notat", content=holding(b"gammelt", "text/plain")))
    reading_in.drain(60)
    put(document("notat", content=holding(b"nyskrevet", "text/plain")))
    assert waiting() == 1
    reading_in.drain(60)
    assert (kept(world, "notat").text, kept(world, "notat").version) == ("nyskrevet", 2)


def test_bytes_that_come_later_are_read_when_they_come(world: World) -> None:
    put(document("peker", content=[{"attachment": {"url": "Binary/sent"}}]))
    reading_in.drain(60)
    assert kept(world, "peker").text == ""
    binary = {"resourceType": "Binary", "id": "sent", "contentType": "text/plain"}
    put({**binary, "data": "a29tbWV0"})
    assert reading_in.drain(60) == Counts(read=1)
    assert kept(world, "peker").text == "kommet"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"%PDF-1.7 broken", "application/pdf"),
        (b"", "text/plain"),
        (b"\x00\x01\x02\xff" * 50, "text/plain"),
        (b"PK\x03\x04", "application/zip"),
        (" ".join(f"ord{n}" for n in range(150_000)).encode(), "text/plain"),
        (("\U00010348" * 5 + " ").encode() * 40_000, "text/plain"),
        (b"x" * 5000, "text/plain"),
        (" ".join(f"http://a{n}.no/b{n}/c{n}-d{n}" for n in range(9000)).encode(), "text/plain"),
    ],
)
def test_whatever_the_bytes_are_the_title_is_found(
    world: World, data: bytes, content_type: str
) -> None:
    put(document("merkelig", content=holding(data or b" ", content_type)))
    assert reading_in.drain(60) == Counts(read=1)
    assert "'merk':2A" in kept(world, "merkelig").vector


def test_one_that_fails_stops_no_other_and_is_tried_again_in_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("frisk"), document("giftig"))
    real = reading_in.words_of

    def poisoned(grant: Grant, of: DocumentReference, number: int) -> str:
        if of.id == id_of("giftig"):
            raise MemoryError("poison")
        return real(grant, of, number)

    monkeypatch.setattr(reading_in, "words_of", poisoned)
    assert reading_in.drain(60) == Counts(read=1, failed=1)
    assert reading_in.drain(60) == Counts()
    assert "'gift':2A" in kept(world, "giftig").vector

    with under(world) as grant:
        rows = DocumentText.objects.under(grant).filter(document_id=id_of("giftig"))
        rows.update(retry_at=clock.now() - reading_in.RETRY_AFTER)
    monkeypatch.undo()
    assert reading_in.drain(60) == Counts(read=1)
    assert kept(world, "giftig").retry_at is None


def test_one_that_cannot_be_stored_stops_no_other_and_is_tried_again_in_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("frisk"), document("giftig"))
    real = reading_in._vector

    def poisoned(of: DocumentReference, text: str) -> Any:
        if of.id == id_of("giftig"):
            raise ValueError("poison")
        return real(of, text)

    monkeypatch.setattr(reading_in, "_vector", poisoned)
    assert reading_in.drain(60) == Counts(read=1, failed=1)
    assert (waiting(), kept(world, "giftig").vector) == (0, "")
    assert kept(world, "giftig").retry_at


def test_a_document_with_endless_titles_of_attachments_is_read_in(world: World) -> None:
    titles = [f"{'x' * 200} {n} " + " ".join(f"ord{n}a{m}" for m in range(9)) for n in range(5000)]
    contents = [{"attachment": {"title": title}} for title in ("x", *titles)]
    put(document("full", content=contents))
    assert reading_in.drain(60) == Counts(read=1)
    assert "'full':2A" in kept(world, "full").vector


def test_damaged_bytes_are_tried_again_in_a_day(world: World) -> None:
    put(document("skadet"))
    with under(world) as grant:
        blob = DocumentReference.objects.under(grant).get(id=id_of("skadet")).blob
        Blob.objects.under(grant).filter(id=blob.id).update(name="00/gone")
    assert reading_in.drain(60) == Counts(failed=1)
    retry_at = kept(world, "skadet").retry_at
    assert retry_at
    assert retry_at > clock.now()


def test_where_the_house_is_busy_a_document_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(data: bytes, content_type: str) -> str:
        raise Busy("full")

    put(document("notat"))
    monkeypatch.setattr(reading_in, "words", busy)
    assert reading_in.drain(60) == Counts()
    assert waiting() == 1


def test_a_batch_ends_in_time_and_the_rest_comes_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("en"), document("to"))
    monkeypatch.setattr(reading_in, "SECONDS", -1)
    assert reading_in.drain(60) == Counts()
    assert waiting() == 2


def test_the_command_says_what_it_did(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    put(document("notat"))
    call_command("read_in")
    assert capsys.readouterr().out == "1 read in, 0 to be tried again\n"


def test_the_beat_sweeps(world: World) -> None:
    schedule = app.conf.beat_schedule
    assert reading_in.TASK in {each["task"] for each in schedule.values()}


@pytest.fixture
def door() -> Iterator[mock.Mock]:
    with mock.patch.object(app, "send_task") as send:
        yield send


def _until_quiet() -> None:
    while reading_in._ringing.locked():
        time.sleep(0.01)


def test_an_import_rings_after_its_commit(
    world: World, door: mock.Mock, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        put(document("notat"))
    assert not door.called
    callbacks[0]()
    _until_quiet()
    assert door.call_args.args == (reading_in.TASK,)


def test_an_import_does_not_wait_for_the_broker_or_fail_with_it(
    world: World, door: mock.Mock, django_capture_on_commit_callbacks: Any
) -> None:
    def hangs(*names: str) -> None:
        time.sleep(0.5)
        raise BrokerDown("nobody there")

    door.side_effect = hangs
    start = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        put(document("notat"))
        reading_in.ring()
        reading_in.ring()
    assert time.monotonic() - start < 0.5
    _until_quiet()
    assert door.call_count == 1


def test_what_is_unchanged_rings_for_nobody(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    put(document("notat"))
    with django_capture_on_commit_callbacks() as callbacks:
        put(document("notat"))
    assert callbacks == []
