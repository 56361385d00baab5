"""Finding who works in health care, and where, in the open directory. No patient is in it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from common.sorting import norwegian
from people.codes import ADMINISTRATIVE_ROLES, OrganizationKind, RoleCode
from people.models import Organization, Practitioner, PractitionerRole

MOST_FOUND = 20


@dataclass(frozen=True)
class Party:
    """A practitioner or an organisation, by what everybody may know of it."""

    id: uuid.UUID
    is_organization: bool
    name: str
    detail: str = ""

    @property
    def key(self) -> str:
        return f"{'o' if self.is_organization else 'p'}.{self.id}"


def practitioners(typed: str, day: date) -> Sequence[Party]:
    """Health personnel whose name holds all the words, or who have the HPR number; one more than
    MOST_FOUND where there are more."""
    words = typed.split()
    if len(words) == 1 and words[0].isdecimal():
        wanted = Q(hpr_number=words[0])
    else:
        wanted = Q()
        for word in words:
            wanted &= Q(family__icontains=word) | Q(given__icontains=word)
    found = Practitioner.objects.filter(wanted, hpr_number__isnull=False).order_by("id")
    return _practitioners([each.id for each in found[: MOST_FOUND + 1]], day)


def organizations(typed: str) -> Sequence[Party]:
    """Organisations, places and units whose name holds all the words."""
    wanted = Q()
    for word in typed.split():
        wanted &= Q(name__icontains=word)
    rows = Organization.objects.filter(wanted).select_related("part_of").order_by("id")
    return _by_name(_organization(each) for each in rows[: MOST_FOUND + 1])


def by_ids(
    practitioner_ids: Sequence[uuid.UUID], organization_ids: Sequence[uuid.UUID], day: date
) -> Sequence[Party]:
    """Those with these ids, by name."""
    rows = Organization.objects.filter(id__in=organization_ids).select_related("part_of")
    return _by_name([*_practitioners(practitioner_ids, day), *map(_organization, rows)])


def by_key(key: str, day: date) -> Party | None:
    """The one that a form names; None where there is nobody."""
    sort, _, own_id = key.partition(".")
    try:
        wanted = uuid.UUID(own_id)
    except ValueError:
        return None
    ids = ([], [wanted]) if sort == "o" else ([wanted], [])
    found = by_ids(*ids, day)
    return found[0] if found else None


def _practitioners(ids: Sequence[uuid.UUID], day: date) -> Sequence[Party]:
    roles = PractitionerRole.objects.filter(
        Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day), practitioner_id__in=ids
    ).exclude(code__in=ADMINISTRATIVE_ROLES)
    work: dict[uuid.UUID, list[str]] = {}
    for role in roles.select_related("organization").order_by("id"):
        words = f"{RoleCode(role.code).label}, {role.organization.name}"
        work.setdefault(role.practitioner_id, []).append(words)
    rows = Practitioner.objects.filter(id__in=ids)
    return _by_name(Party(p.id, False, p.name, "; ".join(work.get(p.id, ()))) for p in rows)


def _organization(row: Organization) -> Party:
    kind = str(OrganizationKind(row.kind).label)
    above = f", {row.part_of.name}" if row.part_of else ""
    return Party(row.id, True, row.name, f"{kind}{above}")


def _by_name(parties: Iterable[Party]) -> Sequence[Party]:
    return sorted(parties, key=lambda each: norwegian(each.name))
