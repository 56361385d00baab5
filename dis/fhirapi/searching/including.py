"""What a page of a search brings along: rows that its rows name, and rows that name them."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from access.codes import Kind
from access.grant import Grant
from common.declarations import FhirType
from common.rest import Interaction
from fhirapi import registry
from fhirapi.calls import Call
from fhirapi.outcomes import Issue
from fhirapi.searching import sql
from fhirapi.searching.asking import LARGEST_PAGE, Asked, Include
from fhirapi.searching.conditions import Conditions, is_subject
from fhirapi.searching.values import PATIENT

Included = tuple[FhirType, list[Any]]


def included(
    call: Call,
    fhir_type: FhirType,
    grant: Grant | None,
    conditions: Conditions,
    asked: Asked,
    rows: Sequence[Any],
) -> list[Included]:
    """The rows of each type, none of them twice and none that the page shows already.

    They obey the same Grant; types that it does not open, or the token does not name, stay out,
    and the answer says so.
    """
    seen = {(fhir_type.name, row.id) for row in rows}
    found: list[Included] = []
    for include in asked.includes:
        for aim in aims(include):
            if not _may_see(call, aim, grant):
                text = f"{aim.name} is not included: the token or the access does not open it."
                asked.warnings.append(Issue("suppressed", text, "", "warning"))
                continue
            wanted = _rows(include, aim, fhir_type, conditions, rows, asked)
            new = [row for row in wanted if (aim.name, row.id) not in seen]
            seen |= {(aim.name, row.id) for row in new}
            found.append((aim, new))
    return found


def aims(include: Include) -> Iterable[FhirType]:
    served = registry.served()
    names = [include.source.name] if include.is_reverse else include.aims
    return [served[name] for name in names if name in served]


def _may_see(call: Call, aim: FhirType, grant: Grant | None) -> bool:
    kind = registry.rest_of(aim).kind
    is_opened = not kind or (grant is not None and Kind(kind) in grant.kinds)
    return is_opened and call.caller.may(aim.name, Interaction.READ)


def _rows(
    include: Include,
    aim: FhirType,
    fhir_type: FhirType,
    conditions: Conditions,
    rows: Sequence[Any],
    asked: Asked,
) -> list[Any]:
    if not rows:
        return []
    found = conditions.rows(aim)
    name = include.parameter.name
    if not include.is_reverse:
        found = found.filter(id__in=_named_by(include, aim, rows))
    elif fhir_type.name != PATIENT or not is_subject(aim, include.parameter):
        own = [f"{fhir_type.name}/{row.id}" for row in rows]
        found = found.filter(sql.is_among(name, own))
    limited = list(found.order_by("id")[: LARGEST_PAGE + 1])
    if len(limited) > LARGEST_PAGE:
        text = f"Only {LARGEST_PAGE} of {aim.name} are included: search for the rest."
        asked.warnings.append(Issue("too-costly", text, "", "warning"))
    return limited[:LARGEST_PAGE]


def _named_by(include: Include, aim: FhirType, rows: Sequence[Any]) -> set[uuid.UUID]:
    """The ids of a type that the rows name. The patient that a row is about is its own."""
    prefix, ids = f"{aim.name}/", set()
    is_own = aim.name == PATIENT and is_subject(include.source, include.parameter)
    for row in rows:
        values = row.search.get(include.parameter.name, ())
        ids |= {uuid.UUID(each.removeprefix(prefix)) for each in values if each.startswith(prefix)}
        if is_own or PATIENT in values:
            ids |= {row.patient_id} if aim.name == PATIENT else set()
    return ids
