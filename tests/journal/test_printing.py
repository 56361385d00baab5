"""Printing a set of documents: what is in it, what never is, what is said, and what is logged."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from access.codes import Action
from common import clock
from demo.cast.persons import persons
from tests.cast import CONSENT, World, canary
from tests.journal import files, shelf
from tests.journal.prints import OWN, PART, chosen, parts, pretend_many_pages, record_print
from tests.journal.shelf import document, holding, put, words
from tests.log_reading import events, items

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(world: World) -> Client:
    return shelf.signed_in(world)


def put_texts(*names: str) -> list[uuid.UUID]:
    put(
        *(
            document(
                name,
                date=f"2025-06-{10 + at:02}T08:00:00Z",
                content=holding(f"Innhold i {name}".encode(), "text/plain"),
            )
            for at, name in enumerate(names)
        )
    )
    return [shelf.id_of(name) for name in names]


def test_one_document_is_printed_with_a_cover(reader: Client) -> None:
    (only,) = put_texts("en")

    page = reader.get(OWN, chosen(only))

    assert "1 document from the record" in words(page)
    assert "Innhold i en" in words(page)
    assert "Ready to print." in words(page)


def test_a_set_is_fetched_one_by_one_and_says_how_far_it_has_come(reader: Client) -> None:
    ids = put_texts("en", "to", "tre")

    page = reader.get(OWN, chosen(*ids))

    assert [str(row.title) for row in page.context["contents"]] == [
        "Epikrise tre",
        "Epikrise to",
        "Epikrise en",
    ]
    assert "Innhold" not in words(page)
    found = parts(reader, page)
    told = [answer.content.decode() for answer in found]
    assert ["Innhold i tre" in told[0], "Innhold i to" in told[1]] == [True, True]
    assert "1 of 3 documents are ready" in told[0]
    assert "Ready to print." in told[2]


def test_without_scripts_a_few_are_shown_at_a_time(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journal.views.printing.AT_ONCE", 2)
    ids = put_texts("en", "to", "tre")

    cover = reader.get(OWN, chosen(*ids))
    address = f'<a class="ds-button" data-variant="secondary" href="{cover.context["next_url"]}"'
    assert address.replace("&", "&amp;") in cover.content.decode()
    first = reader.get(cover.context["next_url"])
    assert [each.number for each in first.context["printed"]] == [1, 2]
    assert "Go on with document 3 of 3" in words(first)
    second = reader.get(first.context["next_url"])
    assert [each.number for each in second.context["printed"]] == [3]
    assert "next_url" not in second.context


def test_the_cover_says_whose_by_whom_why_and_what_is_left_out(world: World) -> None:
    client, _ = shelf.opened(world)

    page = client.get(record_print(world), chosen(world.documents["kari N"]))

    told = words(page)
    for text in ("Kari Nordli", "Ingrid Berg", "Universitetssykehuset Nord-Norge HF"):
        assert text in told, text
    assert "In treatment with you" in told
    withheld = page.context["withheld_count"]
    assert withheld > 0
    assert f"{withheld} documents are blocked by the patient and not included." in told
    assert persons(clock.today())["kari"].national_id not in told


def test_all_that_the_filter_shows_is_printed(reader: Client) -> None:
    notes = put_texts("a")
    put(document("b", type=shelf.typed("B02-2")))

    page = reader.get(OWN, {"alle": "1", "type": "B00-1"})

    assert [row.id for row in page.context["contents"]] == [shelf.id_of("b")]
    everything = reader.get(OWN, {"alle": "1"})
    assert set(notes) < {row.id for row in everything.context["contents"]}


def test_one_print_holds_fifty_and_says_how_many_more_there_are(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journal.views.printing.MOST_DOCUMENTS", 2)
    ids = put_texts("en", "to", "tre")

    for query in (chosen(*ids), {"alle": "1"}):
        page = reader.get(OWN, query)
        assert len(page.context["contents"]) == 2
        assert "One print holds 50 documents." in words(page)


def test_nothing_chosen_says_how_to_choose(reader: Client) -> None:
    for query in ({}, {"d": "x"}, {"nr": "1"}):
        page = reader.get(OWN, query)
        assert page.status_code == 200
        assert "You have not chosen any documents" in words(page)


@pytest.mark.attack(4)
def test_documents_of_another_patient_are_not_there(world: World, reader: Client) -> None:
    (own,) = put_texts("egen")
    others = [world.documents["kari N"], world.documents["ola N"], uuid.uuid4()]
    for other in others:
        assert reader.get(OWN, chosen(other)).status_code == 404
        mixed = reader.get(OWN, chosen(own, other))
        assert [row.id for row in mixed.context["contents"]] == [own]
        assert mixed.context["missing_count"] == 1
    gone = [reader.get(OWN, chosen(own, each, nr=2), headers=PART).content for each in others]
    assert not [body for body in gone if canary("kari N").encode() in body]
    assert (
        len(
            {body.replace(str(each).encode(), b"") for body, each in zip(gone, others, strict=True)}
        )
        == 1
    )


@pytest.mark.attack(4)
def test_a_clinician_prints_under_the_address_of_the_patient_only(world: World) -> None:
    client, _ = shelf.opened(world)

    assert client.get(record_print(world), chosen(world.documents["ola N"])).status_code == 404
    assert (
        client.get(record_print(world, "ola"), chosen(world.documents["ola N"])).status_code == 404
    )
    part = client.get(record_print(world), chosen(world.documents["ola N"], nr=1), headers=PART)
    assert canary("ola N") not in part.content.decode()


@pytest.mark.attack(15)
def test_what_the_patient_has_blocked_is_in_no_print(world: World) -> None:
    client, _ = shelf.opened(world)
    blocked, shown = world.documents["kari NORS"], world.documents["kari N"]

    assert client.get(record_print(world), chosen(blocked)).status_code == 404
    page = client.get(record_print(world), chosen(blocked, shown))
    everything = client.get(record_print(world), {"alle": "1"})
    part = client.get(record_print(world), chosen(blocked, shown, nr=1), headers=PART)
    for answer in (page, everything, part, *parts(client, everything)):
        assert canary("kari NORS") not in answer.content.decode()
        assert canary("title kari NORS") not in answer.content.decode()


def test_what_was_opened_with_consent_is_printed_and_logged_as_unblocked(world: World) -> None:
    client = shelf.signed_in(world, "berg")
    session = client.session
    session["attestation"] = str(world.attested("berg", "kari", CONSENT).attestation_id)
    session.save()
    blocked = world.documents["kari NORS"]

    page = client.get(record_print(world), chosen(blocked))

    assert canary("kari NORS") in page.content.decode()
    event = events(world.patients["kari"])[-1]
    assert event.action == Action.PRINT
    outcomes = {i.outcome for i in items(world.patients["kari"]) if i.event_id == event.id}
    assert outcomes == {"shown", "unblocked"}


def outcomes(world: World, patient: str, action: str = Action.PRINT) -> Sequence[tuple[str, Any]]:
    """What the log says was printed: of each event what it names, and what was shown under it."""
    patient_id = world.patients[patient]
    told = items(patient_id)
    return [
        (str(event.item_id or ""), sorted(i.outcome for i in told if i.event_id == event.id))
        for event in events(patient_id)
        if event.action == action
    ]


def test_a_print_is_logged_with_each_document_that_was_shown(world: World) -> None:
    client, _ = shelf.opened(world)
    ids = [world.documents["kari N"], world.documents["kari V"]]
    page = client.get(record_print(world), chosen(*ids))

    assert outcomes(world, "kari") == [("", ["listed", "listed"])]
    parts(client, page)
    assert {name for name, _ in outcomes(world, "kari")[1:]} == {str(each) for each in ids}


def test_what_is_not_there_is_logged_as_not_shown(world: World, reader: Client) -> None:
    reader.get(OWN, chosen(world.documents["kari N"]))
    assert outcomes(world, shelf.OWN) == [("", ["not-shown"])]


@pytest.fixture
def many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_many_pages(monkeypatch)


@pytest.mark.usefixtures("many_pages")
def test_a_long_document_goes_on_after_twenty_sheets(reader: Client) -> None:
    put(document("d", content=holding(files.pdf(), "application/pdf")))
    (other,) = put_texts("annet")

    found = parts(reader, reader.get(OWN, chosen(other, shelf.id_of("d"))))

    assert [answer.content.decode().count("<figure") for answer in found] == [0, 20, 3]
    assert "fra=21" in found[1].context["next_url"]
    assert "ark=20" in found[1].context["next_url"]
    assert "1 of 2 documents are ready" in found[1].content.decode()


@pytest.mark.usefixtures("many_pages")
def test_a_long_document_alone_is_printed_to_its_end(reader: Client) -> None:
    put(document("d", content=holding(files.pdf(), "application/pdf")))

    page = reader.get(OWN, chosen(shelf.id_of("d")))
    (rest,) = parts(reader, page)
    without_scripts = reader.get(page.context["next_url"])

    assert page.content.decode().count("<figure") == 20
    assert "0 of 1 document is ready" in page.content.decode()
    for answer in (rest, without_scripts):
        assert answer.content.decode().count("<figure") == 3
        assert "Ready to print." in answer.content.decode()


@pytest.mark.usefixtures("many_pages")
def test_a_print_has_no_more_than_two_hundred_sheets(reader: Client) -> None:
    put(document("d", content=holding(files.pdf(), "application/pdf")))
    (other,) = put_texts("annet")
    query = chosen(shelf.id_of("d"), other, nr=1, ark=190)

    answer = reader.get(OWN, query, headers=PART)

    assert "The print has reached 200 sheets." in answer.content.decode()
    assert answer.context["alone_url"].endswith(f"d={shelf.id_of('d')}")


def test_what_cannot_be_printed_says_why(reader: Client) -> None:
    put(document("d", content=holding(files.encrypted_pdf(), "application/pdf")))

    assert "The file is locked with a password." in words(reader.get(OWN, chosen(shelf.id_of("d"))))


@pytest.mark.attack(37)
@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "application/xml"])
def test_what_stands_in_a_document_runs_nothing_on_the_print(
    reader: Client, content_type: str
) -> None:
    hostile = b'<html><script>alert(1)</script><img src=x onerror="alert(1)"></html>'
    title = "<script>alert(2)</script>"
    put(document("d", description=title, content=holding(hostile, content_type)))
    body = reader.get(OWN, chosen(shelf.id_of("d"))).content.decode()

    assert "<script>alert" not in body
    assert "<img src=x" not in body


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_printing_is_only_read(reader: Client, method: str) -> None:
    assert getattr(reader, method)(OWN).status_code == 405
