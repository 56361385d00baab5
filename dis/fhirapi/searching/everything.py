"""Patient/$everything: all that the reader may see of one patient, type by type."""

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, Value

from access.codes import Action, Kind
from access.grant import Grant
from common import statements
from common.declarations import FhirType
from common.errors import Unacceptable
from common.references import mappings
from common.rest import Interaction
from fhirapi import opening, registry, sent, serving, wire
from fhirapi.calls import Answer, Call
from fhirapi.searching import bundling, forms, paging, sql
from fhirapi.searching.asking import LARGEST_PAGE, alternatives, bad
from fhirapi.searching.paging import Place

_PARAMETERS = frozenset({"_since", "_count", "_type", "_elements", "_summary", "start", "end"})
# Of the answer's form, which others see to.
_FORM = frozenset({"_format", "_pretty", paging.PARAMETER})


@dataclass(frozen=True)
class _Asked:
    """How much: at most so many on a page, changed since then, of care between start and end."""

    size: int
    since: datetime | None
    during: tuple[str, str] | None
    types: str


def everything(call: Call, patient_id: uuid.UUID) -> Answer:
    """One page of all of it; the next begins behind the last row shown."""
    patient = registry.served()[opening.PATIENT]
    link, path = call.parameter(paging.PARAMETER), f"{patient.name}/{patient_id}/$everything"
    place = paging.opened(call, path, link) if link else paging.begun(_query(call))
    call = replace(call, query=place.query)
    asked = _asked(call)
    with opening.opened(call, patient, patient_id, Action.LIST, kind=Kind.RECORD) as grant:
        types = _types(call, grant, asked.types)
        parts, last = _page(call, grant, _present(grant, types), asked, place)
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
    asked: _Asked,
    place: Place,
) -> tuple[list[str], tuple[str, str] | None]:
    """The entries of this page, and the last row on it where more follow."""
    names = [_key(each) for each in _served()]
    # The type of the last row may have none any more that the reader may see.
    first = names.index(place.last[0]) if place.last and place.last[0] in names else 0
    left = [each for each in types if names.index(_key(each)) >= first]
    plain = _plain(grant, left, asked, place)
    parts: list[str] = []
    for fhir_type in left:
        room = asked.size - len(parts)
        found = plain.get(_key(fhir_type))
        if found is None:
            rows = serving.lean(fhir_type, _rows(grant, fhir_type, asked, place))
            found = list(rows.order_by("id")[: room + 1])
        parts += bundling.entries(call, grant, fhir_type, found[:room], "match")
        if len(found) > room:
            shown = str(found[room - 1].id) if room else str(uuid.UUID(int=0))
            return parts, (_key(fhir_type), shown)
    return parts, None


def _plain(
    grant: Grant, types: Sequence[FhirType], asked: _Asked, place: Place
) -> Mapping[str, list[Any]]:
    """The first rows of all types whose rows are alike, by type, in one statement: to ask for each
    by itself takes several times as long."""
    alike = [each for each in types if serving.is_plain(each)]
    found: dict[str, list[Any]] = {_key(each): [] for each in alike}
    first, *others = [_numbered(grant, each, asked, place, n) for n, each in enumerate(alike)] or [
        ()
    ]
    if others:
        first = first.union(*others, all=True).order_by("number", "id")[: asked.size + 1]
    for row in first:
        found[_key(alike[row.number])].append(row)
    return found


def _numbered(grant: Grant, fhir_type: FhirType, asked: _Asked, place: Place, number: int) -> Any:
    rows = _rows(grant, fhir_type, asked, place).annotate(number=Value(number))
    return serving.plain(fhir_type, rows, "number").order_by("id")[: asked.size + 1]


def _rows(grant: Grant, fhir_type: FhirType, asked: _Asked, place: Place) -> Any:
    """What is asked for of one type; of that of the last row shown, what comes behind it."""
    rest = registry.rest_of(fhir_type)
    rows = paging.existing(rest.rows(grant), place)
    if place.last and _key(fhir_type) == place.last[0]:
        rows = rows.filter(id__gt=uuid.UUID(place.last[1]))
    if asked.since:
        rows = rows.filter(received_at__gte=asked.since)
    if asked.during and rest.sorted_by and rest.table:
        # What has no date belongs to all times.
        within = sql.in_time(rest.sorted_by, "ap", *asked.during)
        rows = rows.filter(within | ~Q(search__has_key=rest.sorted_by))
    return rows


def _present(grant: Grant, types: Sequence[FhirType]) -> list[FhirType]:
    """The types of which the patient has any rows, seen by the reader or not: to ask the others
    costs more than to find out in one statement, which is the same whatever is asked for."""
    tables = {
        name: table
        for name, each in registry.served().items()
        if registry.rest_of(each).kind and (table := registry.rest_of(each).table)
    }
    shared = {table for table, count in Counter(tables.values()).items() if count > 1}
    asked = []
    for name, table in tables.items():
        rows = f"SELECT 1 FROM {connection.ops.quote_name(table)} WHERE patient_id = ANY(%s)"  # noqa: S608
        asked.append(f"{rows} AND resource_type = '{name}'" if table in shared else rows)
    statement = f"SELECT {', '.join(f'EXISTS ({rows})' for rows in asked)}"
    (row,) = statements.asked(statement, [list(grant.patient_ids)] * len(asked))
    found = dict(zip(tables, row, strict=True))
    return [each for each in types if found.get(_key(each), True)]


def _types(call: Call, grant: Grant, wanted: str) -> list[FhirType]:
    """What is of the patient, opened by the Grant, and named by the token; of these what is wanted.
    The log and the settings come where they are asked for by name."""
    names = set(filter(None, alternatives(wanted)))
    unknown = names - registry.served().keys()
    if unknown:
        raise bad(f"{min(unknown)[:64]} is not served here.", "_type", "not-supported")
    return [
        each
        for each in _served()
        if (kind := registry.rest_of(each).kind)
        and Kind(kind) in grant.kinds
        and Interaction.SEARCH in registry.rest_of(each).interactions
        and call.caller.may(each.name, Interaction.READ)
        and (each.name in names if names else not each.is_born_here)
    ]


def _served() -> list[FhirType]:
    """All types; beside what others send stands what is born here and has the same name."""
    found = (
        each for name, one in registry.served().items() for each in (one, registry.beside(name))
    )
    return [each for each in found if each is not None]


def _key(fhir_type: FhirType) -> str:
    """What tells two of the same name apart."""
    return f"{fhir_type.name}~" if registry.beside(fhir_type.name) is fhir_type else fhir_type.name


def _query(call: Call) -> list[tuple[str, str]]:
    """The parameters of the address, and of the Parameters in a POST."""
    pairs = list(call.query)
    if call.body.strip():
        try:
            found = wire.read(call.body)
        except Unacceptable as error:
            raise sent.refusal(error, 400) from error
        if len(found) != 1 or found[0].value.get("resourceType") != "Parameters":
            raise bad("The body is no Parameters.", code="structure")
        for each in mappings(found[0].value.get("parameter")):
            pairs += [
                (str(each.get("name")), str(value))
                for name, value in each.items()
                if name.startswith("value")
            ]
    unknown = [name for name, _ in pairs if name not in _PARAMETERS | _FORM]
    if unknown and serving.preference(call, "handling") == "strict":
        raise bad(f"$everything has no parameter {unknown[0][:100]!r}.", code="not-supported")
    return [pair for pair in pairs if pair[0] in _PARAMETERS]


def _asked(call: Call) -> _Asked:
    given = dict(call.query)
    if given.get("_summary") == "count":
        raise bad("$everything is not counted.", "_summary", "not-supported")
    start, end = _interval(given, "start"), _interval(given, "end")
    during = (start[0] if start else forms.EVER, end[1] if end else forms.NEVER)
    types = ",".join(value for name, value in call.query if name == "_type")
    since = _since(given.get("_since", ""))
    return _Asked(_size(given.get("_count", "")), since, during if start or end else None, types)


def _interval(given: Mapping[str, str], name: str) -> tuple[str, str] | None:
    text = given.get(name, "")
    try:
        return forms.interval(text.replace(" ", "+")) if text else None
    except ValueError:
        raise bad(f"{text[:100]!r} is no date or time of FHIR.", name) from None


def _size(value: str) -> int:
    if value and not re.fullmatch(r"[0-9]{1,20}", value):
        raise bad("_count is a whole number.", "_count")
    return min(int(value or LARGEST_PAGE) or LARGEST_PAGE, LARGEST_PAGE)


def _since(value: str) -> datetime | None:
    if not value:
        return None
    try:
        start, _ = forms.interval(value.replace(" ", "+"))
        return datetime.fromisoformat(start) if start != forms.EVER else None
    except ValueError:
        raise bad(f"{value[:100]!r} is no instant of FHIR.", "_since") from None
