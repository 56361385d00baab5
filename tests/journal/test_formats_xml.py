"""XML from strangers: nothing in it is expanded, fetched or followed, and it ends soon.

Row 30 of the attack list.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from journal.convert import TooLarge, Unreadable, convert
from journal.formats import xml
from journal.presenters.contents import content
from tests.journal import messages
from tests.journal.work import at_most

pytestmark = pytest.mark.attack(30)
SECONDS = 2  # of work in which whatever is sent must be refused
V3 = 'xmlns="urn:hl7-org:v3"'


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """A port that nobody may knock at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


def typed(subset: str, inside: str = "&e;") -> bytes:
    """A CDA with a document type."""
    text = f"<title>{inside}</title>"
    return f"<!DOCTYPE ClinicalDocument {subset}><ClinicalDocument {V3}>{text}".encode() + (
        b"</ClinicalDocument>"
    )


def laughs() -> bytes:
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return typed(f"[{''.join(lines)}]", "&e9;")


def blow_up() -> bytes:
    return typed(f'[<!ENTITY e "{"x" * 100_000}">]', "&e;" * 20_000)


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "a file": lambda port: typed('[<!ENTITY e SYSTEM "file:///etc/passwd">]'),
    "an address": lambda port: typed(f'[<!ENTITY e SYSTEM "http://127.0.0.1:{port}/">]'),
    "a public name": lambda port: typed(f'[<!ENTITY e PUBLIC "x" "http://127.0.0.1:{port}/">]'),
    "a parameter": lambda port: typed(f'[<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/"> %p;]'),
    "another's type": lambda port: typed(f'SYSTEM "http://127.0.0.1:{port}/x.dtd"', "x"),
    "laughs": lambda port: laughs(),
    "blow-up": lambda port: blow_up(),
    "an own entity": lambda port: typed('[<!ENTITY e "x">]'),
    "an empty type": lambda port: typed("", "x"),
    "in UTF-16": lambda port: laughs().decode().encode("utf-16"),
    "an unknown entity": lambda port: messages.cda(title="&e;"),
    "no end": lambda port: messages.cda()[:-9],
    "no known encoding": lambda port: b'<?xml version="1.0" encoding="x"?>' + messages.cda()[38:],
    "two roots": lambda port: messages.cda() + messages.cda()[38:],
}


@pytest.mark.parametrize("kind", ["cda", "kith"])
@pytest.mark.parametrize("name", HOSTILE)
def test_xml_that_names_anything_outside_itself_is_refused_soon(
    name: str, kind: str, canary: socket.socket
) -> None:
    data = HOSTILE[name](canary.getsockname()[1])

    with at_most(SECONDS), pytest.raises(Unreadable):
        convert(kind, data)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_reader_is_told_in_words(name: str) -> None:
    found = content("Epikrise", (HOSTILE[name](1), "application/xml"))

    assert found.kind == "none"
    assert found.reason


def test_what_another_file_is_to_be_put_in_is_not_fetched(canary: socket.socket) -> None:
    url = f"http://127.0.0.1:{canary.getsockname()[1]}/"
    include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{url}" parse="text"/>'
    style = f'<?xml-stylesheet type="text/xsl" href="{url}"?>'
    data = messages.cda(messages.section(f"<paragraph>Her: {include}.</paragraph>"), head=style)

    found = convert("cda", data)

    assert "Her: ." in found.html
    assert "127.0.0.1" not in found.html


@pytest.mark.parametrize("kind", ["cda", "kith"])
@pytest.mark.parametrize("depth", [xml.DEEPEST + 1, 10_000, 1_000_000])
def test_xml_deeper_than_anyone_writes_it_is_too_large(kind: str, depth: int) -> None:
    data = messages.cda(messages.section("<content>" * depth + "</content>" * depth))

    with at_most(SECONDS * 2), pytest.raises(TooLarge):
        convert(kind, data)


def test_more_xml_than_a_page_can_show_is_too_large() -> None:
    data = messages.cda(messages.section("x" * xml.MOST_BYTES))

    with pytest.raises(TooLarge):
        convert("cda", data)
