"""Less of a resource than all of it: `_summary` and `_elements`, cut out of its text."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fhirapi import cutting, validation
from fhirapi.outcomes import Refusal

SUMMARIES = frozenset({"true", "text", "data", "count", "false"})
_ALWAYS = frozenset({"resourceType", "id", "meta", "implicitRules", "modifierExtension"})
_SUBSETTED = (
    '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}'
)


@dataclass(frozen=True)
class Wanted:
    """A summary by its code, or the names of elements."""

    summary: str = ""
    elements: frozenset[str] = frozenset()


def asked(query: Sequence[tuple[str, str]]) -> Wanted | None:
    """How much is asked for; None for everything. Refusal for a summary that FHIR does not know."""
    found = {name: value for name, value in query if name in {"_summary", "_elements"}}
    summary = found.get("_summary", "false")
    if summary not in SUMMARIES:
        text = f"_summary is one of {', '.join(sorted(SUMMARIES))}."
        raise Refusal.of(400, "invalid", text, "_summary")
    if "_elements" in found:
        # Only what stands directly in the resource is chosen: `name.family` gives all of `name`.
        names = (each.strip().split(".")[0] for each in found["_elements"].split(","))
        return Wanted(elements=frozenset(name for name in names if name))
    return None if summary in {"false", "count"} else Wanted(summary)


def cut_down(text: str, resource_type: str, wanted: Wanted) -> str:
    """The text with the wanted members only, tagged as not being the whole."""
    keeps = _keeps(resource_type, wanted)
    parts = []
    for each in cutting.members(text):
        # What stands beside a value (`_status` beside `status`) belongs to it.
        if keeps(each.name.removeprefix("_")):
            member = text[each.key_start : each.end]
            parts.append(_tagged(text, each) if each.name == "meta" else member)
    return "{" + ",".join(parts) + "}"


def _keeps(resource_type: str, wanted: Wanted) -> Callable[[str], bool]:
    known = _elements(resource_type)
    if wanted.summary == "data":
        return lambda name: name != "text"
    if wanted.summary == "true":
        return lambda name: name in known.summary or name in _ALWAYS
    if wanted.summary == "text":
        return lambda name: name == "text" or name in known.mandatory or name in _ALWAYS
    return lambda name: name in wanted.elements or name in known.mandatory or name in _ALWAYS


@dataclass(frozen=True)
class _Elements:
    summary: frozenset[str]
    mandatory: frozenset[str]


@lru_cache(maxsize=200)
def _elements(resource_type: str) -> _Elements:
    summary, mandatory = validation.elements(resource_type)
    return _Elements(frozenset(summary), frozenset(mandatory))


def _tagged(text: str, meta: cutting.Member) -> str:
    """The member `meta` with one tag more."""
    inner = text[meta.start : meta.end]
    tag = next((each for each in cutting.members(inner) if each.name == "tag"), None)
    if tag is None:
        room = inner.rindex("}")
        comma = "," if json.loads(inner) else ""
        inner = f'{inner[:room]}{comma}"tag":[{_SUBSETTED}]{inner[room:]}'
    else:
        room = inner.rindex("]", tag.start, tag.end)
        comma = "," if cutting.value(inner, tag) else ""
        inner = f"{inner[:room]}{comma}{_SUBSETTED}{inner[room:]}"
    return f'"meta":{inner}'
