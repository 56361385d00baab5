"""Holds the FHIR types that the apps declare, as `config` handed them over at start."""

from collections.abc import Iterable, Mapping

from common.declarations import FhirType
from common.rest import Rest

_types: dict[str, FhirType] = {}


def fill(types: Iterable[FhirType]) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    _types.clear()
    _types.update({each.name: each for each in sorted(types, key=lambda each: each.order)})


def types() -> Mapping[str, FhirType]:
    """The types that have a home here, by name, in the order in which they are stored."""
    return _types


def served() -> Mapping[str, FhirType]:
    """Those of them that other systems reach, by name."""
    return {name: each for name, each in _types.items() if each.rest is not None}


def rest_of(fhir_type: FhirType) -> Rest:
    """How a type is served, of one that is."""
    if fhir_type.rest is None:
        raise LookupError(f"{fhir_type.name} is not served.")
    return fhir_type.rest
