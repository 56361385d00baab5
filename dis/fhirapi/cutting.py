"""Sets id and meta in the JSON text of a resource by cutting: every other sign stays as it was."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from common.references import mappings

_decoder = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
# How nearly every resource begins: its type, mostly its id, and where its meta starts.
_HEAD = re.compile(
    r'\s*\{\s*"resourceType"\s*:\s*"\w+"(?P<type>)'
    r'(?:\s*,\s*"id"\s*:\s*(?P<id>"[^"\\]*"))?'
    r'(?:\s*,\s*"meta"\s*:\s*(?P<meta>(?=\{)))?'
)
# How every escape of a letter begins.
_ESCAPED_LETTERS = ("\\u004", "\\u005", "\\u006", "\\u007")
_LITERAL = re.compile(r"/?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?")
# A key in quotes is followed by a colon, a value never is; in JSON within a string the quotes are
# escaped. So this finds members only.
_REFERENCE = re.compile(
    r'("reference"\s*:\s*")((?:[^"\\]|\\.)+)(")|("url"\s*:\s*")(/?Binary/[A-Za-z0-9.\-]{1,64})(")'
)


class Member(NamedTuple):
    """Where a member of an object stands in its text: its name, and its value from start to end."""

    name: str
    key_start: int
    start: int
    end: int


class _Places(NamedTuple):
    """Where a resource has what the server sets: the end of its type, and its id and its meta from
    start to end, where it has them."""

    type_end: int
    id: tuple[int, int] | None
    meta: tuple[int, int] | None


def members(text: str, at: int = 0) -> Iterator[Member]:
    """The members of the object that begins at a place of a text which is known to be JSON."""
    at = _after_space(text, text.index("{", at) + 1)
    while text[at] != "}":
        key_start = at
        name, at = _decoder.raw_decode(text, at)
        start = _after_space(text, _after_space(text, at) + 1)
        _, end = _decoder.raw_decode(text, start)
        yield Member(str(name), key_start, start, end)
        at = _after_space(text, end)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def with_server_fields(text: str, resource_id: str, version: str, updated_at: datetime) -> str:
    """The resource with its id, version and time of change as they are here."""
    places = _places_in_head(text) or _places(text)
    versions = {"versionId": f'"{version}"', "lastUpdated": f'"{instant(updated_at)}"'}
    new_id, cuts, added = f'"{resource_id}"', [], ""
    if places.id:
        cuts.append((*places.id, new_id))
    else:
        added += f',"id":{new_id}'
    if places.meta:
        start, end = places.meta
        # What was imported may have null there, which is none of FHIR's.
        is_object = text[start] == "{"
        new = _with_members(text[start:end], versions) if is_object else _object(versions)
        cuts.append((start, end, new))
    else:
        added += f',"meta":{_object(versions)}'
    if added:
        # A resource has its type at least, behind which there is room.
        cuts.append((places.type_end, places.type_end, added))
    return _cut(text, cuts)


def with_references(text: str, new: Callable[[str], str | None]) -> str:
    """The text with other references where `new` gives one for what stands there."""

    def replaced(match: re.Match[str]) -> str:
        before, found, after = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
        return f"{before}{new(found) or found}{after}"

    return _REFERENCE.sub(replaced, text)


def value(text: str, member: Member) -> Any:
    return _decoder.decode(text[member.start : member.end])


def contained(text: str) -> set[str]:
    """The resources within this one, as `Type/id`, which some senders use to name them."""
    found = [value(text, each) for each in members(text) if each.name == "contained"]
    inner = (each for values in found for each in mappings(values))
    return {f"{each.get('resourceType')}/{each.get('id')}" for each in inner}


def literal(reference: str) -> tuple[str, str] | None:
    """Type and id of a relative reference; its version is the sender's and is left out."""
    match = _LITERAL.fullmatch(reference)
    return (match[1], match[2]) if match else None


def _places_in_head(text: str) -> _Places | None:
    """The places, of a resource that begins as most do; None of one that has to be gone through,
    since one of them may stand elsewhere."""
    head = _HEAD.match(text)
    if head is None or _may_be_escaped(text):
        return None
    at_id, at_meta = head.span("id"), head.start("meta")
    if (at_id[0] < 0 and '"id"' in text) or (at_meta < 0 and '"meta"' in text):
        return None
    meta = None
    if at_meta >= 0:
        _, end = _decoder.raw_decode(text, at_meta)
        meta = (at_meta, end)
    return _Places(head.end("type"), at_id if at_id[0] >= 0 else None, meta)


def _places(text: str) -> _Places:
    """The places, of any resource. The rest of it is not gone through, unless a name may be written
    with escapes."""
    names = {"resourceType", "id", "meta"}
    if not _may_be_escaped(text):
        names = {name for name in names if f'"{name}"' in text}
    found: dict[str, Member] = {}
    for each in members(text):
        if each.name in names:
            found[each.name] = each
            if len(found) == len(names):
                break
    spans = {name: (each.start, each.end) for name, each in found.items()}
    return _Places(found["resourceType"].end, spans.get("id"), spans.get("meta"))


def _may_be_escaped(text: str) -> bool:
    return "\\u00" in text and any(sign in text for sign in _ESCAPED_LETTERS)


def _with_members(text: str, values: dict[str, str]) -> str:
    """The object with these members: in their place where they stand, else before the others."""
    may_stand = _may_be_escaped(text) or any(f'"{name}"' in text for name in values)
    found = {each.name: each for each in members(text)} if may_stand else {}
    cuts = [(found[n].start, found[n].end, v) for n, v in values.items() if n in found]
    missing = {name: value for name, value in values.items() if name not in found}
    if missing:
        place = text.index("{") + 1
        is_empty = text[_after_space(text, place)] == "}"
        cuts.append((place, place, _object(missing)[1:-1] + ("" if is_empty else ",")))
    return _cut(text, cuts)


def _object(values: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in values.items()) + "}"


def _cut(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(cuts, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
