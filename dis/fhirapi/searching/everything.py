"""Patient/$everything: all that the reader may see of one patient, type by type."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from access.codes import Action, Kind
from access.grant import Grant
from common.declarations import FhirType
from common.rest import Interaction
from fhirapi import opening, registry, serving
from fhirapi.calls import Answer, Call
from fhirapi.searching import bundling, forms, paging
from fhirapi.searching.asking import LARGEST_PAGE, alternatives, bad
from fhirapi.searching.paging import Place

_PARAMETERS = frozenset({"_since", "_count", "_type", "_elements", "_summary"})


def everything(call: Call, patient_id: uuid.UUID) -> Answer:
    """One page of all of it; the next begins behind the last row shown."""
    patient = registry.served()[opening.PATIENT]
    link, path = call.parameter(paging.PARAMETER), f"{patient.name}/{patient_id}/$everything"
    place = (
        paging.opened(call, path, link)
        if link
        else paging.begun([pair for pair in call.query if pair[0] in _PARAMETERS])
    )
    call = replace(call, query=place.query)
    asked = dict(place.query)
    size, since = _size(asked.get("_count", "")), _since(asked.get("_since", ""))
    with opening.opened(call, patient, patient_id, Action.LIST, kind=Kind.RECORD) as grant:
        types = _types(call, grant, asked.get("_type", ""))
        parts, last = _page(call, grant, _present(grant, types), since, place, size)
        issues = bundling.withheld(grant, types) if last is None else []
        behind = replace(place, last=last) if last else None
        return bundling.searchset(
            [*parts, *bundling.told(issues)],
            own_link=bundling.own_link(call, path, place.query),
            next_link=paging.link(call, patient, behind, path=path) if behind else "",
        )


def _page(
    call: Call,
    grant: Grant,
    types: Sequence[FhirType],
    since: datetime | None,
    place: Place,
    size: int,
) -> tuple[list[str], tuple[str, str] | None]:
    """The entries of this page, and the last row on it where more follow."""
    names = [each.name for each in types]
    first = names.index(place.last[0]) if place.last and place.last[0] in names else 0
    parts: list[str] = []
    for fhir_type in types[first:]:
        rows = _rows(grant, fhir_type, since, place)
        if place.last and fhir_type.name == place.last[0]:
            rows = rows.filter(id__gt=uuid.UUID(place.last[1]))
        room = size - len(parts)
        found = list(serving.lean(fhir_type, rows.order_by("id"))[: room + 1])
        parts += bundling.entries(call, grant, fhir_type, found[:room], "match")
        if len(found) > room:
            shown = str(found[room - 1].id) if room else str(uuid.UUID(int=0))
            return parts, (fhir_type.name, shown)
    return parts, None


def _rows(grant: Grant, fhir_type: FhirType, since: datetime | None, place: Place) -> Any:
    rows = paging.existing(registry.rest_of(fhir_type).rows(grant), place)
    return rows.filter(received_at__gte=since) if since else rows


def _present(grant: Grant, types: Sequence[FhirType]) -> list[FhirType]:
    """The types in whose tables the patient has any rows, seen by the reader or not: to ask the
    others costs more than to find out in one statement."""
    tables = sorted({table for each in types if (table := registry.rest_of(each).table)})
    if not tables:
        return list(types)
    one = "EXISTS (SELECT 1 FROM {} WHERE patient_id = ANY(%s))"
    asked = ", ".join(one.format(connection.ops.quote_name(each)) for each in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [list(grant.patient_ids)] * len(tables))
        found = dict(zip(tables, cursor.fetchone(), strict=True))
    return [each for each in types if found.get(registry.rest_of(each).table, True)]


def _types(call: Call, grant: Grant, wanted: str) -> list[FhirType]:
    """What is of the patient, opened by the Grant, and named by the token; of these what is wanted.
    The log and the settings come where they are asked for by name."""
    names = set(filter(None, alternatives(wanted)))
    unknown = names - registry.served().keys()
    if unknown:
        raise bad(f"{min(unknown)[:64]} is not served here.", "_type", "not-supported")
    return [
        each
        for each in registry.served().values()
        if (kind := registry.rest_of(each).kind)
        and Kind(kind) in grant.kinds
        and Interaction.SEARCH in registry.rest_of(each).interactions
        and call.caller.may(each.name, Interaction.READ)
        and (each.name in names if names else not each.is_born_here)
    ]


def _size(value: str) -> int:
    if value and not re.fullmatch(r"[0-9]{1,20}", value):
        raise bad("_count is a whole number.", "_count")
    return min(int(value or LARGEST_PAGE) or LARGEST_PAGE, LARGEST_PAGE)


def _since(value: str) -> datetime | None:
    if not value:
        return None
    try:
        start, _ = forms.interval(value.replace(" ", "+"))
        return datetime.fromisoformat(start)
    except ValueError:
        raise bad(f"{value[:100]!r} is no instant of FHIR.", "_since") from None
