"""Taking in the directory: what received references to units and practitioners name here."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common.declarations import Incoming
from common.identifiers import (
    HPR_SYSTEM,
    NATIONAL_SYSTEMS,
    ORGANIZATION_SYSTEM,
    RESH_SYSTEM,
    InvalidIdentifier,
)
from common.references import Target, system_of, target
from people import identity
from people.codes import OrganizationKind
from people.models import DirectoryResource, Organization, Practitioner, PractitionerRole


def departments(incoming: Incoming, references: Sequence[Any]) -> Iterator[uuid.UUID]:
    """The known units that the references name; legal entities are left out."""
    for reference in references:
        unit = organization(incoming, reference)
        if unit is not None and unit.kind != OrganizationKind.LEGAL_ENTITY:
            yield unit.id


def practitioners(incoming: Incoming, references: Sequence[Any]) -> Iterator[uuid.UUID]:
    """The known practitioners that the references name, directly or by a role."""
    for reference in references:
        found = practitioner(incoming, reference)
        if found is not None:
            yield found.id


def organization(incoming: Incoming, reference: Mapping[str, Any] | None) -> Organization | None:
    aim = target(incoming, reference)
    if aim is None:
        return None
    numbers = identifiers_of(aim)
    if ORGANIZATION_SYSTEM in numbers or RESH_SYSTEM in numbers:
        found = _organization_with(numbers)
        if found is not None:
            return found
    target_id = _target_id(incoming, aim, "Organization")
    return Organization.objects.filter(id=target_id).first() if target_id else None


def practitioner(incoming: Incoming, reference: Mapping[str, Any] | None) -> Practitioner | None:
    aim = target(incoming, reference)
    if aim is None:
        return None
    if aim.resource_type == "PractitionerRole":
        role_id = _target_id(incoming, aim, "PractitionerRole")
        role = PractitionerRole.objects.filter(id=role_id).first() if role_id else None
        return role.practitioner if role else None
    found = practitioner_with(identifiers_of(aim))
    if found is not None:
        return found
    target_id = _target_id(incoming, aim, "Practitioner")
    return Practitioner.objects.filter(id=target_id).first() if target_id else None


def practitioner_with(numbers: Mapping[str, str]) -> Practitioner | None:
    """The practitioner with that HPR number or national id."""
    if HPR_SYSTEM in numbers:
        found = Practitioner.objects.filter(hpr_number=numbers[HPR_SYSTEM]).first()
        if found is not None:
            return found
    for system in NATIONAL_SYSTEMS & numbers.keys():
        try:
            person = identity.person_with(identity.accept(numbers[system]))
        except InvalidIdentifier:
            continue
        if person is not None:
            return Practitioner.objects.filter(person=person).first()
    return None


def identifiers_of(aim: Target) -> dict[str, str]:
    return {system_of(each): str(each.get("value") or "") for each in aim.identifiers}


def _organization_with(numbers: Mapping[str, str]) -> Organization | None:
    if RESH_SYSTEM in numbers:
        found = Organization.objects.filter(resh=numbers[RESH_SYSTEM]).first()
        if found is not None:
            return found
    if ORGANIZATION_SYSTEM in numbers:
        number = numbers[ORGANIZATION_SYSTEM]
        return Organization.objects.filter(organization_number=number).first()
    return None


def _target_id(incoming: Incoming, aim: Target, resource_type: str) -> uuid.UUID | None:
    if aim.resource_type != resource_type or not aim.source_id:
        return None
    row = DirectoryResource.objects.filter(
        resource_type=resource_type, source=incoming.source, source_id=aim.source_id
    ).first()
    return row.target_id if row else None
