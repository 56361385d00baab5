"""Reading in with real commits: workers at once, a worker that dies, an import in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connections, transaction

from access import gate
from access.codes import Kind
from access.grant import Grant
from journal import reading_in
from journal.models import DocumentReference, DocumentText
from journal.reading_in import Counts
from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import document, holding, id_of, put
from tests.journal.versions import attached

TABLE = "journal_documentreference"


@pytest.fixture
def brought(committed_world: World) -> World:
    reading_in.drain(60)
    put(*(document(f"nr-{n}", content=holding(b"feber", "text/plain")) for n in range(30)))
    return committed_world


def texts(world: World) -> list[DocumentText]:
    patient_id = world.patients[shelf.OWN]
    with gate.open_batch(reading_in.READER, [patient_id], Kind.JOURNAL) as grant:
        return list(DocumentText.objects.under(grant).filter(text="feber"))


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    found: list[Any] = []

    def run(action: Callable[[], Any]) -> None:
        try:
            found.append(action())
        except BaseException as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_workers_at_once_read_everything_once_and_none_fails(brought: World) -> None:
    found = at_once(*[lambda: reading_in.drain(60)] * 3)
    assert not [each for each in found if not isinstance(each, Counts)]
    reading_in.drain(60)
    assert len(texts(brought)) == 30


def test_a_worker_that_dies_leaves_everything_to_the_next(
    brought: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*arguments: Any, **more: Any) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as broken:
        broken.setattr(reading_in, "_store", dies)
        with pytest.raises(SystemExit):
            reading_in.drain(60)
    assert texts(brought) == []
    assert reading_in.drain(60) == Counts(read=30)


def test_an_import_in_between_is_not_kept_waiting_and_its_words_win(
    brought: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, new = reading_in.words_of, document("nr-1", content=holding(b"nyere", "text/plain"))

    def slow(grant: Grant, of: DocumentReference, number: int) -> str:
        if of.id == id_of("nr-1") and of.version == 1:
            assert at_once(lambda: put(new)) == [None]
        return real(grant, of, number)

    monkeypatch.setattr(reading_in, "words_of", slow)
    reading_in.drain(60)
    reading_in.drain(60)
    patient_id = brought.patients[shelf.OWN]
    with gate.open_batch(reading_in.READER, [patient_id], Kind.JOURNAL) as grant:
        kept = DocumentText.objects.under(grant).get(document_id=id_of("nr-1"))
    assert (kept.text, kept.version) == ("nyere", 2)


def test_what_has_attachments_is_read_anew_when_they_are_first_searched(brought: World) -> None:
    put(document("med", content=attached("Skjema")))
    reading_in.drain(60)
    migration = import_module("journal.migrations.0008_words_of_attachments")
    before = {row.id for row in texts(brought)}

    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(migration.READ_ANEW)
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = %s", [TABLE])
        assert cursor.fetchone() == (True,)

    waiting = {document_id for document_id, _ in reading_in._waiting(1000)}
    assert shelf.id_of("med") in waiting
    assert waiting.isdisjoint(shelf.id_of(f"nr-{n}") for n in range(30))
    assert {row.id for row in texts(brought)} == before
