"""Makes a resource that an app has built ready to be stored, and reads Bundles for apps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from common.declarations import FhirType, Incoming
from common.errors import Problem, Unacceptable
from fhirapi import limits, sent, validation, wire
from fhirapi.outcomes import Refusal
from fhirapi.searching import values

# The models of FHIR take a third of the time of a message, and say of a thousand results of one
# laboratory a thousand times the same. What an app builds differs in its values, which it writes in
# few ways of its own, so what has the shape of a resource that was legal is not asked of again.
_MOST_SHAPES = 5_000
_legal: set[Any] = set()
# White space that FHIR's texts do not have.
_ODD = re.compile(r"[^\S \r\n\t]")


def prepared(fhir_type: FhirType, incoming: Incoming) -> Incoming:
    """Unacceptable, with the place, for what is not legal."""
    shape = fhir_type.name, _shape(incoming.resource)
    if shape not in _legal or _ODD.search(incoming.wire):
        validation.check(dict(incoming.resource))
        if len(_legal) >= _MOST_SHAPES:
            _legal.clear()
        _legal.add(shape)
    return replace(incoming, search=values.of(fhir_type, incoming))


def _shape(value: Any) -> Any:
    """Which elements there are, and of which kind; of a list which different ones. A text that is
    empty is a kind of its own, and so is each type of resource."""
    if isinstance(value, dict):
        return tuple(
            (name, each) if name == "resourceType" else (name, _shape(each))
            for name, each in value.items()
        )
    if isinstance(value, list):
        return frozenset(map(_shape, value))
    return type(value) if value != "" else ""


def bundle(text: str) -> tuple[Mapping[str, Any], Sequence[tuple[int, str, str]]]:
    """What the Bundle says besides its entries, and where each resource in it stands, its full URL
    and its text. Every resource is legal; Unacceptable, with the place, where one is not."""
    try:
        limits.check_json(text)
        top, entries = wire.read_bundle(text)
        if top.get("resourceType") != "Bundle":
            raise Unacceptable.because("no Bundle", "resourceType")
        if "entry" in top:
            raise Unacceptable.because("the entries are to be a list", "Bundle.entry")
        if len(entries) > (most := limits.number("bundle_entries")):
            raise Unacceptable.because(f"more than {most} entries", "Bundle.entry")
        validation.check(top, is_exact=True)
        for at, each in enumerate(entries):
            _check(each, f"Bundle.entry[{at}].resource")
    except Refusal as refused:
        raise Unacceptable([Problem(each.expression, each.text) for each in refused.issues]) from (
            refused
        )
    return top, [(at, each.full_url, each.text) for at, each in enumerate(entries)]


def _check(entry: wire.Entry, place: str) -> None:
    if entry.value is None:
        raise Unacceptable.because("an entry of a message holds a resource", place)
    sent.checked(entry.value, entry.text, str(entry.value.get("resourceType")), place)
