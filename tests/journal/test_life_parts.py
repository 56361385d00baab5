"""What is attached to a document, and what exists but cannot be shown here."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from journal.life import KEPT_AS
from tests.cast import World, import_resources
from tests.journal import shelf
from tests.journal.shelf import document, holding, own_page, put, words

pytestmark = pytest.mark.django_db
TREATED = shelf.TREATED
SECRET = "Innholdet-som-ingen-annen-har"


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def with_attachments(*names: str, **more: Any) -> list[dict[str, Any]]:
    data = [base64.b64encode(f"Tekst i {name}".encode()).decode() for name in names]
    return [
        *holding(b"Brev", "text/plain"),
        *(
            {"attachment": {"contentType": "text/plain", "title": name, "data": each, **more}}
            for name, each in zip(names, data, strict=True)
        ),
    ]


def test_attachments_are_listed_read_and_saved_each_at_its_own_address(
    world: World, reader: Client
) -> None:
    put(document("d", content=with_attachments("Skjema", "Bilde")))
    page = own_page("d")

    body = words(reader.get(page))
    first, second = reader.get(f"{page}vedlegg/1/"), reader.get(f"{page}vedlegg/2/last-ned/")

    assert "Attachments Skjema Text, 14" in body
    assert "Tekst i Skjema" in words(first)
    assert "Attached to Epikrise d" in words(first)
    assert second.content == b"Tekst i Bilde"
    name = 'attachment; filename="A03-2-2025-06-01-vedlegg-2.txt"'
    assert second.headers["Content-Disposition"] == name
    for number in ("0", "3", "99999999999999999999"):
        assert reader.get(f"{page}vedlegg/{number}/").status_code == 404


def test_an_attachment_comes_later_or_never(reader: Client) -> None:
    content = [
        *holding(b"Brev", "text/plain"),
        {"attachment": {"title": "Senere", "contentType": "text/plain", "url": "Binary/senere"}},
        {"attachment": {"title": "Aldri", "url": "https://arkiv.example/1"}},
    ]
    put(document("d", content=content))
    page = own_page("d")

    body = reader.get(page).content.decode()
    waiting = reader.get(f"{page}vedlegg/1/")
    data = base64.b64encode(b"Her er det").decode()
    sent = {"resourceType": "Binary", "id": "senere", "contentType": "text/plain", "data": data}
    assert not import_resources([sent])

    assert f'href="{page}vedlegg/1/"' in body
    assert f'href="{page}vedlegg/2/"' not in body
    assert "The document itself has not been received here." in words(waiting)
    assert "Her er det" in words(reader.get(f"{page}vedlegg/1/"))


def test_a_binary_of_another_patient_is_never_an_attachment(world: World, reader: Client) -> None:
    url = [{"attachment": {"contentType": "text/plain", "url": "Binary/delt"}}]
    put(document("hennes", TREATED, content=url))
    data = base64.b64encode(SECRET.encode()).decode()
    put({"resourceType": "Binary", "id": "delt", "contentType": "text/plain", "data": data})
    put(document("egen", content=[*holding(b"Brev", "text/plain"), *url]))

    assert SECRET not in reader.get(f"{own_page('egen')}vedlegg/1/").content.decode()
    assert reader.get(f"{own_page('egen')}vedlegg/1/last-ned/").status_code == 404


def test_a_thousand_attachments_are_folded(reader: Client) -> None:
    put(document("d", content=with_attachments(*(f"Vedlegg {n}" for n in range(1000)))))

    body = words(reader.get(own_page("d")))

    assert "Attachments (1000) Show all attachments" in body
    assert body.count("Download Vedlegg") == 1000


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"extension": [{"url": KEPT_AS, "valueCode": "paper"}]},
            "It lies on paper in the archive",
        ),
        ({}, "It lies in another archive, at Universitetssykehuset"),
    ],
    ids=["paper", "archive"],
)
def test_what_is_elsewhere_says_where_and_how_to_ask(
    world: World, reader: Client, members: Any, said: str
) -> None:
    content = [{"attachment": {"title": "Journal", "url": "https://arkiv.example/1"}}]
    put(document("d", content=content, **members), document("h", TREATED, content=content))
    client, address = shelf.opened(world)

    own, hers = reader.get(own_page("d")), client.get(f"{address}{shelf.id_of('h')}/")

    assert "The document exists, but cannot be shown here" in words(own)
    assert said in words(own)
    assert f'href="{own_page("d")}be-om-innsyn/">Ask for access' in own.content.decode()
    assert "It lies in another archive" in words(hers)
    assert "Ask for access" not in words(hers)


def test_a_document_still_on_its_way_is_not_elsewhere(reader: Client) -> None:
    put(document("d", content=[{"attachment": {"url": "Binary/borte"}}]))

    said = words(reader.get(own_page("d")))

    assert "has not been received here" in said
    assert "another archive" not in said
