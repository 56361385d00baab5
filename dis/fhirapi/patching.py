"""Changes to a resource that leave the rest of its text as it stands: JSON Patch, and marks.

A member that is not changed keeps every sign; within one that is, numbers stay as they were written
and members in their order.
"""

import json
from collections.abc import Callable
from typing import Any

import jsonpatch
import jsonpointer

from fhirapi import cutting, wire
from fhirapi.outcomes import Refusal

# A copy may double what is there: a few dozen would fill the memory.
MOST_OPERATIONS, MOST_COPIES, LARGEST = 1_000, 20, 4 * 1024 * 1024
_FIELDS = {"add": {"value"}, "replace": {"value"}, "test": {"value"}, "remove": set()}
_FIELDS |= {"move": {"from"}, "copy": {"from"}}
_IMPOSSIBLE = (
    jsonpatch.JsonPatchException,
    jsonpointer.JsonPointerException,
    TypeError,
    KeyError,
    ValueError,
    RecursionError,
)
Change = Callable[[dict[str, Any]], dict[str, Any]]


class _Number(float):
    """A number that knows how it was written."""

    written: str

    def __new__(cls, written: str) -> "_Number":
        made = super().__new__(cls, written)
        made.written = written
        return made

    def __deepcopy__(self, memo: object) -> "_Number":
        return self


def operations(text: str) -> list[dict[str, Any]]:
    """The operations of a JSON Patch (RFC 6902); Refusal where it is none."""
    try:
        found = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise Refusal.of(400, "structure", "The patch is not JSON.") from error
    if not isinstance(found, list) or not all(_is_operation(each) for each in found):
        raise Refusal.of(400, "structure", "The body must be a JSON Patch: a list of operations.")
    copies = sum(each["op"] == "copy" for each in found)
    if len(found) > MOST_OPERATIONS or copies > MOST_COPIES:
        reason = f"A patch has at most {MOST_OPERATIONS} operations, of which {MOST_COPIES} copy."
        raise Refusal.of(413, "too-costly", reason)
    return found


def patched(text: str, wanted: list[dict[str, Any]]) -> str:
    """The text after these operations; Refusal 422 for the first that cannot be done."""
    return changed(text, lambda value: _applied(value, wanted))


def changed(text: str, change: Change) -> str:
    """The text of the resource after a change that knows nothing of texts."""
    before = _parsed(text)
    after = change(_parsed(text))
    stand = list(cutting.members(text))
    start = stand[0].key_start if stand else text.index("{") + 1
    found: list[str] = []
    for at, member in enumerate(stand):
        if member.name not in after:
            continue
        is_same = _text(before[member.name]) == _text(after[member.name])
        value = text[member.start : member.end] if is_same else _text(after[member.name])
        # What parts it from the member before; of the first one left nothing.
        parted = text[stand[at - 1].end : member.key_start] if found else ""
        found.append(f"{parted}{text[member.key_start : member.start]}{value}")
    for name in after:
        if name not in before:
            found.append(f"{',' if found else ''}{_text(name)}:{_text(after[name])}")
    return f"{text[:start]}{''.join(found)}{text[stand[-1].end if stand else start :]}"


def _applied(value: Any, wanted: list[dict[str, Any]]) -> dict[str, Any]:
    for number, each in enumerate(wanted):
        place = f"operation {number} ({each['op']} {each['path'][:200]})"
        try:
            value = jsonpatch.JsonPatch([each]).apply(value, in_place=True)
        except jsonpatch.JsonPatchTestFailed as error:
            raise Refusal.of(422, "business-rule", f"The test of {place} fails.") from error
        except _IMPOSSIBLE as error:
            # The library's own words hold the whole resource.
            raise Refusal.of(422, "processing", f"Cannot do {place}: see its path.") from error
        if each["op"] == "copy" and len(_text(value)) > LARGEST:
            raise Refusal.of(422, "too-costly", f"After {place} the resource is too large.")
    if not isinstance(value, dict):
        raise Refusal.of(422, "processing", "The patch leaves no resource.")
    return value


def _is_operation(found: Any) -> bool:
    if not isinstance(found, dict) or not isinstance(found.get("path"), str):
        return False
    wanted = _FIELDS.get(str(found.get("op")))
    return wanted is not None and wanted <= found.keys()


def _parsed(text: str) -> Any:
    return _decoder.decode(text)


def _text(value: Any) -> str:
    """JSON as short as it can be, with numbers as they were written."""
    if isinstance(value, _Number):
        return value.written
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


_decoder = json.JSONDecoder(parse_float=_Number, parse_int=_Number, object_pairs_hook=wire.unique)
