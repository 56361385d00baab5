"""A Binary as the bytes that it holds."""

import base64
import re
from collections.abc import Mapping

from fhirapi import cutting
from fhirapi.calls import Answer

TYPE = "Binary"
_UNKNOWN = "application/octet-stream"
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:;\s*[\w-]+=[\w.-]+)*")
# Whatever it is, no browser shows it as a page of ours.
_HEADERS = {"Content-Disposition": "attachment"}


def answer(text: str, headers: Mapping[str, str]) -> Answer:
    """The bytes with their own content type, out of the resource's text."""
    found = {
        each.name: cutting.value(text, each)
        for each in cutting.members(text)
        if each.name in {"data", "contentType"}
    }
    content_type = str(found.get("contentType") or "")
    return Answer(
        200,
        "",
        {**headers, **_HEADERS},
        content_type if _MEDIA.fullmatch(content_type) else _UNKNOWN,
        base64.b64decode(found.get("data") or ""),
    )
