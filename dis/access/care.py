"""The care relations that follow from an Encounter, EpisodeOfCare or CareTeam."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from access.codes import Audience, Ground
from access.grant import Grant
from access.models import CareRelationship
from access.receiving import Columns, Placed
from common.declarations import Incoming
from common.errors import NotKnownYet, Unacceptable
from common.fhirtime import period
from common.references import mappings, target
from people import directory as workplaces
from people.codes import OrganizationKind
from people.receiving import Directory

Limits = tuple[datetime | None, datetime | None]

# While one of these holds there is care. On hold and suspended are not among them: whoever then
# needs the record declares why, until the status says that care goes on.
_GOES_ON = {
    "Encounter": {"planned", "arrived", "triaged", "in-progress", "onleave"},
    "EpisodeOfCare": {"planned", "waitlist", "active"},
    "CareTeam": {"active", ""},
}
# Care that is over lasted until its end; without an end nobody knows how long.
_IS_OVER = {"Encounter": {"finished"}, "EpisodeOfCare": {"finished"}, "CareTeam": {"inactive"}}
_GROUNDS = {"IMP": Ground.ADMITTED, "ACUTE": Ground.ADMITTED, "AMB": Ground.OUTPATIENT}
_UNITS = frozenset({"Organization", ""})
_PRACTITIONERS = frozenset({"Practitioner", "PractitionerRole", ""})


@dataclass(frozen=True)
class Party:
    """A unit or a practitioner that a care resource names, and when it takes part."""

    reference: Any
    types: frozenset[str]
    limits: Limits = (None, None)


def lift(changed: Sequence[Placed], grant: Grant) -> list[Columns | Unacceptable]:
    """Write the relations of these resources anew. What names a party that is not known yet waits,
    and is stored without it when nothing else comes."""
    known = Directory(
        (placed.incoming, party.reference) for placed in changed for party in _parties(placed)
    )
    lifted: list[Columns | Unacceptable] = []
    made: list[CareRelationship] = []
    for placed in changed:
        try:
            found = relations(placed, known)
        except NotKnownYet as error:
            lifted.append(error)
        else:
            made += [each for each in found if _may_make(each, grant)]
            lifted.append({"resource_type": _type(placed)})
    taken = [p.id for p, each in zip(changed, lifted, strict=True) if isinstance(each, Mapping)]
    CareRelationship.ungated.filter(resource_id__in=taken).delete()
    CareRelationship.ungated.bulk_create(made)
    return lifted


def relations(placed: Placed, directory: Directory) -> list[CareRelationship]:
    """Its unit treats the patient, and each practitioner named does; a legal entity as a whole
    never. NotKnownYet where one of them may still come."""
    limits = _limits(placed.incoming.resource)
    if limits is None:
        return []
    made = []
    for party in _parties(placed):
        within = _both(limits, party.limits)
        found = _found(placed.incoming, party, directory)
        if within and found:
            made.append(_relation(placed, within, found))
    return made


def _may_make(relation: CareRelationship, grant: Grant) -> bool:
    """A system of another organisation makes relations for that organisation only: it could open
    records to anybody else."""
    if grant.audience is not Audience.SENDER:
        return True
    if relation.organization_id is None:
        return workplaces.works_in(
            relation.practitioner_id, grant.legal_entity_id, grant.facts.today
        )
    owner = workplaces.with_id(relation.organization_id)
    return owner is not None and owner.id == grant.legal_entity_id


def _found(incoming: Incoming, party: Party, directory: Directory) -> dict[str, UUID] | None:
    """The column and id of the party, None for one that makes no relation."""
    aim = target(incoming, party.reference)
    if aim is None or aim.resource_type not in party.types:
        return None
    if party.types is _UNITS:
        unit = directory.organization(incoming, party.reference)
        if unit is not None:
            is_legal = unit.kind == OrganizationKind.LEGAL_ENTITY
            return None if is_legal else {"organization_id": unit.id}
    else:
        practitioner = directory.practitioner(incoming, party.reference)
        if practitioner is not None:
            return {"practitioner_id": practitioner.id}
    if incoming.is_last_try or aim.contained is not None:
        return None
    raise NotKnownYet.because("a unit or practitioner that it names is not known")


def _limits(resource: Mapping[str, Any]) -> Limits | None:
    """From when until when there is care, None for never."""
    resource_type = str(resource.get("resourceType"))
    status = str(resource.get("status") or "")
    start, end = period(resource.get("period"))
    if resource_type == "CareTeam" and not resource.get("period"):
        return None
    if status in _GOES_ON[resource_type] or (status in _IS_OVER[resource_type] and end):
        return start, end
    return None


def _both(first: Limits, second: Limits) -> Limits | None:
    """The time that lies in both, None where there is none."""
    start = max((each for each in (first[0], second[0]) if each), default=None)
    end = min((each for each in (first[1], second[1]) if each), default=None)
    return None if start and end and start >= end else (start, end)


def _parties(placed: Placed) -> Iterator[Party]:
    resource = placed.incoming.resource
    match resource.get("resourceType"):
        case "Encounter":
            yield Party(resource.get("serviceProvider"), _UNITS)
            yield from _participants(resource, "individual")
        case "EpisodeOfCare":
            yield Party(resource.get("managingOrganization"), _UNITS)
            yield Party(resource.get("careManager"), _PRACTITIONERS)
        case _:
            for reference in mappings(resource.get("managingOrganization")):
                yield Party(reference, _UNITS)
            yield from _participants(resource, "member")


def _participants(resource: Mapping[str, Any], name: str) -> Iterator[Party]:
    for each in mappings(resource.get("participant")):
        yield Party(each.get(name), _PRACTITIONERS, period(each.get("period")))


def _relation(placed: Placed, limits: Limits, party: Mapping[str, UUID]) -> CareRelationship:
    return CareRelationship(
        patient_id=placed.patient_id,
        resource_id=placed.id,
        ground=_ground(placed.incoming.resource),
        start=limits[0],
        end=limits[1],
        **party,
    )


def _ground(resource: Mapping[str, Any]) -> Ground:
    if resource.get("resourceType") == "Encounter":
        encounter_class = str((resource.get("class") or {}).get("code") or "")
        return _GROUNDS.get(encounter_class, Ground.TREATING)
    return Ground.TREATING


def _type(placed: Placed) -> str:
    return str(placed.incoming.resource.get("resourceType"))
