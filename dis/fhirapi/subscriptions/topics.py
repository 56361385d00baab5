"""What can be subscribed to: one topic for each type of clinical resources, made from the apps'
declarations."""

from collections.abc import Mapping

from common.declarations import FhirType
from fhirapi import binaries, registry

_FOLDER = "SubscriptionTopic"
_SUFFIX = "-changed"


def types() -> Mapping[str, FhirType]:
    """The types that have a topic, by name: those whose resources others send, about patients."""
    return {name: each for name, each in registry.served().items() if _is_told(each)}


def url(base: str, resource_type: str) -> str:
    """The canonical of the topic: resources of that type are created, changed, or marked as
    entered in error."""
    return f"{base}/{_FOLDER}/{resource_type}{_SUFFIX}"


def named(base: str, canonical: str) -> FhirType | None:
    """The type whose topic that is."""
    return next((each for name, each in types().items() if url(base, name) == canonical), None)


def _is_told(fhir_type: FhirType) -> bool:
    rest = registry.rest_of(fhir_type)
    is_clinical = rest.is_clinical and bool(rest.kind) and bool(rest.table)
    # Bytes are news with the document that names them.
    return is_clinical and not fhir_type.is_born_here and fhir_type.name != binaries.TYPE
