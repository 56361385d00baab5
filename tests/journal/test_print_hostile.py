"""A print holds the HTML of documents in the page itself: nothing hostile may come that far."""

from __future__ import annotations

import re

import pytest

from tests.cast import World
from tests.journal import messages, shelf
from tests.journal.hostile import CANARY, CORPUS
from tests.journal.shelf import document, holding, put
from tests.journal.test_formats_hostile import faults, in_cda, in_kith

pytestmark = pytest.mark.django_db
SCROLLED = "<div role=group tabindex=0>"
BEGIN, END = '<div class="dis-document__html">', "</article>"


def printed(world: World, data: bytes) -> str:
    """What stands of a document in the page of its print."""
    put(document("d", content=holding(data, "text/xml")))
    page = shelf.signed_in(world).get(f"/journal/skriv-ut/?d={shelf.id_of('d')}")
    body = page.content.decode()
    assert body.count(BEGIN) == body.count(END) == 1
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    return body.partition(BEGIN)[2].partition(END)[0]


def all_in_one(kind: str) -> bytes:
    """The whole corpus in one message, as markup where that can be, and as words."""
    parts = [(in_cda if kind == "cda" else in_kith)(each).decode() for each in CORPUS.values()]
    if kind == "cda":
        sections = [
            part[part.index("<component><section>") : part.rindex("</structuredBody>")]
            for part in parts
        ]
        return messages.cda(*sections)
    begin, end = "<Document>", "</MsgHead>"
    documents = [part[part.index(begin) : part.rindex(end)] for part in parts]
    head, tail = parts[0][: parts[0].index(begin)], parts[0][parts[0].rindex(end) :]
    return (head + "".join(documents) + tail).encode()


@pytest.mark.attack(37)
@pytest.mark.parametrize("kind", ["cda", "kith"])
def test_only_words_and_tables_come_onto_a_print(world: World, kind: str) -> None:
    found = printed(world, all_in_one(kind))

    assert "alert(1)" in found
    # Tables that are wider than the page scroll in an element of ours.
    assert faults(found.rpartition("</div>")[0].replace(SCROLLED, "")) == []
    assert not [tag for tag in re.findall(r"<[^>]*>", found) if CANARY in tag]
