"""Holds the FHIR types that the apps declare, as `config` handed them over at start."""

from collections.abc import Iterable, Mapping

from common.declarations import FhirType
from common.rest import Operation, Rest

_types: dict[str, FhirType] = {}
_besides: dict[str, FhirType] = {}
_operations: dict[tuple[str, str], Operation] = {}


def fill(types: Iterable[FhirType], operations: Iterable[Operation] = ()) -> None:
    """Take the declarations of all apps; what was there before is forgotten."""
    ordered = sorted(types, key=lambda each: each.order)
    _types.clear()
    _types.update({each.name: each for each in ordered})
    _besides.clear()
    _besides.update({each.name: each for each in ordered if each is not _types[each.name]})
    _operations.clear()
    _operations.update({(each.resource_type, each.name): each for each in operations})


def types() -> Mapping[str, FhirType]:
    """The types that have a home here, by name, in the order in which they are stored."""
    return _types


def declared() -> list[FhirType]:
    """All that were declared, two of a name where one of them is born here."""
    return [*_besides.values(), *_types.values()]


def beside(name: str) -> FhirType | None:
    """What is born here and served under the name of a type that others send (fhirapi.besides)."""
    return _besides.get(name)


def served() -> Mapping[str, FhirType]:
    """Those of them that other systems reach, by name."""
    return {name: each for name, each in _types.items() if each.rest is not None}


def rest_of(fhir_type: FhirType) -> Rest:
    """How a type is served, of one that is."""
    if fhir_type.rest is None:
        raise LookupError(f"{fhir_type.name} is not served.")
    return fhir_type.rest


def operation(resource_type: str, name: str) -> Operation | None:
    """The operation that an app declares on resources of the type, by its name without the $."""
    return _operations.get((resource_type, name))


def operations(resource_type: str) -> list[Operation]:
    return [each for (kind, _), each in _operations.items() if kind == resource_type]
