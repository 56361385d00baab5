"""The values that a resource is searched by, taken out of it when it is stored.

National ids never stand among them, only the tokens for them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from common.declarations import FhirType, Incoming
from common.references import mappings, system_of, target
from common.rest import Rest, SearchParameter, SearchType
from fhirapi.searching import forms
from people import identity

_TAG, _SECURITY, _PROFILE = "_tag", "_security", "_profile"
OF_ALL = (
    SearchParameter(_TAG, SearchType.TOKEN, ("meta.tag",)),
    SearchParameter(_SECURITY, SearchType.TOKEN, ("meta.security",)),
    SearchParameter(_PROFILE, SearchType.URI, ("meta.profile",)),
)
_TOKEN, _SPACED = identity.TOKEN, identity.TOKEN.removesuffix(":") + "-spaced:"
# Stands for the patient that a row is about.
PATIENT = "Patient"
_SUBJECTS = ("subject", "patient")
_PARTS_OF_TEXTS = (
    *("family", "given", "prefix", "suffix"),
    *("line", "city", "district", "state", "postalCode", "country"),
    *("text", "name", "title", "display"),
)
# Counts up when `forms` changes.
_FORMS = 1
# Longer texts are found by their beginning only.
_LONGEST = 500
_CONTACT_SYSTEMS = frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"})


def of(fhir_type: FhirType, incoming: Incoming) -> dict[str, Any]:
    """The values by the name of the search parameter, in the forms of `searching.forms`.

    `_sorted_at` is the instant that the type is sorted by, where the resource has it.
    """
    if fhir_type.rest is None:
        return {}
    if _TOKEN.removesuffix(":") in incoming.wire:
        # Numbers stand in the resource as it came, and tokens in their place in the wire text.
        plain = json.loads(incoming.wire.replace(_SPACED, _TOKEN))
        incoming = replace(incoming, resource=plain)
    found: dict[str, Any] = {forms.DECLARED: declared(fhir_type)}
    for parameter in (*fhir_type.rest.parameters, *OF_ALL):
        values = [] if parameter.column else _values(parameter, incoming)
        if not fhir_type.rest.kind:
            # Whoever may call reads the directory, and nobody learns there whose a number is.
            values = [each for each in values if _TOKEN not in str(each)]
        if values:
            found[parameter.name] = values
            if parameter.type is SearchType.STRING and not fhir_type.rest.kind:
                found[parameter.name + forms.STARTS] = _starts(values)
    at = _sorted_at(fhir_type.rest, found)
    return found | ({forms.SORTED_AT: at} if at else {})


def declared(fhir_type: FhirType) -> str:
    """A mark of the parameters that the values were made for, beside which they stand."""
    rest = fhir_type.rest
    return _mark(tuple(rest.parameters), rest.sorted_by) if rest else ""


@lru_cache(maxsize=200)
def _mark(parameters: tuple[SearchParameter, ...], sorted_by: str) -> str:
    told = [(each.name, each.type, each.paths, each.column) for each in (*parameters, *OF_ALL)]
    text = json.dumps([told, sorted_by, _FORMS])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# For what begins later than any clock tells.
_LAST = "9999-12-31T23:59:59Z"


def _sorted_at(rest: Rest, found: Mapping[str, Any]) -> str:
    """The latest start of the date that the type is sorted by; of what has none the end."""
    instants = [
        (_LAST if start == forms.NEVER else start) or (end if end != forms.NEVER else forms.EVER)
        for start, end in found.get(rest.sorted_by, ())
    ]
    return max(instants, default="")


def _starts(values: list[Any]) -> list[str]:
    return sorted({text[: forms.START_LENGTH] for text, _ in values})


def _values(parameter: SearchParameter, incoming: Incoming) -> list[Any]:
    take = _TAKE[parameter.type]
    found = [
        value
        for path in parameter.paths
        for element in _at(incoming.resource, path.split("."))
        for value in take(element, incoming)
    ]
    return list(dict.fromkeys(found))


def _at(element: Any, path: list[str]) -> Iterator[Any]:
    """The elements at a path; lists are walked."""
    if isinstance(element, list):
        for each in element:
            yield from _at(each, path)
    elif not path:
        if element is not None:
            yield element
    elif isinstance(element, Mapping):
        yield from _at(element.get(path[0]), path[1:])


def _tokens(element: Any, incoming: Incoming) -> Iterator[str]:
    if isinstance(element, bool):
        yield from forms.tokens("", "true" if element else "false")
    elif isinstance(element, (str, int)):
        yield from forms.tokens("", str(element))
    elif isinstance(element, Mapping):
        for each in mappings(element.get("coding")) if "coding" in element else [element]:
            yield from _coded(each)


def _coded(each: Mapping[str, Any]) -> Iterator[str]:
    """Of a Coding the code, of an Identifier or ContactPoint the value."""
    value = each.get("code") or each.get("value")
    if value is not None:
        system = system_of(each)
        yield from forms.tokens("" if system in _CONTACT_SYSTEMS else system, str(value))


def _dates(element: Any, incoming: Incoming) -> Iterator[tuple[str, str]]:
    if isinstance(element, str):
        found = _interval(element)
        if found:
            yield found
    elif isinstance(element, Mapping):
        if "start" in element or "end" in element:
            start, end = _interval(element.get("start")), _interval(element.get("end"))
            yield start[0] if start else forms.EVER, end[1] if end else forms.NEVER
        elif "event" in element or "repeat" in element:
            yield from _timing(element, incoming)


def _timing(element: Mapping[str, Any], incoming: Incoming) -> Iterator[tuple[str, str]]:
    """The outer limits of a Timing."""
    inside = [pair for each in element.get("event") or () for pair in _dates(each, incoming)]
    bounds = (element.get("repeat") or {}).get("boundsPeriod")
    inside += _dates(bounds, incoming)
    if inside:
        yield min(start for start, _ in inside), max(end for _, end in inside)


def _interval(value: Any) -> tuple[str, str] | None:
    try:
        return forms.interval(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _references(element: Any, incoming: Incoming) -> Iterator[str]:
    """What a reference names: something here, an address elsewhere, or an identifier."""
    if isinstance(element, str):
        yield element
        return
    if not isinstance(element, Mapping):
        return
    aim, literal = target(incoming, element), str(element.get("reference") or "")
    own_id = aim.local_id(incoming.source) if aim else None
    if incoming.id is None and literal in _subjects(incoming.resource):
        # Whatever id the sender has for the patient, it is the one whose row this will be.
        yield PATIENT
    elif aim and own_id is not None:
        yield forms.named(aim.resource_type, str(own_id))
    elif literal and not literal.startswith("#"):
        match = forms.RELATIVE.fullmatch(literal)
        yield forms.named(*match.groups()) if match else literal
    for each in aim.identifiers if aim else ():
        yield from (f"{forms.IDENTIFIED}{text}" for text in _coded(each))


def _subjects(resource: Mapping[str, Any]) -> set[str]:
    found = (resource.get(name) for name in _SUBJECTS)
    return {str(each.get("reference") or "") for each in found if isinstance(each, Mapping)} - {""}


def _texts(element: Any, incoming: Incoming) -> Iterator[tuple[str, str]]:
    if isinstance(element, (str, int, float)) and not isinstance(element, bool):
        written = str(element)[:_LONGEST]
        yield forms.folded(written), written
    elif isinstance(element, Mapping):
        for name in _PARTS_OF_TEXTS:
            for part in _at(element.get(name), []):
                yield from _texts(part, incoming)
        whole = [*(element.get("given") or ()), element.get("family")]
        if len(whole) > 1 and all(whole):
            yield from _texts(" ".join(map(str, whole)), incoming)
        for each in mappings(element.get("coding")):
            yield from _texts(each.get("display"), incoming)


def _quantities(element: Any, incoming: Incoming) -> Iterator[tuple[str, ...]]:
    """Least and greatest as text (empty: no limit), system, code, unit."""
    if isinstance(element, Mapping):
        low, high = element.get("low", element), element.get("high", element)
        limits = [_limit(low, "<"), _limit(high, ">")]
        if any(limits):
            unit = high if "high" in element else low
            yield (*limits, *(str(unit.get(name) or "") for name in ("system", "code", "unit")))
    elif not isinstance(element, (str, bool)):
        found = forms.number(element)
        if found is not None:
            yield (str(found), str(found), "", "", "")


def _limit(quantity: Any, without: str) -> str:
    """The number; none where the comparator says that the value may lie anywhere on that side."""
    if not isinstance(quantity, Mapping):
        return ""
    found = forms.number(quantity.get("value"))
    is_open = str(quantity.get("comparator") or "").startswith(without)
    return "" if found is None or is_open else str(found)


def _uris(element: Any, incoming: Incoming) -> Iterator[str]:
    if isinstance(element, str):
        yield element


_TAKE: Mapping[SearchType, Callable[[Any, Incoming], Iterator[Any]]] = {
    SearchType.TOKEN: _tokens,
    SearchType.DATE: _dates,
    SearchType.REFERENCE: _references,
    SearchType.STRING: _texts,
    SearchType.QUANTITY: _quantities,
    SearchType.URI: _uris,
}
