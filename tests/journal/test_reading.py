"""Reading and downloading a document: what is shown, what is sent, and what is not there."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from access.models import Blob, PatientKey
from tests.cast import World
from tests.journal import files, shelf
from tests.journal.shelf import document, holding, labelled, own_page, put, words
from tests.log_reading import items, last_event, rows_of

pytestmark = pytest.mark.django_db
READING_QUERIES = 22


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def test_a_text_is_shown_on_the_page(reader: Client) -> None:
    put(document("d", content=holding("Blåbær og bjørk".encode(), "text/plain")))

    assert "Blåbær og bjørk" in words(reader.get(own_page("d")))


def test_a_pdf_is_shown_as_pictures_with_its_text_beside(reader: Client) -> None:
    put(document("d", content=holding(files.pdf(2), "application/pdf")))

    answer = reader.get(own_page("d"))

    assert answer.content.decode().count('<img src="data:image/webp;base64,') == 2
    assert "Page 1 of 2" in words(answer)
    assert answer.content.decode().count("<svg viewBox=") == 2
    assert ">Epikrise</text>" in answer.content.decode()


def test_a_type_with_a_parameter_is_the_same_type(reader: Client) -> None:
    data = holding(b"Epikrise", "Text/Plain; charset=utf-8")[0]["attachment"]["data"]
    binary = {"resourceType": "Binary", "id": "b", "contentType": "Text/Plain; charset=utf-8"}
    content = [{"attachment": {"url": "Binary/b"}}]
    put(document("d", content=content), {**binary, "data": data})

    assert "Epikrise" in words(reader.get(own_page("d")))
    assert reader.get(f"{own_page('d')}last-ned/").headers["Content-Disposition"].endswith('.txt"')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (holding(b"PK", "application/zip"), "This kind of file is not shown here."),
        (holding(b"%PDF-1", "application/pdf"), "We could not read the file. It may be damaged."),
        (holding(files.encrypted_pdf(), "application/pdf"), "The file is locked with a password."),
    ],
    ids=["zip", "broken", "locked"],
)
def test_what_cannot_be_shown_says_why_and_can_be_downloaded(
    reader: Client, content: Any, reason: str
) -> None:
    put(document("d", content=content))

    answer = reader.get(own_page("d"))

    assert answer.status_code == 200
    assert reason in words(answer)
    assert f'href="{own_page("d")}last-ned/"' in answer.content.decode()


def test_what_has_not_come_says_so_and_cannot_be_downloaded(reader: Client) -> None:
    put(document("d", content=[{"attachment": {"url": "Binary/borte"}}]))

    answer = reader.get(own_page("d"))

    assert "The document itself has not been received here." in words(answer)
    assert "last-ned" not in answer.content.decode()
    assert reader.get(f"{own_page('d')}last-ned/").status_code == 404


def test_a_download_is_saved_under_a_name_of_ours_and_never_shown(reader: Client) -> None:
    data = b"<script>alert(1)</script>"
    content = holding(data, "text/html")
    content[0]["attachment"]["title"] = "epikrise.pdf.exe"
    put(document("d", content=content))

    answer = reader.get(f"{own_page('d')}last-ned/")

    assert answer.content == data
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A03-2-2025-06-01.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.attack(34)
@pytest.mark.parametrize(
    "code",
    ['A" ; filename="x.exe', "../../etc/passwd", "a\nSet-Cookie: x=1", "å", "A03-2/..", "x" * 99],
)
def test_no_code_of_a_sender_comes_into_a_file_name(reader: Client, code: str) -> None:
    put(document("d", type=shelf.typed(code)))

    answer = reader.get(f"{own_page('d')}last-ned/")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="dokument-2025-06-01.txt"'


@pytest.mark.parametrize("page", ["", "last-ned/"])
def test_a_document_of_somebody_else_is_not_there(world: World, reader: Client, page: str) -> None:
    for document_id in (world.documents["kari N"], world.documents["kari V"], uuid.uuid4()):
        assert reader.get(f"/journal/{document_id}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "last-ned/"])
def test_a_document_under_the_address_of_another_patient_is_not_there(
    world: World, page: str
) -> None:
    put(document("d"))
    client, address = shelf.opened(world)

    assert client.get(f"{address}{shelf.id_of('d')}/{page}").status_code == 404
    assert client.get(f"{address}{world.documents['kari N']}/{page}").status_code == 200
    assert client.get(f"{address}{world.documents['kari NORS']}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "last-ned/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_document_is_only_read(reader: Client, page: str, method: str) -> None:
    put(document("d"))

    assert getattr(reader, method)(f"{own_page('d')}{page}").status_code == 405


@pytest.mark.parametrize("page", ["", "last-ned/"])
def test_a_head_request_has_the_headers_only(reader: Client, page: str) -> None:
    put(document("d"))

    answer = reader.head(f"{own_page('d')}{page}")

    assert answer.status_code == 200
    assert not answer.content


def test_the_neighbours_are_those_of_the_list_one_came_from(reader: Client) -> None:
    notes = [
        document(f"n{n}", type=shelf.typed("B02-2"), date=f"2025-0{n}-01T08:00:00Z")
        for n in (1, 3, 5)
    ]
    put(*notes, document("e", date="2025-02-15T08:00:00Z"))
    query = "?type=B00-1&page=1"

    values = reader.get(f"{own_page('n3')}{query}").context

    assert (values["position"], values["total"]) == (2, 3)
    assert values["previous_url"] == f"{own_page('n5')}{query}"
    assert values["next_url"] == f"{own_page('n1')}{query}"
    assert values["back_url"] == f"/journal/{query}"
    assert reader.get(own_page("n3")).context["total"] == 5
    assert "total" not in reader.get(f"{own_page('e')}{query}").context


def test_a_document_of_the_list_leads_back_with_hostile_filters_unchanged(reader: Client) -> None:
    put(document("d"))
    query = "?sted=%22%3E%3Cscript%3E&page=%00"

    answer = reader.get(f"/journal/{query}")

    assert answer.context["page"].object_list[-1].url.endswith("?sted=%22%3E%3Cscript%3E&page=%00")
    assert "<script>" not in words(answer)


@pytest.mark.parametrize("count", [3, 300])
def test_a_document_asks_the_database_as_often_however_many_there_are(
    reader: Client, django_assert_num_queries: Any, count: int
) -> None:
    put(*(document(f"nr-{n}") for n in range(count)))
    reader.get(own_page("nr-1"))

    with django_assert_num_queries(READING_QUERIES):
        assert reader.get(own_page("nr-1")).status_code == 200


def blob_of(world: World) -> Blob:
    """The newest bytes that were stored for the reader."""
    patient_id = world.patients[shelf.OWN]
    with rows_of(patient_id):
        rows = Blob.ungated.filter(patient_id=patient_id)
        return next(each for each in rows if each.size == len(b"Hemmelig"))


def damage(world: World, how: str) -> None:
    blob, storage = blob_of(world), storages["documents"]
    sealed = storage.open(blob.name).read()
    changed = {"changed": sealed[:-1] + bytes([sealed[-1] ^ 1]), "short": sealed[:6], "empty": b""}
    if how == "erased":
        with rows_of(blob.patient_id):
            PatientKey.ungated.filter(patient_id=blob.patient_id).delete()
        return
    storage.delete(blob.name)
    if how != "missing":
        storage.save(blob.name, ContentFile(changed[how]))


@pytest.mark.parametrize("how", ["changed", "short", "empty", "missing", "erased"])
def test_damaged_bytes_are_told_in_words_and_in_the_log(
    world: World, reader: Client, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(document("d", content=holding(b"Hemmelig", "text/plain")))
    damage(world, how)

    answer = reader.get(own_page("d"))

    assert answer.status_code == 200
    assert "What we have stored of it is damaged" in words(answer)
    assert "last-ned" not in answer.content.decode()
    patient_id = world.patients[shelf.OWN]
    assert last_event(patient_id).item_id == shelf.id_of("d")
    assert [each.outcome for each in items(patient_id) if each.outcome == "damaged"] == ["damaged"]
    assert f"The bytes of {blob_of(world).id} are damaged" in caplog.text


def test_a_download_of_damaged_bytes_leads_to_the_page_that_says_so(
    world: World, reader: Client
) -> None:
    put(document("d", content=holding(b"Hemmelig", "text/plain")))
    damage(world, "changed")

    answer = reader.get(f"{own_page('d')}last-ned/")

    assert (answer.status_code, answer.headers["Location"]) == (302, own_page("d"))


def test_a_patient_reading_what_she_has_blocked_is_told_of_no_opening(reader: Client) -> None:
    put(document("d", securityLabel=labelled("NORS")))

    assert "opened by you" not in reader.get(own_page("d")).content.decode()
    assert "blocked by the patient" not in reader.get("/journal/").content.decode()
