"""Search over FHIR: what is asked, the one statement that finds it, and the Bundle it comes in."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from access import gate
from access.codes import Action, Kind
from access.grant import Grant
from common.declarations import FhirType
from fhirapi import besides, opening, registry, serving
from fhirapi.calls import Answer, Call
from fhirapi.searching import bundling, including, numbers, paging, patients
from fhirapi.searching.asking import Asked, understood
from fhirapi.searching.conditions import Conditions
from fhirapi.searching.everything import everything
from fhirapi.searching.paging import Place
from people import identity

__all__ = ("everything", "matching", "search")


def search(call: Call, fhir_type: FhirType) -> Answer:
    """The searchset of GET Type?... or POST Type/_search, or of a link to one of its pages."""
    place = _place(call, fhir_type)
    # A link to a page stands for the whole query that it holds.
    call = replace(call, query=place.query)
    fhir_type = besides.searched(call, fhir_type, place.query)
    asked = understood(call, fhir_type, place.query)
    asked.warnings += besides.told(fhir_type, place.query)
    if not registry.rest_of(fhir_type).kind:
        return _answer(call, fhir_type, asked, place, None, None)
    patient_id = patients.of_search(call, fhir_type, asked)
    kind = _kind(call, fhir_type, asked)
    with opening.opened(call, fhir_type, patient_id, Action.SEARCH, kind=kind) as grant:
        return _answer(call, fhir_type, asked, place, grant, patient_id)


def matching(
    call: Call,
    fhir_type: FhirType,
    query: Sequence[tuple[str, str]],
    grant: Grant | None = None,
) -> list[uuid.UUID]:
    """The ids that a conditional interaction's query finds, two at most.

    Under the Grant of the write, where one is open; else under one of its own, with its event.
    """
    asked = understood(call, fhir_type, query)
    if grant is None and registry.rest_of(fhir_type).kind:
        patient_id = patients.of_search(call, fhir_type, asked)
        with opening.opened(call, fhir_type, patient_id, Action.SEARCH) as own:
            return _ids(call, fhir_type, asked, own)
    return _ids(call, fhir_type, asked, grant)


def _ids(call: Call, fhir_type: FhirType, asked: Asked, grant: Grant | None) -> list[uuid.UUID]:
    patient_id = grant.patient_id if grant else None
    rows = Conditions(grant, patient_id, call.base).found(fhir_type, asked)
    return list(rows.order_by("id").values_list("id", flat=True)[:2])


def _place(call: Call, fhir_type: FhirType) -> Place:
    """Where the search begins, or where a link to a page goes on."""
    link = call.parameter(paging.PARAMETER)
    if link is None:
        return paging.begun(numbers.tokenised(call, call.query))
    return paging.opened(call, fhir_type.name, link)


def _kind(call: Call, fhir_type: FhirType, asked: Asked) -> Kind:
    """What the Grant has to open: the record, where several kinds of data are asked for."""
    own = Kind(registry.rest_of(fhir_type).kind)
    types: list[FhirType] = [each.aim for each in asked.chains]
    types += [each.aim for each in asked.reverse_chains]
    types += [aim for include in asked.includes for aim in including.aims(include)]
    wanted = {Kind(kind) for each in types if (kind := registry.rest_of(each).kind)}
    registered = call.caller.actor.registered
    may_open_all = registered is None or Kind.RECORD in registered.kinds
    return Kind.RECORD if wanted - gate.kinds_of(own) and may_open_all else own


def _answer(
    call: Call,
    fhir_type: FhirType,
    asked: Asked,
    place: Place,
    grant: Grant | None,
    patient_id: uuid.UUID | None,
) -> Answer:
    conditions = Conditions(grant, patient_id, call.base)
    found = paging.existing(conditions.found(fhir_type, asked), place)
    own_link = _own_link(call, fhir_type, asked, place)
    issues = bundling.withheld(grant, [fhir_type])
    if asked.is_count_only:
        return bundling.searchset(bundling.told(issues), own_link=own_link, total=found.count())
    names_others = any(not each.is_reverse for each in asked.includes)
    shown = found if names_others else serving.plain(fhir_type, found)
    rows, behind = paging.page(grant, fhir_type, shown, asked, place)
    parts = bundling.entries(call, grant, fhir_type, rows, "match")
    brought = including.included(call, fhir_type, grant, conditions, asked, rows)
    parts += bundling.of_included(call, grant, brought)
    return bundling.searchset(
        [*parts, *bundling.told([*issues, *asked.warnings])],
        own_link=own_link,
        next_link=paging.link(call, fhir_type, behind) if behind else "",
        total=_total(asked, place, found, rows, is_all=behind is None),
    )


def _total(asked: Asked, place: Place, found: Any, rows: list[Any], *, is_all: bool) -> int | None:
    """Counted where it was asked for; known anyway where everything is on one page. An estimate is
    counted too: an index serves it as well."""
    if asked.total == "none":
        return None
    if is_all and place.last is None:
        return len(rows)
    return found.count() if asked.total in {"accurate", "estimate"} else None


def _own_link(call: Call, fhir_type: FhirType, asked: Asked, place: Place) -> str:
    """What was understood. Where a national id was searched for, or a page was asked for, it is a
    sealed link: no address tells."""
    names_somebody = any(identity.TOKEN in value for _, value in place.query)
    if place.last is not None or names_somebody:
        return paging.link(call, fhir_type, place)
    return bundling.own_link(call, fhir_type.name, asked.understood)
