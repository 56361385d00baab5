"""Attachments in a print: behind the document that they belong to, each with its own heading."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from access.codes import Action
from journal.views import printing
from tests.cast import CONSENT, World
from tests.journal import files, shelf
from tests.journal.prints import OWN, PART, chosen, parts, pretend_many_pages, record_print
from tests.journal.shelf import document, holding, labelled, put, words
from tests.journal.versions import attached
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db
BARE = holding(b"Brev", "text/plain")


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def printed(answer: Any) -> list[tuple[int, int]]:
    """Which documents and which of their attachments a page holds."""
    return [(each.number, each.place.attached) for each in answer.context["printed"]]


def test_a_document_is_printed_with_its_attachments(reader: Client) -> None:
    put(document("d", content=attached("Skjema", "")))

    page = reader.get(OWN, chosen(shelf.id_of("d")))

    told = words(page)
    assert "1 document from the record With 2 attachments" in told
    assert "Ready to print." in told
    order = [
        *("2 attachments follow.", "Brev", "document 1 of 1, attachment 1 of 2"),
        *("Attachment: Skjema", "Attached to Epikrise d", "Tekst i Skjema"),
        *("attachment 2 of 2", "Attachment: Attachment 2"),
    ]
    places = [told.index(each) for each in order]
    assert places == sorted(places)
    body = page.content.decode()
    assert ('id="print-1-0"' in body, 'id="print-1-2"' in body) == (True, True)


def test_in_a_set_each_attachment_is_fetched_behind_its_document(reader: Client) -> None:
    put(
        document("a", content=attached("Skjema", "Bilde"), date="2025-06-12T08:00:00Z"),
        document("b", content=attached("Kart"), date="2025-06-11T08:00:00Z"),
        document("c", content=BARE, date="2025-06-10T08:00:00Z"),
    )
    ids = [shelf.id_of(each) for each in "abc"]

    page = reader.get(OWN, chosen(*ids))
    found = parts(reader, page)

    assert [each.attachment_count for each in page.context["contents"]] == [2, 1, 0]
    assert "3 documents from the record With 3 attachments" in words(page)
    places = [(each.context["each"].number, each.context["each"].place.attached) for each in found]
    assert places == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0)]
    assert "Tekst i Bilde" in found[2].content.decode()
    told = [each.content.decode() for each in found]
    assert "0 of 3 documents are ready" in told[0]
    assert "1 of 3 documents are ready" in told[2]
    assert "Ready to print." in told[5]


def test_without_scripts_a_few_are_shown_at_a_time(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "AT_ONCE", 2)
    put(
        document("a", content=attached("Skjema", "Bilde"), date="2025-06-12T08:00:00Z"),
        document("b", content=BARE, date="2025-06-11T08:00:00Z"),
    )
    cover = reader.get(OWN, chosen(shelf.id_of("a"), shelf.id_of("b")))
    first = reader.get(cover.context["next_url"])
    second = reader.get(first.context["next_url"])
    assert (printed(first), printed(second)) == ([(1, 0), (1, 1)], [(1, 2), (2, 0)])
    assert "Go on with document 1 of 2" in words(first)
    assert "next_url" not in second.context


def test_an_attachment_that_cannot_be_printed_says_so_and_the_next_one_comes(
    reader: Client,
) -> None:
    data = base64.b64encode(files.encrypted_pdf()).decode()
    content = attached("Skjema", "Bilde")
    content[1]["attachment"] |= {"contentType": "application/pdf", "data": data}
    content.append({"attachment": {"title": "Aldri", "url": "https://arkiv.example/1"}})
    put(document("d", content=content))

    told = words(reader.get(OWN, chosen(shelf.id_of("d"))))

    assert "Attachment: Skjema" in told
    assert "Not printed: The file is locked with a password." in told
    assert "Tekst i Bilde" in told
    assert "Not printed: The document itself has not been received here." in told


def test_more_than_twenty_attachments_are_told_and_not_printed(reader: Client) -> None:
    put(document("d", content=attached(*(f"nr {n}" for n in range(23)))))

    page = reader.get(OWN, chosen(shelf.id_of("d")))

    assert "With 20 attachments" in words(page)
    assert "20 attachments follow. 3 more are not printed" in words(page)
    assert len(page.context["printed"]) == printing.AT_ONCE
    assert len(parts(reader, page)) == 21 - printing.AT_ONCE


def test_a_long_attachment_goes_on_and_the_next_one_comes(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_many_pages(monkeypatch)
    data = base64.b64encode(files.pdf()).decode()
    content = attached("Lang", "Kort")
    content[1]["attachment"] |= {"contentType": "application/pdf", "data": data}
    put(document("d", content=content))

    page = reader.get(OWN, chosen(shelf.id_of("d")))
    found = parts(reader, page)

    assert printed(page) == [(1, 0), (1, 1)]
    assert page.content.decode().count("<figure") == 20
    assert [each.content.decode().count("<figure") for each in found] == [3, 0]
    places = [each.context["each"].place for each in found]
    assert [(each.attached, each.first) for each in places] == [(1, 21), (2, 1)]


@pytest.mark.attack(4)
@pytest.mark.attack(15)
def test_nothing_attached_to_a_mistake_or_to_what_is_hidden_is_printed(world: World) -> None:
    content = attached("Skjema")
    put(
        document("feil", content=content, status="entered-in-error"),
        document("skjult", content=content, securityLabel=labelled("NORN_FFL")),
        document("sperret", shelf.TREATED, content=content, securityLabel=labelled("NORS")),
    )
    reader, (berg, _) = shelf.signed_in(world), shelf.opened(world)
    mistake, hidden, blocked = map(shelf.id_of, ("feil", "skjult", "sperret"))

    page = reader.get(OWN, chosen(mistake))
    assert (page.context["attachment_count"], len(page.context["printed"])) == (0, 1)
    answers = [page]
    for one in (mistake, hidden):
        answers.append(reader.get(OWN, chosen(one, nr=1, vedlegg=1), headers=PART))
    place = record_print(world)
    answers.append(berg.get(place, chosen(blocked, nr=1, vedlegg=1), headers=PART))
    for answer in answers:
        assert "Tekst i Skjema" not in answer.content.decode()
    assert "An attachment is not available to you any more" in words_of(answers[1])


def words_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.attack(57)
def test_each_fetched_attachment_is_an_event_and_a_page_notes_its_document_once(
    world: World,
) -> None:
    put(document("d", shelf.TREATED, content=attached("Skjema", "Bilde")))
    put(document("s", shelf.TREATED, content=attached("X"), securityLabel=labelled("NORS")))
    client, _ = shelf.opened(world)
    session = client.session
    session["attestation"] = str(world.attested("berg", "kari", CONSENT).attestation_id)
    session.save()
    own, blocked = shelf.id_of("d"), shelf.id_of("s")
    place = record_print(world)

    for one in (own, blocked):
        client.get(place, chosen(one))
    client.get(place, chosen(own, blocked, nr=1, vedlegg=2), headers=PART)

    told = items(world.patients["kari"])
    of_prints = [e for e in events(world.patients["kari"]) if e.action == Action.PRINT]
    outcomes = [sorted(i.outcome for i in told if i.event_id == each.id) for each in of_prints]
    assert outcomes == [["listed", "shown"], ["shown", "unblocked", "unblocked"], ["shown"]]
    assert of_prints[2].item_id == own


def test_an_attachment_that_is_not_there_is_told_and_logged(world: World, reader: Client) -> None:
    put(document("d", content=BARE))
    answer = reader.get(OWN, chosen(shelf.id_of("d"), nr=1, vedlegg=1), headers=PART)
    assert "An attachment is not available to you any more" in answer.content.decode()
    assert items(world.patients[shelf.OWN])[-1].outcome == "not-shown"
