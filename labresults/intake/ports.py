"""What intake needs of those who know FHIR: `config` hands it over at start."""

from collections.abc import Callable, Iterable, Sequence

from common.declarations import FhirType, Incoming

# Gives a resource with the values that it is searched by, or raises Unacceptable with the place.
Prepare = Callable[[FhirType, Incoming], Incoming]
_prepare: list[Prepare] = []
_types: list[FhirType] = []


def fill(prepare: Prepare, types: Iterable[FhirType]) -> None:
    """Take how a resource is made ready, and the types of results as they are stored."""
    _prepare[:] = [prepare]
    _types[:] = sorted(types, key=lambda each: each.order)


def types() -> Sequence[FhirType]:
    """The types of results, what others point at first."""
    return _types


def prepared(fhir_type: FhirType, incoming: Incoming) -> Incoming:
    (prepare,) = _prepare
    return prepare(fhir_type, incoming)
