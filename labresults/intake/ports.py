"""What intake needs of those who know FHIR: `config` hands it over at start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from common.declarations import FhirType, Incoming

# Gives a resource with the values that it is searched by, or raises Unacceptable with the place.
Prepare = Callable[[FhirType, Incoming], Incoming]
_prepare: list[Prepare] = []
# Gives what a Bundle says besides its entries, and of each legal resource in it where it stands,
# its full URL and its text; or raises Unacceptable with the place.
Read = Callable[[str], tuple[Mapping[str, Any], Sequence[tuple[int, str, str]]]]
_read: list[Read] = []
_types: list[FhirType] = []


def fill(prepare: Prepare, read: Read, types: Iterable[FhirType]) -> None:
    """Take how a resource is made ready, how a Bundle is read, and the types of results as they
    are stored."""
    _prepare[:] = [prepare]
    _read[:] = [read]
    _types[:] = sorted(types, key=lambda each: each.order)


def types() -> Sequence[FhirType]:
    """The types of results, what others point at first."""
    return _types


def prepared(fhir_type: FhirType, incoming: Incoming) -> Incoming:
    (prepare,) = _prepare
    return prepare(fhir_type, incoming)


def bundle(text: str) -> tuple[Mapping[str, Any], Sequence[tuple[int, str, str]]]:
    (read,) = _read
    return read(text)
