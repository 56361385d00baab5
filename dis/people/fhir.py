"""FHIR types of the directory: Organization, Practitioner, PractitionerRole. No patient data."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from common import clock
from common.declarations import ANY_VERSION, NEW, Cause, Fate, FhirType, Incoming, Outcome
from common.errors import NotKnownYet, Unacceptable
from common.fhirtime import day, ended, instant
from common.identifiers import (
    HPR_SYSTEM,
    NATIONAL_SYSTEMS,
    ORGANIZATION_SYSTEM,
    RESH_SYSTEM,
    InvalidIdentifier,
    accept_hpr_number,
    accept_organization_number,
)
from common.references import codes, human_name, mappings, own_id, system_of, target
from people import identity, rest
from people.codes import ADMINISTRATIVE_ROLES, ROLE_SYSTEM, OrganizationKind, RoleCode
from people.models import DirectoryResource, Organization, Practitioner, PractitionerRole
from people.receiving import Directory, practitioner_with

ORGANIZATION_TYPE_SYSTEM = "http://terminology.hl7.org/CodeSystem/organization-type"

# Writes what the resource says into the directory and gives the row.
Write = Callable[[Incoming, uuid.UUID | None, Directory], Any]


def _store(
    resource_type: str, write: Write, *names: str
) -> Callable[[Sequence[Incoming]], list[Outcome]]:
    """How a type is stored whose elements `names` refer to others of the directory."""

    def store(batch: Sequence[Incoming]) -> list[Outcome]:
        named = [(each, each.resource.get(name)) for each in batch for name in names]
        return _store_all(resource_type, write, batch, named)

    return store


@transaction.atomic
def _store_all(
    resource_type: str,
    write: Write,
    batch: Sequence[Incoming],
    named: Sequence[tuple[Incoming, Any]],
) -> list[Outcome]:
    """Store a batch in its order. Rows that may change are locked first, in the order of ids."""
    ids = [own_id(each) for each in batch]
    locked = DirectoryResource.objects.select_for_update().order_by("pk").filter(pk__in=ids)
    rows = {row.id: row for row in locked}
    directory = Directory(named)
    outcomes = []
    for row_id, incoming in zip(ids, batch, strict=True):
        row = rows.setdefault(row_id, _new_row(row_id, resource_type, incoming))
        outcomes.append(_store_one(row, write, incoming, directory))
    DirectoryResource.objects.bulk_create(
        row for row in rows.values() if row._state.adding and row.version
    )
    return outcomes


def _store_one(
    row: DirectoryResource, write: Write, incoming: Incoming, directory: Directory
) -> Outcome:
    refused = _refused(row, incoming)
    if refused:
        return refused
    if bytes(row.digest) == incoming.digest:
        version, at = row.version, row.received_at
        return Outcome(incoming, Fate.UNCHANGED, version=version, received_at=at)
    known = row.target_id if row.version else None
    try:
        target = write(incoming, known, directory)
    except Unacceptable as error:
        return Outcome.refused(incoming, error)
    except InvalidIdentifier as error:
        return Outcome.refused(incoming, str(error))
    directory.learn(row.id, target)
    now = clock.now()
    columns = {
        "target_id": target.id,
        "version": row.version + 1,
        "wire": incoming.wire,
        "digest": incoming.digest,
        "received_at": now,
        "search": dict(incoming.search),
        "sorted_at": instant(incoming.search.get("_sorted_at")) or now,
        "names_own_ids": incoming.id is not None,
    }
    for name, value in columns.items():
        setattr(row, name, value)
    if not row._state.adding:
        row.save(update_fields=columns)
    return Outcome(incoming, Fate.STORED, version=row.version, received_at=now)


def _refused(row: DirectoryResource, incoming: Incoming) -> Outcome | None:
    """Over the API only the sender changes what is there, and the version that it names."""
    if not row.version:
        is_gone = incoming.replaces not in {None, NEW}
        reason = "it is not there"
        return Outcome.refused(incoming, reason, Cause.NOT_THERE) if is_gone else None
    if row.source != incoming.source:
        reason = "another organisation has sent it, and changes it alone"
        return Outcome.refused(incoming, reason, Cause.NOT_YOURS)
    if incoming.replaces in {None, ANY_VERSION, row.version}:
        return None
    reason = f"its version is {row.version}, not {incoming.replaces}"
    return Outcome.refused(incoming, reason, Cause.STALE)


def _new_row(row_id: uuid.UUID, resource_type: str, incoming: Incoming) -> DirectoryResource:
    return DirectoryResource(
        id=row_id,
        resource_type=resource_type,
        source=incoming.source,
        source_id=incoming.source_id,
        version=0,
    )


def _organization(incoming: Incoming, known: uuid.UUID | None, directory: Directory) -> Any:
    resource = incoming.resource
    numbers = _numbers(resource)
    number = numbers.get(ORGANIZATION_SYSTEM)
    resh = numbers.get(RESH_SYSTEM)
    columns: dict[str, Any] = {
        "name": str(resource.get("name") or number or resh or ""),
        "kind": _kind(resource),
        "phone": next(
            (str(t.get("value")) for t in mappings(resource.get("telecom")) if t.get("value")), ""
        ),
    }
    if not columns["name"]:
        raise Unacceptable.because("it has neither name nor number", "name")
    if number:
        columns["organization_number"] = accept_organization_number(number)
    if resh:
        columns["resh"] = resh
    if resource.get("partOf"):
        parent = directory.organization(incoming, resource["partOf"])
        if parent is None:
            raise NotKnownYet.because("the organisation it is part of is not known", "partOf")
        columns["part_of"] = parent
    row = _existing(Organization, known, organization_number=number, resh=resh)
    row = _save(Organization, row, columns)
    _end_roles(incoming, organization=row)
    return row


def _kind(resource: Mapping[str, Any]) -> str:
    """Departments say so by type; a unit below another with a number of its own is a sub-unit."""
    types = {
        code
        for each in mappings(resource.get("type"))
        for code in codes(each, ORGANIZATION_TYPE_SYSTEM)
    }
    if "dept" in types:
        return OrganizationKind.DEPARTMENT
    if not resource.get("partOf"):
        return OrganizationKind.LEGAL_ENTITY
    has_number = ORGANIZATION_SYSTEM in _numbers(resource)
    return OrganizationKind.SUB_UNIT if has_number else OrganizationKind.DEPARTMENT


def _practitioner(incoming: Incoming, known: uuid.UUID | None, directory: Directory) -> Any:
    resource = incoming.resource
    numbers = _numbers(resource)
    family, given = human_name(resource.get("name"))
    columns: dict[str, Any] = {"family": family, "given": given}
    if HPR_SYSTEM in numbers:
        columns["hpr_number"] = accept_hpr_number(numbers[HPR_SYSTEM])
    for system in NATIONAL_SYSTEMS & numbers.keys():
        columns["person"] = identity.person_for(identity.accept(numbers[system]))
    row = practitioner_with(numbers) or _existing(Practitioner, known)
    if incoming.id is not None:
        return _named(row, columns)
    row = _save(Practitioner, row, columns)
    _end_roles(incoming, practitioner=row)
    return row


def _named(row: Any, columns: dict[str, Any]) -> Any:
    """Whom a Practitioner sent over the API means. Who signs in as whom, and who has which role, is
    for the registers to say: what is known of a practitioner stays as it is."""
    columns.pop("person", None)
    return row or _save(Practitioner, None, columns)


def _end_roles(incoming: Incoming, **party: Any) -> None:
    """Who or what is not active any more at a sender has no current role from that sender."""
    today = clock.today()
    end = ended(incoming.resource, None, today)
    if end is None:
        return
    sent = DirectoryResource.objects.filter(
        resource_type="PractitionerRole", source=incoming.source
    )
    PractitionerRole.objects.filter(
        Q(end=None) | Q(end__gte=today), id__in=sent.values("target_id"), **party
    ).update(end=end)


def _practitioner_role(incoming: Incoming, known: uuid.UUID | None, directory: Directory) -> Any:
    resource = incoming.resource
    practitioner = directory.practitioner(incoming, resource.get("practitioner"))
    unit = directory.organization(incoming, resource.get("organization"))
    if practitioner is None:
        raise NotKnownYet.because("the practitioner is not known", "practitioner")
    if unit is None:
        raise NotKnownYet.because("the organisation is not known", "organization")
    limits = resource.get("period") or {}
    code, end, today = _role_code(resource), day(limits.get("end")), clock.today()
    for each in (resource, *_named_by(incoming)):
        end = ended(each, end, today)
    columns = {
        "practitioner": practitioner,
        "organization": unit,
        "code": code or RoleCode.OTHER_HEALTH,
        "start": day(limits.get("start")),
        # Who is not said to be health personnel has never had the role: nobody can work in it.
        "end": end if code else date.min,
    }
    return _save(PractitionerRole, _existing(PractitionerRole, known), columns)


def _role_code(resource: Mapping[str, Any]) -> str | None:
    """The known code of 9060, if any. Administrative roles are never taken from outside."""
    for concept in mappings(resource.get("code")):
        for code in codes(concept, ROLE_SYSTEM):
            if code in RoleCode.values and code not in ADMINISTRATIVE_ROLES:
                return code
    return None


def _named_by(incoming: Incoming) -> Iterator[Mapping[str, Any]]:
    """The practitioner and the unit of a role, as the same sender sent them."""
    for name in ("practitioner", "organization"):
        aim = target(incoming, incoming.resource.get(name))
        ids = [aim_id] if aim and (aim_id := aim.local_id(incoming.source)) else []
        for wire in DirectoryResource.objects.filter(id__in=ids).values_list("wire", flat=True):
            yield json.loads(wire)


def _numbers(resource: Mapping[str, Any]) -> dict[str, str]:
    return {
        system_of(each): str(each.get("value") or "")
        for each in mappings(resource.get("identifier"))
    }


def _existing(model: type[Any], known: uuid.UUID | None, **numbers: str | None) -> Any:
    for field, value in numbers.items():
        found = model.objects.filter(**{field: value}).first() if value else None
        if found is not None:
            return found
    return model.objects.filter(id=known).first() if known else None


def _save(model: type[Any], row: Any, columns: Mapping[str, Any]) -> Any:
    if row is None:
        row = model.objects.create(**columns)
    else:
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(update_fields=list(columns))
    return row


_ROLE = _store("PractitionerRole", _practitioner_role, "practitioner", "organization")
FHIR_TYPES = (
    FhirType("Organization", 1, _store("Organization", _organization, "partOf"), rest.ORGANIZATION),
    FhirType("Practitioner", 2, _store("Practitioner", _practitioner), rest.PRACTITIONER),
    FhirType("PractitionerRole", 3, _ROLE, rest.PRACTITIONER_ROLE),
)
