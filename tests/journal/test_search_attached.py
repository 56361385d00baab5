"""Words in what is attached to a document: found with it, shown where they stand, never more."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from access import gate
from access.codes import Kind
from access.models import Blob
from common import clock
from demo.cast.numbers import synthetic_national_id
from journal import reading_in, selectors
from journal.models import DocumentReference, DocumentText
from journal.reading_in import Counts, Found
from tests.cast import World
from tests.journal import files, shelf
from tests.journal.searches import bring, search, text, titles
from tests.journal.shelf import document, holding, id_of, labelled, own_page, put, words

pytestmark = pytest.mark.django_db
WORD = "zebraord"


@pytest.fixture(autouse=True)
def read_in(world: World) -> None:
    reading_in.drain(60)


def with_attached(*attached: bytes | str, main: str = "Brev", **more: Any) -> list[dict[str, Any]]:
    """A content with texts or PDFs attached: Vedlegg A, Vedlegg B and so on."""
    found = text(main)
    for at, each in enumerate(attached):
        kind = "text/plain" if isinstance(each, str) else "application/pdf"
        (one,) = holding(each.encode() if isinstance(each, str) else each, kind)
        title = f"Vedlegg {chr(ord('A') + at)}"
        found.append({"attachment": {**one["attachment"], "title": title, **more}})
    return found


def under(world: World) -> Any:
    return gate.open_batch(reading_in.READER, [world.patients[shelf.OWN]], Kind.JOURNAL)


def kept(world: World, own_id: str) -> DocumentText:
    with under(world) as grant:
        found: DocumentText = DocumentText.objects.under(grant).get(document_id=id_of(own_id))
    return found


def binary(own_id: str, words_in_it: str) -> dict[str, Any]:
    data = base64.b64encode(words_in_it.encode()).decode()
    return {"resourceType": "Binary", "id": own_id, "contentType": "text/plain", "data": data}


def test_a_word_in_an_attachment_finds_its_document_and_says_where_it_stands(world: World) -> None:
    bring(document("en", content=with_attached("Noe annet.", f"Her er {WORD} skrevet.")))
    client = shelf.signed_in(world)

    answer = search(client, WORD)

    (row,) = answer.context["page"].object_list
    assert row.place_in == "Vedlegg B"
    assert row.place == f"Her er <mark>{WORD}</mark> skrevet."
    assert f"In the attachment “Vedlegg B”: Her er {WORD} skrevet." in words(answer)
    page = client.get(row.url)
    assert "Vedlegg B has what you searched for" in words(page)
    assert "Vedlegg A has what" not in words(page)
    suffix = f"?sok={answer.context['kept']['sok']}"
    opened = client.get(f"{own_page('en')}vedlegg/2/{suffix}").content.decode()
    assert f'href="{own_page("en")}vedlegg/2/{suffix}"' in page.content.decode()
    assert f"<mark>{WORD}</mark>" in opened
    assert f'href="{own_page("en")}{suffix}"' in opened


def test_a_clinician_finds_it_in_the_record_and_in_the_unit(world: World) -> None:
    bring(document("en", shelf.TREATED, content=with_attached(f"Et {WORD}.")))
    client, address = shelf.opened(world)
    in_record = search(client, WORD, address)
    in_unit = search(client, WORD, "/kliniker/sok/")
    for answer in (in_record, in_unit):
        assert "In the attachment “Vedlegg A”" in words(answer)


def test_words_of_the_document_itself_come_first(world: World) -> None:
    bring(document("en", content=with_attached(f"{WORD} i vedlegget", main=f"{WORD} i brevet")))
    (row,) = search(shelf.signed_in(world), WORD).context["page"].object_list
    assert (row.place_in, row.place) == ("", f"<mark>{WORD}</mark> i brevet")


def test_words_far_into_long_texts_are_placed_in_the_right_attachment(world: World) -> None:
    long = "fyll ord " * 4000
    contents = with_attached("kort", long, f"til sist {WORD}", main=long)
    bring(document("en", content=contents))
    (row,) = search(shelf.signed_in(world), WORD).context["page"].object_list
    assert len(kept(world, "en").text) > selectors.SHOWN_FROM
    assert row.place_in == "Vedlegg C"


def test_the_words_of_a_pdf_that_is_attached_are_read(world: World) -> None:
    bring(document("en", content=with_attached("kort", files.pdf())))
    assert "Epikrise" in kept(world, "en").text


def test_a_document_cannot_pass_its_own_words_off_as_those_of_an_attachment(world: World) -> None:
    bring(document("en", content=with_attached("kort", main=f"Brev \x1e {WORD}")))
    (row,) = search(shelf.signed_in(world), WORD).context["page"].object_list
    assert row.place_in == ""


@pytest.mark.attack(49)
def test_national_ids_in_attachments_become_tokens(world: World) -> None:
    number = synthetic_national_id("in a text", clock.today(), female=True)
    bring(document("en", content=with_attached(f"Søsteren {number} er syk.")))
    found = kept(world, "en")
    assert number[6:] not in found.text + found.vector
    assert "urn:dis:person" in found.text


CITIZEN_HIDDEN = ("NORU", "NORN_FFL", "NORN_KUT", "NORN_ALL", "UKJENT")


@pytest.mark.attack(15)
@pytest.mark.parametrize("code", CITIZEN_HIDDEN)
def test_an_attachment_of_what_is_withheld_is_not_found(world: World, code: str) -> None:
    bring(document("skjult", content=with_attached(WORD), securityLabel=labelled(code)))
    answer = search(shelf.signed_in(world), WORD)
    assert titles(answer) == []
    assert answer.context["page"].paginator.count == 0


@pytest.mark.attack(15)
def test_an_attachment_of_a_mistake_or_of_what_is_blocked_is_not_found(world: World) -> None:
    hidden = {"securityLabel": labelled("NORS")}
    bring(
        document("feil", content=with_attached(WORD), status="entered-in-error"),
        document("sperret", shelf.TREATED, content=with_attached(WORD), **hidden),
    )
    assert titles(search(shelf.signed_in(world), WORD)) == []
    client, address = shelf.opened(world)
    assert titles(search(client, WORD, address)) == []
    assert search(client, WORD, "/kliniker/sok/").context["page"].paginator.count == 0


@pytest.mark.attack(15)
def test_a_binary_of_another_patient_is_not_read_in_as_an_attachment(world: World) -> None:
    pointing = {"attachment": {"title": "Delt", "url": "Binary/delt"}}
    put(document("hennes", shelf.TREATED, content=[pointing]), binary("delt", WORD))
    bring(document("egen", content=[*text("Brev"), pointing]))
    assert titles(search(shelf.signed_in(world), WORD)) == []


def test_when_attachments_change_their_words_are_read_anew(world: World) -> None:
    pointing = {"attachment": {"title": "Bilag", "contentType": "text/plain", "url": "Binary/b"}}
    client = shelf.signed_in(world)
    bring(document("en", content=[*text("Brev"), pointing]))
    assert titles(search(client, "sebra")) == []
    bring(binary("b", "sebra"))
    assert titles(search(client, "sebra")) == ["en"]
    put(binary("b", "giraff"))
    assert titles(search(client, "sebra")) == []
    reading_in.drain(60)
    assert (titles(search(client, "sebra")), titles(search(client, "giraff"))) == ([], ["en"])
    bring(document("en", content=with_attached("elefant")))
    assert (titles(search(client, "giraff")), titles(search(client, "elefant"))) == ([], ["en"])


def test_one_attachment_that_fails_takes_nothing_from_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("en", content=with_attached("tapt", "giftig", WORD)))
    with under(world) as grant:
        rows = DocumentReference.objects.under(grant)
        lost = rows.get(id=id_of("en")).attachments[0]["blob"]
        Blob.objects.under(grant).filter(id=lost).update(name="00/gone")
    real = reading_in.words_of

    def poisoned(grant: Any, of: DocumentReference, number: int) -> str:
        if number == 2:
            raise MemoryError("poison")
        return real(grant, of, number)

    monkeypatch.setattr(reading_in, "words_of", poisoned)
    assert reading_in.drain(60) == Counts(failed=1)
    (row,) = search(shelf.signed_in(world), WORD).context["page"].object_list
    assert row.place_in == "Vedlegg C"
    assert kept(world, "en").retry_at


def test_what_nobody_can_read_is_no_fault(world: World) -> None:
    put(document("en", content=with_attached(b"%PDF-1.7 broken", files.encrypted_pdf(), WORD)))
    assert reading_in.drain(60) == Counts(read=1)
    assert kept(world, "en").text.endswith(WORD)


def test_so_many_attachments_are_read_and_no_longer_than_there_is_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_in, "MOST_ATTACHED", 2)
    put(document("en", content=with_attached("ape", "bever", "condor")))
    assert reading_in.drain(60) == Counts(read=1)
    assert kept(world, "en").text.split("\x1e") == ["Brev", "ape", "bever"]

    put(document("to", content=with_attached("ape", "bever")))
    real, now = reading_in.words_of, time.monotonic

    def slow(grant: Any, of: DocumentReference, number: int) -> str:
        monkeypatch.setattr(time, "monotonic", lambda: now() + 100)
        return real(grant, of, number)

    monkeypatch.setattr(reading_in, "words_of", slow)
    reading_in.read_batch()
    monkeypatch.undo()
    assert kept(world, "to").text == "Brev"
    assert kept(world, "to").retry_at


@pytest.mark.parametrize(
    ("lengths", "cut"),
    [
        ((10, 10), (10, 10)),
        ((1000, 10), (90, 10)),
        ((1000, 10, 1000), (45, 10, 45)),
        ((0, 0, 500), (0, 0, 100)),
        ((1000,), (100,)),
    ],
)
def test_what_is_long_leaves_room_for_what_is_short(
    lengths: tuple[int, ...], cut: tuple[int, ...]
) -> None:
    found = Found(DocumentReference(), ["x" * each for each in lengths]).cut(100)
    assert tuple(map(len, found.parts)) == cut
