"""Reads a FHIR message of results: a Bundle that begins with its MessageHeader."""

import codecs
import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from common import clock
from common.errors import Unacceptable
from labresults.intake import ports
from labresults.kith.reading import MOST_BYTES, MOST_REPORTS
from labresults.kith.reports import Message, Report
from labresults.kith.values import NUMBER
from labresults.messaging import mapping
from labresults.messaging.bundle import (
    HEADER,
    PATIENT,
    REPORT,
    SENDERS,
    Entries,
    Entry,
    references,
)

FORMAT = "FHIR R4 message"
_ESCAPED = ("\x01", "\\u0001")


def is_one(data: bytes) -> bool:
    """Whether these bytes begin as JSON does, after the mark that some put before it."""
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


def read(data: bytes, place: str) -> Message:
    """The message in these bytes; Unacceptable, with the place, for what cannot be taken."""
    if len(data) > MOST_BYTES:
        raise Unacceptable.because(f"larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Unacceptable.because("not in UTF-8") from error
    if any(each in text for each in _ESCAPED):
        # It marks numbers on their way to be written as they were sent (kith.values.NUMBER).
        raise Unacceptable.because("the character U+0001 stands in it")
    top, found = ports.bundle(text.removeprefix("\ufeff"))
    entries = Entries([Entry(at, url, _value(each)) for at, url, each in found])
    if top.get("type") != "message" or not entries.all or entries.all[0].type != HEADER:
        raise Unacceptable.because("no message: a MessageHeader comes first", "Bundle.type")
    reports = entries.of(REPORT)
    if not reports:
        raise Unacceptable.because("no DiagnosticReport is in it", "Bundle.entry")
    if len(reports) > MOST_REPORTS:
        raise Unacceptable.because(f"more than {MOST_REPORTS} reports in one message")
    made, used = mapping.reports(entries, top, reports)
    _check(entries, made, used)
    return Message(
        place=place,
        format=FORMAT,
        text=text,
        encoding="utf-8",
        digest=hashlib.sha256(data).digest(),
        reports=made,
    )


def _value(text: str) -> dict[str, Any]:
    """The resource, with numbers that are written again as they were sent."""
    found: dict[str, Any] = json.loads(text, parse_float=lambda each: f"{NUMBER}{each}")
    return found


def _check(entries: Entries, reports: Sequence[Report], used: set[str]) -> None:
    """A clock that is ahead would keep every later version away; and nothing is dropped."""
    for each in reports:
        if each.at > clock.now() + timedelta(days=1):
            raise Unacceptable.because("made in the future", each.place)
    used = used | _of_header(entries)
    for entry in entries.all:
        if entry.place not in used and entry.type != PATIENT:
            raise entry.wrong("no report of the message names it, and it would be lost")


def _of_header(entries: Entries) -> set[str]:
    """The header and who it names: the sender, and where that one belongs."""
    left, found = [entries.all[0]], set[str]()
    while left:
        entry = left.pop()
        found.add(entry.place)
        named = filter(None, map(entries.named, references(entry.value)))
        left += [each for each in named if each.place not in found and each.type in SENDERS]
    return found
