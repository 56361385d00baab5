"""Messages that nobody honest sends: each is refused with its place, and leaves nothing behind."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import timedelta

import pytest

from common import clock
from common.messages import Fate
from labresults.intake.models import WaitingMessage
from labresults.kith import items, values
from labresults.models import Observation
from tests.cast import World
from tests.labresults.kith import item, message, take
from tests.log_reading import rows_of

pytestmark = pytest.mark.django_db
GOOD = message()
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


def with_document_type(subset: str, inside: str = "&e;") -> bytes:
    text = GOOD.decode().replace("Testesen, Test", inside)
    return text.replace("?>", f"?><!DOCTYPE Message {subset}>", 1).encode()


def laughs() -> bytes:
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return with_document_type(f"[{''.join(lines)}]", "&e9;")


def nested(depth: int) -> str:
    return item("1") if depth == 1 else item(str(depth), inside=nested(depth - 1))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "laughs": (laughs, "document type"),
    "a file": (lambda: with_document_type('[<!ENTITY e SYSTEM "file:///etc/passwd">]'), "type"),
    "an address": (lambda: with_document_type('SYSTEM "http://127.0.0.1/x.dtd"', "x"), "type"),
    "an own entity": (lambda: with_document_type('[<!ENTITY e "x">]'), "document type"),
    "an unknown entity": (lambda: GOOD.replace(b"Testesen", b"&x;"), "not XML"),
    "nothing": (lambda: b"", "not XML"),
    "no XML": (lambda: b"MSH|^~\\&|LAB", "not XML"),
    "cut short": (lambda: GOOD[:-20], "not XML"),
    "NUL": (lambda: GOOD.replace(b"Testesen", b"Test\x00sen"), "not XML"),
    "NUL by number": (lambda: GOOD.replace(b"Testesen", b"Test&#0;sen"), "not XML"),
    "another encoding": (lambda: GOOD.replace(b"Testesen", b"T\xe6st"), "not XML"),
    "an unheard-of encoding": (lambda: GOOD.replace(b"UTF-8", b"KLINGON"), "not XML"),
    "UTF-16 without a mark": (lambda: GOOD.decode().encode("utf-16-le")[1:], "not XML"),
    "half a surrogate": (lambda: GOOD.replace(b"Testesen", b"&#xD800;"), "not XML"),
    "another message": (lambda: b"<Message xmlns='urn:x'/>", "no result message"),
    "FHIR": (lambda: b"<Bundle xmlns='http://hl7.org/fhir'/>", "no result message"),
    "another version": (lambda: message(version="2030-01-01"), "2030-01-01 of the message"),
    "no time": (lambda: GOOD.replace(b"GenDate", b"GenTime"), "GenDate is missing"),
    "a time that is none": (lambda: message(made="2026-13-45T10:00:00"), "not a date"),
    "a time of long ago": (lambda: message(made="0001-01-01T00:00:00"), "cannot be"),
    "a time to come": (
        lambda: message(made=(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S")),
        "in the future",
    ),
    "no patient": (lambda: GOOD.replace(b"Patient>", b"Pasient>"), "Patient is missing"),
    "no report": (lambda: GOOD.replace(b"ServReport>", b"Report>"), "ServReport is missing"),
    "no id": (lambda: message(report=""), "empty"),
    "a long id": (lambda: message(report="x" * 201), "longer than 200"),
    "an unknown service": (lambda: message(service="Q"), "none of N, M, A and C"),
    "NaN": (lambda: message("kari", item(value='<NumResultValue V="NaN"/>')), "not a number"),
    "infinity": (lambda: message("kari", item(value='<NumResultValue V="INF"/>')), "a number"),
    "1e400": (lambda: message("kari", item(value='<NumResultValue V="1e400"/>')), "a number"),
    "a long number": (
        lambda: message("kari", item(value=f'<NumResultValue V="{"9" * 50}"/>')),
        "not a number",
    ),
    "too many results": (
        lambda: message("kari", "<ResultItem/>" * 100_000),
        f"more than {items.MOST_ITEMS:,} results",
    ),
    "too deep": (lambda: message("kari", nested(40)), "more than 20 deep"),
    "deeper than XML": (lambda: message("kari", "<a>" * 200 + "</a>" * 200), "nested too deep"),
    "a huge text": (
        lambda: message("kari", item(more=f"<Comment>{'x' * (values.LONGEST + 1)}</Comment>")),
        "a text of more than",
    ),
    "not base64": (
        lambda: message(
            more="<RefDoc><Content><Base64Container>%%%</Base64Container></Content></RefDoc>"
        ),
        "not base64",
    ),
}


@pytest.mark.attack(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_nobody_honest_sends_is_refused(world: World, name: str) -> None:
    make, said = HOSTILE[name]
    (told,) = take(make())
    assert told.fate is Fate.REFUSED
    assert said in "; ".join(map(str, told.problems))
    assert not WaitingMessage.objects.exists()
    with rows_of(world.patients["kari"]):
        assert not Observation._base_manager.exists()


@pytest.mark.attack(30)
def test_a_report_has_so_many_results_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MOST_ITEMS", 3)
    within, beyond = (message("kari", *[item(str(n)) for n in range(count)]) for count in (3, 4))
    assert [each.fate for each in take(beyond, within)] == [Fate.REFUSED, Fate.STORED]


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + GOOD,
        codecs.BOM_UTF16_LE + GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16-be"),
        GOOD.decode().replace("UTF-8", "ISO-8859-1").replace("Test", "Tøst").encode("latin-1"),
        GOOD.decode().replace("UTF-8", "windows-1252").replace("Test", "Tøst").encode("cp1252"),
        GOOD[len(_HEAD) :].strip(),
    ],
    ids=["BOM", "UTF-16 LE", "UTF-16 BE", "Latin 1", "Windows", "nothing declared"],
)
def test_any_encoding_that_is_what_it_says_is_read(world: World, data: bytes) -> None:
    (told,) = take(data)
    assert told.fate is Fate.STORED, told.problems


@pytest.mark.parametrize("envelope", ["MsgHead", "EI_fellesformat"])
def test_a_message_in_its_envelope_is_read(world: World, envelope: str) -> None:
    inner = GOOD[len(_HEAD) :].decode()
    wrapped = f"<{envelope} xmlns='urn:x'><Document><RefDoc><Content>{inner}</Content></RefDoc>"
    (told,) = take(f"{wrapped}</Document></{envelope}>".encode())
    assert told.fate is Fate.STORED, told.problems
