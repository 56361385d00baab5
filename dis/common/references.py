"""FHIR references in received resources: what they name, and the ids that things get here."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.declarations import Incoming

_NAMESPACE = uuid.UUID("6f2d1a54-0a52-4c0e-9d3c-3f6f3a0c1f11")
_LITERAL = re.compile(r"/?([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})(?:/_history/[^/]+)?")


def local_id(source: str, resource_type: str, source_id: str) -> uuid.UUID:
    """The id that a sender's resource has here. Two senders with the same id never meet."""
    return uuid.uuid5(_NAMESPACE, f"{source}|{resource_type}|{source_id}")


def own_id(incoming: Incoming) -> uuid.UUID:
    """The id that an incoming resource has here."""
    if incoming.id is not None:
        return incoming.id
    return local_id(incoming.source, str(incoming.resource["resourceType"]), incoming.source_id)


@dataclass(frozen=True)
class Target:
    """What a reference names: a resource of the same sender, a contained one, or an identifier.

    Over the API (`is_own_id`) the id is the one that the thing has here.
    """

    resource_type: str = ""
    source_id: str = ""
    contained: Mapping[str, Any] | None = None
    identifiers: Sequence[Mapping[str, Any]] = ()
    is_own_id: bool = False

    def local_id(self, source: str) -> uuid.UUID | None:
        if self.is_own_id:
            return _uuid(self.source_id)
        return local_id(source, self.resource_type, self.source_id) if self.source_id else None


def target(incoming: Incoming, reference: Mapping[str, Any] | None) -> Target | None:
    """What the reference names, or None where it names nothing that can be found.

    An absolute URL names something of the same sender only where it stands as a full URL in the
    same Bundle: on another server the same type and id is somebody else.
    """
    if not reference:
        return None
    literal = str(reference.get("reference") or "")
    identifier = reference.get("identifier")
    identifiers = [identifier] if isinstance(identifier, Mapping) else []
    known = incoming.references.get(literal)
    contained = None if known else _contained(incoming.resource, literal)
    if contained is not None:
        return Target(
            resource_type=str(contained.get("resourceType", "")),
            contained=contained,
            identifiers=[*identifiers, *mappings(contained.get("identifier"))],
        )
    match = _LITERAL.fullmatch(known or literal)
    if match:
        is_own_id = incoming.id is not None
        return Target(match[1], match[2], identifiers=identifiers, is_own_id=is_own_id)
    return Target(identifiers=identifiers) if identifiers else None


def _uuid(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list that came from outside, whatever else is in it."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))


def codes(concept: Any, *systems: str) -> list[str]:
    """The codes of a CodeableConcept (of these systems, or of all)."""
    coding = mappings(concept.get("coding")) if isinstance(concept, Mapping) else ()
    return [
        str(each["code"])
        for each in coding
        if each.get("code") and (not systems or system_of(each) in systems)
    ]


def system_of(coding: Mapping[str, Any]) -> str:
    """The system as a URI; some senders leave `urn:oid:` out."""
    system = str(coding.get("system") or "")
    return f"urn:oid:{system}" if re.fullmatch(r"[0-2](\.[0-9]+)+", system) else system


def display(concept: Any) -> str:
    """Words for a CodeableConcept: its text, or the first display."""
    if not isinstance(concept, Mapping):
        return ""
    found = concept.get("text") or next(
        (each["display"] for each in mappings(concept.get("coding")) if each.get("display")), ""
    )
    return str(found)


def human_name(names: Any) -> tuple[str, str]:
    """Family and given name of the official or first HumanName."""
    found = list(mappings(names))
    official = next((name for name in found if name.get("use") == "official"), None)
    name = official or (found[0] if found else {})
    given = " ".join(str(part) for part in name.get("given") or [])
    family = str(name.get("family") or "")
    return (family, given) if family or given else (str(name.get("text") or ""), "")


def _contained(resource: Mapping[str, Any], literal: str) -> Mapping[str, Any] | None:
    """A contained resource, named by `#id`, or (as some senders do) by its ordinary reference."""
    for each in mappings(resource.get("contained")):
        own_id = each.get("id")
        if own_id and literal in {f"#{own_id}", f"{each.get('resourceType')}/{own_id}"}:
            return each
    return None
