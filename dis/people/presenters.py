"""What pages show of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from people.codes import OrganizationKind, RoleCode

if TYPE_CHECKING:
    from people.models import Organization, PractitionerRole


@dataclass(frozen=True)
class RoleRow:
    name: str
    title: str
    hpr_number: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class UnitRow:
    name: str
    kind_text: str
    depth: int
    number: str
    roles: Sequence[RoleRow]


def unit_row(unit: Organization, depth: int, roles: Sequence[PractitionerRole]) -> UnitRow:
    return UnitRow(
        name=unit.name,
        kind_text=str(OrganizationKind(unit.kind).label),
        depth=depth,
        number=unit.organization_number or unit.resh or "",
        roles=[_role_row(role) for role in roles],
    )


def _role_row(role: PractitionerRole) -> RoleRow:
    return RoleRow(
        name=role.practitioner.name,
        title=str(RoleCode(role.code).label),
        hpr_number=role.practitioner.hpr_number or "",
        start=role.start,
        end=role.end,
    )
