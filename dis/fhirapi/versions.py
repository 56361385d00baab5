"""The versions of a resource as far as a reader may see them, and how each is named.

Numbers of versions with a gap would tell a citizen of one that hides, as on the pages (docs/
architecture.md). So citizens get the time at which a version came in the place of its number.
"""

import copy
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from access import confidentiality, former
from access.codes import CONFIDENTIALITY_SYSTEM, Audience, Kind
from access.grant import Grant
from common.declarations import FhirType
from common.references import codes, mappings
from fhirapi import registry

Place = tuple[datetime, uuid.UUID]
_PATIENT = "Patient"
_CHUNK = 50


def name(grant: Grant | None, row: Any) -> str:
    """What a version is called: in `meta.versionId`, in ETag and in its address."""
    if grant is None or not confidentiality.is_citizen(grant.audience):
        return str(row.version)
    at: datetime = row.received_at
    return str(int(at.timestamp() * 1_000_000))


def as_version(row: Any, version: Any) -> Any:
    """A former version (access.former) in the shape of its row, never to be saved."""
    found = copy.copy(row)
    found.wire, found.version = version.wire, version.version
    found.received_at = _came(version)
    found.names_own_ids = version.names_own_ids
    return found


def former_of(grant: Grant, fhir_type: FhirType, row: Any) -> list[Any]:
    """The former versions of a row that the reader may see, newest first, in the shape of rows."""
    return list(_visible(grant, fhir_type, row, _stored(grant, fhir_type, [row])))


def named(grant: Grant | None, fhir_type: FhirType, row: Any, version: str) -> Any:
    """The version that is called so, as a row; None where there is none that the reader may see."""
    if version == name(grant, row):
        return row
    if grant is None or row.version == 1:
        return None
    found = (each for each in former_of(grant, fhir_type, row) if name(grant, each) == version)
    return next(found, None)


def newest_of(
    grant: Grant,
    fhir_type: FhirType,
    *,
    since: datetime | None,
    before: Place | None,
    most: int,
) -> list[Any]:
    """Versions of all resources of a type, those that came last first, from a place on."""
    found = merge(
        _current(grant, fhir_type, since, before, most),
        _all_former(grant, fhir_type, since, before),
        key=place,
        reverse=True,
    )
    return list(islice(found, most))


def place(row: Any) -> Place:
    """Where a version stands in the history of a type."""
    return row.received_at, row.id


def _current(
    grant: Grant, fhir_type: FhirType, since: datetime | None, before: Place | None, most: int
) -> Iterable[Any]:
    rows = registry.rest_of(fhir_type).rows(grant).order_by("-received_at", "-id")
    found: Iterable[Any] = rows.filter(_within("received_at", "id", since, before))[:most]
    return found


def _all_former(
    grant: Grant, fhir_type: FhirType, since: datetime | None, before: Place | None
) -> Iterator[Any]:
    """One by one: how many must be looked at until enough show themselves, nobody knows before."""
    rest = registry.rest_of(fhir_type)
    own_id = "own_id" if fhir_type.name == _PATIENT else "id"
    stored = (
        former.of_type(grant, Kind(rest.kind), fhir_type.name)
        .annotate(came=Coalesce("received_at", "replaced_at"))
        .filter(_within("came", "resource_id", since, before))
        .order_by("-came", "-resource_id")
    )
    waiting = stored.iterator(_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        ids = {each.resource_id for each in chunk}
        rows = {_own_id(row): row for row in rest.rows(grant).filter(**{f"{own_id}__in": ids})}
        for each in chunk:
            if each.resource_id in rows:
                yield from _visible(grant, fhir_type, rows[each.resource_id], [each])


def _within(at: str, own_id: str, since: datetime | None, before: Place | None) -> Q:
    found = Q() if since is None else Q(**{f"{at}__gte": since})
    if before is not None:
        found &= Q(**{f"{at}__lt": before[0]}) | Q(**{at: before[0], f"{own_id}__lt": before[1]})
    return found


def _stored(grant: Grant, fhir_type: FhirType, rows: Sequence[Any]) -> Iterable[Any]:
    ids = [_own_id(row) for row in rows if row.version > 1]
    if not ids:
        return []
    kind = Kind(registry.rest_of(fhir_type).kind)
    return former.of_type(grant, kind, fhir_type.name, ids)


def _own_id(row: Any) -> uuid.UUID:
    """Of a Patient the row is one of several sources, and its id that of the patient."""
    found: uuid.UUID = getattr(row, "own_id", row.id)
    return found


def _visible(grant: Grant, fhir_type: FhirType, row: Any, stored: Iterable[Any]) -> Iterator[Any]:
    rest = registry.rest_of(fhir_type)
    if rest.former is not None:
        shown = rest.former(grant, row, list(stored))
        yield from (as_version(row, each) for each in shown)
        return
    for each in stored:
        found = as_version(row, each)
        if _shows(grant, row, rest.wires(grant, [found])[0]):
            yield found


def _shows(grant: Grant, row: Any, text: str) -> bool:
    """Who has sent a version sees it; all others by its own codes, as they see rows."""
    if grant.source and row.source == grant.source:
        return True
    if grant.audience is Audience.SENDER:
        return False
    return confidentiality.allows(grant.audience, _codes(json.loads(text)))


def _codes(resource: Mapping[str, Any]) -> list[str]:
    """The codes of confidentiality on a resource, wherever it may have them."""
    meta = resource.get("meta")
    labels = [*mappings(resource.get("securityLabel"))]
    of_meta = {"coding": meta.get("security")} if isinstance(meta, dict) else {}
    return [code for label in (of_meta, *labels) for code in codes(label, CONFIDENTIALITY_SYSTEM)]


def _came(version: Any) -> datetime:
    came: datetime = version.received_at or version.replaced_at
    return came
