"""Texts of a sender with marks of HTML in them: text on every page, and nothing else (row 36)."""

from __future__ import annotations

import re

import pytest

from tests.cast import World
from tests.journal import shelf
from tests.journal.shelf import document, own_page, put

pytestmark = [pytest.mark.django_db, pytest.mark.attack(36)]
CORPUS = {
    "script": "<script>alert(1)</script>",
    "handler": "\"><img src=x onerror='alert(2)'>",
    "end of a tag": "</a></li></script></title></textarea><svg/onload=alert(3)>",
    "attribute": "' onmouseover='alert(4)' x='",
    "address": "javascript:alert(5)",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "comment": "<!--><script>alert(6)</script>-->",
    "entities": "&lt;script&gt;&#60;script>",
    "turned letters": "Epikrise \u202etxt.exe\u2066",
    "long": "Et langt ord uten mellomrom: " + "Å" * 470,
}
DEPARTMENT = {"coding": [{"code": "dept"}]}


def hostile(text: str) -> shelf.Resource:
    """A document with the text in every place that a page shows."""
    author = [
        {"reference": "#role", "display": text},
        {"reference": "#org"},
        {"reference": "#unit"},
    ]
    contained = [
        {"resourceType": "PractitionerRole", "id": "role", "code": [{"text": text}]},
        {"resourceType": "Organization", "id": "org", "name": text},
        {"resourceType": "Organization", "id": "unit", "name": text, "type": [DEPARTMENT]},
    ]
    attachment = shelf.holding(text.encode(), "text/plain")
    attachment[0]["attachment"] |= {"title": text, "language": "nb"}
    return document(
        "hostile",
        description=text,
        author=author,
        contained=contained,
        custodian={"display": text},
        type={"text": text},
        content=[*attachment, *attachment],
    )


def put_twice(resource: shelf.Resource) -> None:
    """With a former version, as what comes after it has one."""
    put({**resource, "docStatus": "final"}, resource)


def marks_of(page: str) -> list[str]:
    """The tags of a page without what stands in their addresses and names."""
    return [re.sub(r'"[^"]*"', '""', tag) for tag in re.findall(r"<[a-zA-Z!/][^>]*>", page)]


@pytest.mark.parametrize("name", CORPUS)
def test_a_patients_pages_show_it_as_text(world: World, name: str) -> None:
    reader = shelf.signed_in(world)
    put_twice(hostile("Vanlig tekst"))
    pages = ("/journal/", own_page("hostile"), "/hjem/")
    plain = [reader.get(page) for page in pages]

    put(hostile(CORPUS[name]))

    for page, before in zip(pages, plain, strict=True):
        after = reader.get(page)
        assert after.status_code == 200
        assert "Vanlig tekst" not in after.content.decode()
        assert marks_of(after.content.decode()) == marks_of(before.content.decode()), page
    assert "alert(" not in str(reader.get(f"{own_page('hostile')}last-ned/").headers)


@pytest.mark.parametrize("name", CORPUS)
def test_a_clinicians_pages_show_it_as_text(world: World, name: str) -> None:
    client, address = shelf.opened(world)
    put_twice({**hostile("Vanlig tekst"), "subject": shelf.subject(shelf.TREATED)})
    pages = (address, f"{address}{shelf.id_of('hostile')}/", address.removesuffix("dokumenter/"))
    plain = [client.get(page) for page in pages]

    put({**hostile(CORPUS[name]), "subject": shelf.subject(shelf.TREATED)})

    for page, before in zip(pages, plain, strict=True):
        after = client.get(page)
        assert after.status_code == 200
        assert "Vanlig tekst" not in after.content.decode()
        assert marks_of(after.content.decode()) == marks_of(before.content.decode()), page


@pytest.mark.parametrize("name", CORPUS)
def test_the_log_a_patient_reads_shows_it_as_text(world: World, name: str) -> None:
    put({**hostile("Vanlig tekst"), "subject": shelf.subject(shelf.TREATED)})
    client, address = shelf.opened(world)
    client.get(f"{address}{shelf.id_of('hostile')}/")
    kari = shelf.signed_in(world, "kari")
    before = kari.get("/innsyn/").content.decode()

    put({**hostile(CORPUS[name]), "subject": shelf.subject(shelf.TREATED)})

    after = kari.get("/innsyn/").content.decode()
    assert "Vanlig tekst" in before
    assert "Vanlig tekst" not in after
    assert marks_of(after) == marks_of(before)


def test_a_title_of_500_characters_is_shown_whole(world: World) -> None:
    put(document("d", description="Å" * 500), document("e", description="Å" * 700))
    reader = shelf.signed_in(world)

    assert re.search(rf">{'Å' * 500}\s*<", reader.get("/journal/").content.decode())
    assert f">{'Å' * 500}</h1>" in reader.get(own_page("e")).content.decode()
