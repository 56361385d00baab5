"""The files of a report (presentedForm), out of its text as received: a PDF or the words of it."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.errors import DisError
from common.references import mappings
from labresults.values import words

_TITLE = 200


class Damaged(DisError):
    """The bytes are not those that were sent, by the checksum that came with them."""


@dataclass(frozen=True)
class File:
    """`number` is its place in the report, from 1. `is_here` says that its bytes came with it; what
    lies elsewhere is named and not fetched."""

    number: int
    title: str
    content_type: str
    language: str
    is_here: bool


def files(resource: Mapping[str, Any]) -> Sequence[File]:
    return [
        File(
            number,
            words(each.get("title"), _TITLE),
            words(each.get("contentType"), _TITLE),
            words(each.get("language"), 20),
            bool(each.get("data")),
        )
        for number, each in enumerate(mappings(resource.get("presentedForm")), start=1)
    ]


def content(resource: Mapping[str, Any], number: int) -> tuple[bytes, str] | None:
    """The bytes of a file and their content type as sent; None where they are not here. Damaged
    where they are not base64, or not of their checksum (Attachment.hash: SHA-1, R4)."""
    each = list(mappings(resource.get("presentedForm")))[number - 1]
    if not each.get("data"):
        return None
    try:
        data = base64.b64decode("".join(str(each["data"]).split()), validate=True)
        told = base64.b64decode(str(each.get("hash") or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Damaged("The file of a report is no base64.") from error
    if told and told != hashlib.sha1(data, usedforsecurity=False).digest():
        raise Damaged("The file of a report is not of its checksum.")
    return data, str(each.get("contentType") or "")
