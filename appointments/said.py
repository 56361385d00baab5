"""What stands where in an Appointment: its patient, places, codes and contained resources."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from appointments.codes import PROFILE, ROLE_CODES
from common.declarations import Incoming
from common.identifiers import NATIONAL_SYSTEMS
from common.references import codes, mappings, system_of, target

Resource = Mapping[str, Any]
_PATIENT = re.compile(r"(.*/)?Patient/[^/]+(/_history/[^/]+)?")


def patients(incoming: Incoming) -> list[Resource]:
    """The references to patients among who takes part."""
    named = (each.get("actor") for each in mappings(incoming.resource.get("participant")))
    return [each for each in named if isinstance(each, Mapping) and _is_patient(incoming, each)]


def patient(incoming: Incoming) -> Resource | None:
    return next(iter(patients(incoming)), None)


def _is_patient(incoming: Incoming, actor: Resource) -> bool:
    literal = str(actor.get("reference") or "")
    if _PATIENT.fullmatch(incoming.references.get(literal, literal)):
        return True
    aim = target(incoming, actor)
    if aim is not None and aim.contained is not None:
        return aim.resource_type == "Patient"
    identifier = actor.get("identifier")
    is_national = isinstance(identifier, Mapping) and system_of(identifier) in NATIONAL_SYSTEMS
    return actor.get("type") == "Patient" or (is_national and not actor.get("type"))


def claims_profile(resource: Resource) -> bool:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, Mapping) else None
    return any(str(each).split("|")[0] == PROFILE for each in profiles or [])


def categories(resource: Resource) -> set[str]:
    return {code for each in mappings(resource.get("serviceCategory")) for code in codes(each)}


def identifier(resource: Resource) -> tuple[str, str] | None:
    """System and value of the first identifier that has both."""
    for each in mappings(resource.get("identifier")):
        if each.get("system") and each.get("value"):
            return str(each["system"]), str(each["value"])
    return None


def tags(resource: Resource, system: str) -> list[str]:
    found = mappings((resource.get("meta") or {}).get("tag"))
    return [str(each.get("code") or "") for each in found if each.get("system") == system]


def contained(resource: Resource, resource_type: str) -> list[Resource]:
    found = mappings(resource.get("contained"))
    return [each for each in found if each.get("resourceType") == resource_type]


def named(resource: Resource, reference: Any) -> Resource | None:
    """The contained resource that a reference names."""
    literal = str(reference.get("reference") or "") if isinstance(reference, Mapping) else ""
    for each in mappings(resource.get("contained")):
        if literal.startswith("#") and each.get("id") == literal[1:]:
            return each
    return None


def supporting(resource: Resource, resource_type: str) -> list[Resource]:
    """The contained resources of a type that it names as further information."""
    found = (named(resource, each) for each in mappings(resource.get("supportingInformation")))
    return [each for each in found if each and each.get("resourceType") == resource_type]


def location_types(location: Resource) -> set[str]:
    return {code for each in mappings(location.get("type")) for code in codes(each, ROLE_CODES)}


def is_part(resource: Resource) -> bool:
    """Whether it is a part of another appointment, which R4 has in an extension only."""
    return any(_last(each) in {"nobasispartof", "partof"} for each in extensions(resource))


def virtual_services(resource: Resource) -> list[Resource]:
    found = extensions(resource)
    return [each for each in found if _last(each).endswith("virtualservice")]


def extensions(resource: Resource) -> Sequence[Resource]:
    return list(mappings(resource.get("extension")))


def part(extension: Resource, name: str) -> Any:
    """The value of a part of an extension, of whatever type it is."""
    for each in mappings(extension.get("extension")):
        if each.get("url") == name:
            return next((value for key, value in each.items() if key.startswith("value")), None)
    return None


def _last(extension: Resource) -> str:
    """The name that an extension ends in, whoever has defined it."""
    return re.split(r"[/.]", str(extension.get("url") or ""))[-1].replace("-", "").lower()


def codings(resource: Resource, element: str) -> Iterator[Resource]:
    """Every Coding of an element that is one concept, or a list of them."""
    value = resource.get(element)
    for concept in [value] if isinstance(value, Mapping) else mappings(value):
        yield from mappings(concept.get("coding"))
