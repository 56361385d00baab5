"""The open directory: organisations, practitioners and their roles. No patient data."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from common import clock, statements
from common.sorting import norwegian
from people.codes import ADMINISTRATIVE_ROLES, OrganizationKind, RoleCode
from people.models import Organization, Practitioner, PractitionerRole, UnitSetting

_WITH = ("practitioner", "organization__part_of__part_of__part_of")


@dataclass(frozen=True)
class Role:
    """A role with the names and numbers that pages, attestations and the log need."""

    id: uuid.UUID
    practitioner_id: uuid.UUID
    practitioner_name: str
    hpr_number: str
    code: str
    title: str
    unit_id: uuid.UUID
    unit_name: str
    point_of_care_id: uuid.UUID
    point_of_care_name: str
    point_of_care_number: str
    legal_entity_id: uuid.UUID
    legal_entity_name: str
    legal_entity_number: str

    @property
    def is_administrative(self) -> bool:
        return self.code in ADMINISTRATIVE_ROLES

    @property
    def workplace(self) -> str:
        """Unit and place as people say it, without saying the same name twice."""
        names = [self.unit_name, self.point_of_care_name]
        return ", ".join(dict.fromkeys(names))


def current_roles(person_id: uuid.UUID, day: date) -> list[Role]:
    """The roles a person has on that day, by unit name."""
    found = _roles_on(day).filter(practitioner__person_id=person_id)
    return sorted((_role(role) for role in found), key=lambda role: role.unit_name)


def current_role(role_id: uuid.UUID, day: date) -> Role | None:
    """The role if it is valid on that day. One query."""
    found = _roles_on(day).filter(id=role_id).first()
    return _role(found) if found else None


def is_withdrawn(person_id: uuid.UUID) -> bool:
    """Whether the person's authorisation as health personnel is withdrawn."""
    found = Practitioner.objects.filter(person_id=person_id)
    return found.filter(authorisation_withdrawn_at__lte=clock.now()).exists()


def any_role(role_id: uuid.UUID) -> Role | None:
    """The role, whether it is still valid or not. For what is told of the past."""
    found = PractitionerRole.objects.filter(id=role_id).select_related(*_WITH).first()
    return _role(found) if found else None


def legal_entity(unit: Organization) -> Organization:
    """The legal entity that a unit belongs to: itself, or the top of what it is part of."""
    while unit.part_of is not None and unit.kind != OrganizationKind.LEGAL_ENTITY:
        unit = unit.part_of
    return unit


def unit_setting(organization_id: uuid.UUID, key: str, default: Any) -> Any:
    found = UnitSetting.objects.filter(organization_id=organization_id, key=key).first()
    return found.value if found else default


def _roles_on(day: date) -> Any:
    """Who has lost the authorisation has no role as health personnel from that minute on."""
    is_withdrawn = Q(practitioner__authorisation_withdrawn_at__lte=clock.now())
    return PractitionerRole.objects.filter(
        Q(start__isnull=True) | Q(start__lte=day),
        Q(end__isnull=True) | Q(end__gte=day),
        ~is_withdrawn | Q(code__in=ADMINISTRATIVE_ROLES),
    ).select_related(*_WITH)


def _role(role: PractitionerRole) -> Role:
    unit = role.organization
    entity = legal_entity(unit)
    place = unit
    if unit.kind == OrganizationKind.DEPARTMENT and unit.part_of is not None:
        place = unit.part_of
    return Role(
        id=role.id,
        practitioner_id=role.practitioner_id,
        practitioner_name=role.practitioner.name,
        hpr_number=role.practitioner.hpr_number or "",
        code=role.code,
        title=str(RoleCode(role.code).label),
        unit_id=unit.id,
        unit_name=unit.name,
        point_of_care_id=place.id,
        point_of_care_name=place.name,
        point_of_care_number=place.organization_number or entity.organization_number or "",
        legal_entity_id=entity.id,
        legal_entity_name=entity.name,
        legal_entity_number=entity.organization_number or "",
    )


def units_of(legal_entity_id: uuid.UUID) -> list[tuple[Organization, int]]:
    """A legal entity and all that is part of it, from the top down, each with its depth."""
    below: dict[uuid.UUID | None, list[Organization]] = {}
    for each in Organization.objects.order_by("name"):
        below.setdefault(each.part_of_id, []).append(each)
    top = Organization.objects.get(id=legal_entity_id)
    return list(_downwards(top, below, depth=0))


def _downwards(
    unit: Organization, below: dict[uuid.UUID | None, list[Organization]], *, depth: int
) -> Iterator[tuple[Organization, int]]:
    yield unit, depth
    for part in sorted(below.get(unit.id, ()), key=lambda each: norwegian(each.name)):
        yield from _downwards(part, below, depth=depth + 1)


def roles_in(unit_ids: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, list[PractitionerRole]]:
    """Who works in the units on that day, by name."""
    found: dict[uuid.UUID, list[PractitionerRole]] = {}
    for role in _roles_on(day).filter(organization_id__in=unit_ids):
        found.setdefault(role.organization_id, []).append(role)
    for roles in found.values():
        roles.sort(key=lambda role: norwegian(role.practitioner.name))
    return found


def works_in(practitioner_id: Any, legal_entity_id: Any, day: date) -> bool:
    """Whether a practitioner has a role in any unit of a legal entity on that day."""
    roles = _roles_on(day).filter(practitioner_id=practitioner_id)
    return any(legal_entity(role.organization).id == legal_entity_id for role in roles)


def with_number(organization_number: str) -> Organization | None:
    """The legal entity that has this number itself, or to which the place with it belongs."""
    if not organization_number:
        return None
    found = _organizations().filter(organization_number=organization_number).first()
    return legal_entity(found) if found else None


# Runs with every result that comes in. The last row is of the legal entity.
_NAMES = """
    WITH RECURSIVE up AS (
        SELECT name, kind, part_of_id FROM people_organization WHERE organization_number = %s
        UNION ALL
        SELECT above.name, above.kind, above.part_of_id
        FROM people_organization above JOIN up ON above.id = up.part_of_id
        WHERE up.kind <> 'legal-entity'
    )
    SELECT name FROM up
"""


def name_with_number(organization_number: str) -> str:
    """What the legal entity is called that `with_number` finds; empty where it finds none."""
    rows = statements.asked(_NAMES, [organization_number]) if organization_number else []
    return str(rows[-1][0]) if rows else ""


def with_id(organization_id: uuid.UUID) -> Organization | None:
    """The legal entity that a unit belongs to, by the id of the unit."""
    found = _organizations().filter(id=organization_id).first()
    return legal_entity(found) if found else None


def legal_entities() -> list[Organization]:
    """All that have a number, by name."""
    found = Organization.objects.filter(
        kind=OrganizationKind.LEGAL_ENTITY, organization_number__isnull=False
    )
    return sorted(found, key=lambda each: norwegian(each.name))


def legal_entities_with(
    codes: Collection[str], day: date, *, besides: uuid.UUID | None = None
) -> list[Organization]:
    """The legal entities where somebody, `besides` this person, has one of these roles on that
    day, by name."""
    roles = _roles_on(day).filter(code__in=codes)
    if besides is not None:
        roles = roles.exclude(practitioner__person_id=besides)
    places = roles.order_by().values("organization_id").distinct()
    found = {each.id: each for each in map(legal_entity, _organizations().filter(id__in=places))}
    return sorted(found.values(), key=lambda each: norwegian(each.name))


def _organizations() -> QuerySet[Organization]:
    return Organization.objects.select_related("part_of__part_of__part_of")


@dataclass(frozen=True)
class Placed:
    """A place of treatment by name, and the organisation that it belongs to."""

    name: str
    legal_entity_name: str


def places(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Placed]:
    """The names of organisations, whichever level they are on. One statement."""
    found = _organizations().filter(id__in=ids) if ids else ()
    return {each.id: Placed(each.name, legal_entity(each).name) for each in found}


def named_units(legal_entity_name: str) -> list[uuid.UUID]:
    """The organisation of that name and all that belongs to it."""
    own = Q()
    for depth in range(4):
        own |= Q(**{"part_of__" * depth + "name": legal_entity_name})
    return list(Organization.objects.filter(own).values_list("id", flat=True))
