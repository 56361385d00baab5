"""Sets id and meta in the JSON text of a resource by cutting: every other sign stays as it was."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from common.references import mappings

_decoder = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
# How every escape of a letter begins.
_ESCAPED_LETTERS = ("\\u004", "\\u005", "\\u006", "\\u007")
_LITERAL = re.compile(r"/?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?")
# A key in quotes is followed by a colon, a value never is; in JSON within a string the quotes are
# escaped. So this finds members only.
_REFERENCE = re.compile(
    r'("reference"\s*:\s*")((?:[^"\\]|\\.)+)(")|("url"\s*:\s*")(/?Binary/[A-Za-z0-9.\-]{1,64})(")'
)


@dataclass(frozen=True)
class Member:
    """Where a member of an object stands in its text: its name, and its value from start to end."""

    name: str
    key_start: int
    start: int
    end: int


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
    found = _named(text, {"resourceType", "id", "meta"})
    versions = {"versionId": f'"{version}"', "lastUpdated": f'"{instant(updated_at)}"'}
    new_id, meta, cuts = f'"{resource_id}"', found.get("meta"), []
    added = ""
    if "id" in found:
        cuts.append((found["id"].start, found["id"].end, new_id))
    else:
        added += f',"id":{new_id}'
    if meta is not None:
        # What was imported may have null there, which is none of FHIR's.
        inner = text[meta.start : meta.end]
        inner = _with_members(inner, versions) if inner[0] == "{" else _object(versions)
        cuts.append((meta.start, meta.end, inner))
    else:
        added += f',"meta":{_object(versions)}'
    if added:
        # A resource has its type at least, behind which there is room.
        place = found["resourceType"].end
        cuts.append((place, place, added))
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


def _named(text: str, names: set[str]) -> dict[str, Member]:
    """The members of these names. What is sent mostly begins with them: the rest is not gone
    through, unless a name may be written with escapes."""
    may_be_escaped = any(sign in text for sign in _ESCAPED_LETTERS)
    wanted = names if may_be_escaped else {name for name in names if f'"{name}"' in text}
    found: dict[str, Member] = {}
    for each in members(text):
        if each.name in wanted:
            found[each.name] = each
            if len(found) == len(wanted):
                break
    return found


def _with_members(text: str, values: dict[str, str]) -> str:
    """The object with these members: in their place where they stand, else before the others."""
    found = {each.name: each for each in members(text)}
    cuts = [(found[n].start, found[n].end, v) for n, v in values.items() if n in found]
    missing = {name: value for name, value in values.items() if name not in found}
    if missing:
        place = text.index("{") + 1
        cuts.append((place, place, _object(missing)[1:-1] + ("," if found else "")))
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
