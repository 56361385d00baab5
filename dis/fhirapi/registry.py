"""Holds the FHIR types that the apps declare, as `config` handed them over at start."""

from collections.abc import Iterable, Mapping

from common.declarations import FhirType

_types: dict[str, FhirType] = {}


def fill(types: Iterable[FhirType]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _types.clear()
    _types.update({each.name: each for each in sorted(types, key=lambda each: each.order)})


def types() -> Mapping[str, FhirType]:
    """The types that have a home here, by name, in the order in which they are stored."""
    return _types
