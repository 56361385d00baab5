"""What a request may cost, held before it is parsed where that is possible."""

import re
from collections.abc import Sequence
from itertools import accumulate

from django.conf import settings
from django.http import HttpRequest

from common.identifiers import NATIONAL_SYSTEMS, national_ids_in
from fhirapi.outcomes import Refusal

# The quote at the end may be missing: then the rest is a string, and nothing is tried twice.
_STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_PAIRS = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PARTED = re.compile(r"(?<!\d)(\d{6})[\s.\-]+(\d{5})(?!\d)")
_HINT = (
    "A national identity number must not stand in an address, which is written into logs. Send it"
    " in the body of POST [type]/_search."
)


def number(name: str) -> int:
    """A limit by its name in config.fhir."""
    found: dict[str, int] = settings.FHIR_LIMITS
    return found[name]


def body(request: HttpRequest, limit: str = "body_bytes") -> bytes:
    """The body, or Refusal for one that is too large."""
    most = number(limit)
    if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
        text = "A body in chunks is not taken: say how long it is (Content-Length)."
        raise Refusal.of(411, "not-supported", text)
    try:
        told = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise Refusal.of(400, "invalid", "Content-Length is no number.") from error
    # One that does not say how long it is, is read no further than that either.
    data = b"" if told > most else request.read(most + 1)
    if told > most or len(data) > most:
        text = f"The body is larger than {most:,} bytes, the most that is taken."
        raise Refusal.of(413, "too-long", text)
    return data


def text_of(data: bytes) -> str:
    """The body as text, or Refusal for what is no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"The body is not UTF-8 (at byte {error.start})."
        raise Refusal.of(400, "structure", text) from error


def check_json(text: str) -> None:
    """Refusal for JSON that is too deep, or holds what no resource and no table can."""
    bare = _STRINGS.sub('""', text)
    depth = max(accumulate(map(_STEP.__getitem__, _BRACKETS.findall(bare))), default=0)
    if depth > (most := number("json_depth")):
        raise Refusal.of(400, "structure", f"The JSON is nested deeper than {most} levels.")
    longest = number("number_length")
    if re.search(rf"[0-9.eE+\-]{{{longest + 1}}}", bare):
        raise Refusal.of(400, "structure", f"A number has more than {longest} signs.")
    if _ZERO.search(text):
        raise Refusal.of(400, "structure", "The character U+0000 is not allowed in FHIR.")
    if _HALF.search(_PAIRS.sub("", text)):
        raise Refusal.of(400, "structure", "Half a surrogate pair stands in a text.")


def check_address(parts: Sequence[str], query: Sequence[tuple[str, str]], raw: str = "") -> None:
    """Refusal for an address that is too long, holds control signs, or a national id.

    A number that a system of national ids is named for counts, right or mistyped.
    """
    if len(raw) > (most := number("url_bytes")):
        raise Refusal.of(414, "too-long", f"The address is longer than {most:,} signs.")
    texts = [*parts, *(text for pair in query for text in pair)]
    if any(_CONTROL.search(text) for text in texts):
        raise Refusal.of(400, "invalid", "A control character stands in the address.")
    if any(names_somebody(text) for text in texts):
        raise Refusal.of(400, "invalid", _HINT)


def check_query_header(value: str) -> None:
    """The same of If-None-Exist, which is a query too."""
    if names_somebody(value):
        raise Refusal.of(400, "invalid", _HINT)


def names_somebody(text: str) -> bool:
    """Whether a national identity number stands in a part of an address."""
    if any(f"{system}|" in text for system in NATIONAL_SYSTEMS):
        return True
    return bool(national_ids_in(_PARTED.sub(r"\1\2", text)))
