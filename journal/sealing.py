"""Takes the bytes of documents out of the wire text: sealed in blobs, a token in their place."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

from access import vault
from access.grant import Grant
from access.receiving import Columns, Placed
from common.errors import Unacceptable
from journal.wire import BLOB, BLOB_TEXT

# The key can stand in no string: its quotes would be escaped there.
_DATA = re.compile(r'("data"\s*:\s*")([^"]+)"')


def seal(
    placed: Sequence[Placed], lifted: Sequence[dict[str, Any] | Unacceptable], grant: Grant
) -> list[Columns | Unacceptable]:
    """Seal all data of each resource; the bytes in the column `data`, if any, become its blob, and
    those of an attachment the blob that it names.

    Base64 that was written in an unusual way (line breaks, escapes) is stored as text, so that the
    resource can be given back exactly.
    """
    checked: list[Any] = [
        columns if isinstance(columns, Unacceptable) else _checked(each, columns)
        for each, columns in zip(placed, lifted, strict=True)
    ]
    wanted = [
        _contents(each, columns)
        for each, columns in zip(placed, checked, strict=True)
        if not isinstance(columns, Unacceptable)
    ]
    taken = [pair for pair in zip(placed, checked, strict=True) if isinstance(pair[1], dict)]
    contents = [
        (each.patient_id, data)
        for (each, _), found in zip(taken, wanted, strict=True)
        for data in found
    ]
    blobs = iter(vault.keep(grant, contents) if contents else [])
    for (each, columns), found in zip(taken, wanted, strict=True):
        by_content = {data: next(blobs) for data in found}
        shown = columns.pop("data")
        # None too: bytes of a former version are not those of a newer one without any.
        columns["blob"] = None if shown is None else by_content[shown]
        for attachment in columns.get("attachments", ()):
            data = attachment.pop("data")
            if data is not None:
                attachment["blob"] = str(by_content[data].id)

        def token(match: re.Match[str], by_content: Mapping[bytes, Any] = by_content) -> str:
            prefix, data = _piece(match[2])
            return f'{match[1]}{prefix}{by_content[data].id}"'

        columns["wire"] = _DATA.sub(token, each.incoming.wire)
    return checked


def decoded(data: Any, place: str) -> bytes:
    """The bytes; FHIR allows white space in base64."""
    try:
        return base64.b64decode("".join(str(data).split()), validate=True)
    except binascii.Error as error:
        raise Unacceptable.because("not base64", place) from error


def _checked(placed: Placed, columns: dict[str, Any]) -> dict[str, Any] | Unacceptable:
    """Nothing may stay in clear because its key was written so that it is not found."""
    if _count(placed.incoming.resource) != len(_DATA.findall(placed.incoming.wire)):
        return Unacceptable.because("its data does not stand in its text")
    return columns


def _count(value: Any) -> int:
    if isinstance(value, list):
        return sum(_count(each) for each in value)
    if not isinstance(value, Mapping):
        return 0
    own = isinstance(value.get("data"), str) and value["data"] != ""
    return own + sum(_count(each) for each in value.values())


def _contents(placed: Placed, columns: Mapping[str, Any]) -> list[bytes]:
    """What is to be kept of a resource, each once: the bytes shown, and all data in its text."""
    shown = [columns["data"], *(each["data"] for each in columns.get("attachments", ()))]
    found = [data for data in shown if data is not None]
    found += [_piece(match[2])[1] for match in _DATA.finditer(placed.incoming.wire)]
    return list(dict.fromkeys(found))


def _piece(text: str) -> tuple[str, bytes]:
    """How the text of data is kept: as its bytes, or where they do not give it back as text."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return BLOB_TEXT, text.encode()
    usual = base64.b64encode(data).decode() == text
    return (BLOB, data) if usual else (BLOB_TEXT, text.encode())
