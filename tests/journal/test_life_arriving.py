"""Attachments, late and repeated arrival: what an import keeps, gives back, and reads in anew."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from access import gate, vault
from access.codes import Kind
from access.models import Blob
from access.receiving import IMPORT
from common import clock
from fhirapi.importing import Document, import_documents
from journal.models import DocumentReference
from journal.wire import as_received
from tests.cast import SOURCE, World, import_resources
from tests.journal import shelf
from tests.journal.shelf import document, put

pytestmark = pytest.mark.django_db
OWN = shelf.OWN


def attached(*attachments: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"attachment": {"contentType": "text/plain", **each}} for each in attachments]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def binary(own_id: str, data: bytes) -> dict[str, Any]:
    return {
        "resourceType": "Binary",
        "id": own_id,
        "contentType": "text/plain",
        "data": encoded(data),
    }


def row(world: World, own_id: str) -> DocumentReference:
    with gate.open_batch(IMPORT, [world.patients[OWN]], Kind.JOURNAL) as grant:
        found: DocumentReference = DocumentReference.objects.under(grant).get(
            id=shelf.id_of(own_id)
        )
        return found


def mark_read_in(world: World, own_id: str) -> None:
    with gate.open_batch(IMPORT, [world.patients[OWN]], Kind.JOURNAL) as grant:
        rows = DocumentReference.objects.under(grant).filter(id=shelf.id_of(own_id))
        rows.update(is_read_in=True)


def test_attachments_are_sealed_and_come_back_to_the_last_character(world: World) -> None:
    odd = encoded(b"Linjeskift i base64")
    sent = document(
        "d",
        content=attached(
            {"data": encoded(b"Brev")},
            {"title": "Bilde", "data": encoded(b"Vedlegg en")},
            {"title": "Skjema", "data": f"{odd[:8]}\n {odd[8:]}"},
            {"title": "Senere", "url": "Binary/vedlegg"},
        ),
        meta={"source": SOURCE},
    )
    text = json.dumps(sent, ensure_ascii=False)

    report = import_documents([Document("d", text)], source=SOURCE)

    assert not report.refusals
    with gate.open_batch(IMPORT, [world.patients[OWN]], Kind.JOURNAL) as grant:
        stored = DocumentReference.objects.under(grant).get(id=shelf.id_of("d"))
        assert as_received(grant, stored.wire) == text
        assert "VmVkbGVnZyBlbg" not in stored.wire
        assert "VmVkbGVnZyBlbg" not in json.dumps(stored.attachments)
        blobs = Blob.objects.under(grant).in_bulk([each.get("blob") for each in stored.attachments])
        found = [
            vault.read(grant, blobs[next(k for k in blobs if str(k) == each["blob"])])
            for each in stored.attachments[:2]
        ]
    assert found == [b"Vedlegg en", b"Linjeskift i base64"]
    assert [each["size"] for each in stored.attachments] == [10, 19, None]
    assert all("data" not in each for each in stored.attachments)


def test_a_binary_that_only_an_attachment_points_at_finds_its_patient(world: World) -> None:
    put(document("d", content=attached({"data": encoded(b"Brev")}, {"url": "Binary/vedlegg"})))
    mark_read_in(world, "d")

    refused = import_resources([binary("vedlegg", b"Vedlegg"), binary("ingens", b"Ingens")])

    assert len(refused) == 1
    assert "no DocumentReference points at it" in refused[0]
    assert row(world, "d").is_read_in is False


@pytest.mark.parametrize("what", ["document", "binary", "nothing"])
def test_words_are_read_in_anew_when_something_has_changed(world: World, what: str) -> None:
    sent = document("d", content=attached({"url": "Binary/b"}))
    put(sent, document("annet"), binary("b", b"Tekst"))
    mark_read_in(world, "d")
    mark_read_in(world, "annet")

    if what == "document":
        put({**sent, "description": "Rettet"})
    elif what == "binary":
        put(binary("b", b"Rettet"))
    else:
        put(sent, binary("b", b"Tekst"))

    assert row(world, "d").is_read_in is (what == "nothing")
    assert row(world, "annet").is_read_in is True


def test_bytes_of_a_former_version_are_not_those_of_the_newer(world: World) -> None:
    put(document("d"))
    put(document("d", content=attached({"url": "Binary/paa-vei"})))

    stored = row(world, "d")
    assert (stored.blob_id, stored.binary_id is None) == (None, False)


def test_a_thousand_attachments_are_kept(world: World) -> None:
    many = [{"title": f"Vedlegg {n}", "data": encoded(b"%d" % n)} for n in range(1000)]
    put(document("d", content=attached({"data": encoded(b"Brev")}, *many)))

    assert len(row(world, "d").attachments) == 1000


def days(count: float) -> str:
    return (clock.now() + timedelta(days=count)).isoformat()


@pytest.mark.parametrize(
    ("written", "is_late"),
    [(-1, False), (21, False), (12.9, True), (1, True), (-0.5, False)],
    ids=["history", "in time", "late", "very late", "before anything was delivered"],
)
def test_what_was_written_after_its_sender_began_and_came_a_week_later_is_late(
    world: World, written: float, is_late: bool
) -> None:
    sent = document("sen", date=days(written))
    put(document("forste"))
    later = clock.now() + timedelta(days=21)
    with time_machine.travel(later, tick=False):
        put(sent)

    assert row(world, "sen").arrived_late_at == (later if is_late else None)


def test_a_new_version_is_as_late_as_the_first(world: World) -> None:
    late, in_time = document("sen", date=days(1)), document("rett", date=days(20))
    put(document("forste"))
    with time_machine.travel(clock.now() + timedelta(days=21)):
        put(late, in_time)
        first = row(world, "sen").arrived_late_at
    with time_machine.travel(clock.now() + timedelta(days=60)):
        put({**late, "docStatus": "amended"}, {**in_time, "docStatus": "amended"})

    assert row(world, "sen").arrived_late_at == first is not None
    assert row(world, "rett").arrived_late_at is None


def test_repeated_arrival_changes_nothing(world: World) -> None:
    sent = document("d", content=attached({"data": encoded(b"Brev")}, {"data": encoded(b"Mer")}))
    put(sent)
    before = row(world, "d")
    put(sent)
    after = row(world, "d")

    assert (after.version, after.received_at, after.attachments) == (
        before.version,
        before.received_at,
        before.attachments,
    )
