"""Reads a result message: what it is, which version, and each report in it."""

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

from common import clock
from common.errors import Unacceptable
from common.xmltree import BadXml, local, parsed, space
from labresults.kith import codes, mapping
from labresults.kith.reports import Message, Report
from labresults.kith.values import Node, moment

MOST_BYTES = 25 * 1024 * 1024
MOST_REPORTS = 100
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_MARKS = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_ENVELOPES = frozenset({"MsgHead", "EI_fellesformat"})
_WRONG = {
    "too-large": f"larger than {MOST_BYTES // 1024 // 1024} MB",
    "document-type": "a document type (DTD) is not taken",
    "broken": "not XML, or not in the encoding that it names",
    "too-deep": "nested too deep",
}


def read(data: bytes, place: str) -> Message:
    """The message in these bytes; Unacceptable, with the place, for what cannot be taken."""
    try:
        root = parsed(data, most_bytes=MOST_BYTES)
    except BadXml as error:
        raise Unacceptable.because(_WRONG[error.code], error.place) from error
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
        is_whole = text.encode(encoding) == data and "\x00" not in text
    except (UnicodeError, LookupError) as error:
        raise Unacceptable.because(_WRONG["broken"]) from error
    if not is_whole:
        raise Unacceptable.because(_WRONG["broken"])
    message = _message(root)
    version = codes.VERSIONS[space(message.element).removeprefix(codes.NAMESPACE)]
    return Message(
        place=place,
        format=f"KITH labsvar {version}",
        text=text,
        encoding=encoding,
        digest=hashlib.sha256(data).digest(),
        reports=list(_reports(message)),
    )


def _encoding(data: bytes) -> str:
    """As the parser finds it out: by the first bytes, or what the declaration says."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    declared = _DECLARED.match(data)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _message(root: Element) -> Node:
    """The one message, bare or in its envelope."""
    name = local(root)
    found = [root] if name == "Message" else []
    if name in _ENVELOPES:
        found = [
            each
            for each in root.iter()
            if local(each) == "Message" and space(each).startswith(codes.NAMESPACE)
        ]
    if not found or not space(found[0]).startswith(codes.NAMESPACE):
        raise Unacceptable.because("no result message (labsvar) of KITH", name[:100])
    version = space(found[0]).removeprefix(codes.NAMESPACE)
    if version not in codes.VERSIONS:
        known = " and ".join(f"{each} ({name})" for name, each in codes.VERSIONS.items())
        raise Unacceptable.because(
            f"version {version[:40]} of the message is not taken: {known} are", "Message"
        )
    if len(found) > 1:
        raise Unacceptable.because("more than one message in one envelope", name)
    return Node(found[0], "Message")


def _reports(message: Node) -> Iterator[Report]:
    made = message.need("GenDate")
    at = moment(made)
    # A clock that is ahead would keep every later version away.
    if at > clock.now() + timedelta(days=1):
        raise made.wrong("made in the future")
    reports = message.all("ServReport")
    if not reports:
        raise message.wrong("ServReport is missing")
    if len(reports) > MOST_REPORTS:
        raise message.wrong(f"more than {MOST_REPORTS} reports in one message")
    for each in reports:
        yield mapping.report(message, each, at)
