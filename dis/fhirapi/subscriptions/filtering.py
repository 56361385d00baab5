"""Filters of subscriptions: searches of one type, understood when they are asked for and when
something is told."""

import uuid
from collections.abc import Sequence
from urllib.parse import parse_qsl

from access.grant import Grant
from common.declarations import FhirType
from fhirapi import limits, opening
from fhirapi.calls import Call
from fhirapi.outcomes import Refusal
from fhirapi.searching.asking import ID, Asked, Condition, understood
from fhirapi.searching.conditions import Conditions, is_subject

_ELSEWHERE = "A filter is [type of the topic]?[parameters of its search]."
_ONE_STEP = "A filter has parameters of the type itself: no chains, includes or sorting."
_NO_ID = "%r is no id here: they are UUIDs."
_ONE_PATIENT = "A filter names one patient by id: patient=Patient/[id]."


def checked(call: Call, fhir_type: FhirType, filters: Sequence[str]) -> uuid.UUID | None:
    """The one patient whom the filters name, if they do. Refusal with the place of what is wrong.

    All of them have to fit, as in one search.
    """
    patients = set()
    for at, text in enumerate(filters):
        place = f"Subscription.criteria.extension[{at}].value"
        try:
            asked = _asked(call, fhir_type, text)
            _check_values(call, fhir_type, asked)
            about = (each for each in asked.conditions if is_subject(fhir_type, each.parameter))
            patients |= {_patient(each) for each in about}
        except Refusal as refused:
            raise Refusal.of(422, "invalid", str(refused), place) from refused
    if len(patients) > 1:
        raise Refusal.of(422, "invalid", _ONE_PATIENT, "Subscription.criteria")
    return next(iter(patients), None)


def fitting(
    call: Call, grant: Grant, fhir_type: FhirType, filters: Sequence[str], ids: Sequence[uuid.UUID]
) -> list[uuid.UUID]:
    """Which of these the reader of the Grant sees now, and the filters fit."""
    rows = Conditions(grant, grant.patient_id, call.base)
    found = rows.rows(fhir_type).filter(id__in=ids)
    for text in filters:
        asked = _asked(call, fhir_type, text)
        found = found.filter(id__in=rows.found(fhir_type, asked).filter(id__in=ids).values("id"))
    return list(found.values_list("id", flat=True))


def _asked(call: Call, fhir_type: FhirType, text: str) -> Asked:
    name, mark, query = text.partition("?")
    if name != fhir_type.name or not mark:
        raise Refusal.of(422, "invalid", _ELSEWHERE)
    pairs = parse_qsl(query, keep_blank_values=True)
    limits.check_address((), pairs, text)
    asked = understood(call, fhir_type, pairs)
    for warning in asked.warnings:
        raise Refusal.of(422, "not-supported", warning.text.removesuffix(" It was ignored."))
    is_more = asked.chains or asked.reverse_chains or asked.includes or asked.sort or asked.total
    if is_more or asked.is_count_only or len(asked.conditions) != len(pairs) or not pairs:
        raise Refusal.of(422, "not-supported", _ONE_STEP)
    return asked


def _check_values(call: Call, fhir_type: FhirType, asked: Asked) -> None:
    """Refusal for a value that is none of its type. Each becomes a condition now, of nobody's rows:
    otherwise it would be found out only when there is something to tell."""
    conditions = Conditions(None, None, call.base)
    for each in asked.conditions:
        conditions.of(fhir_type, each)
        for value in each.values if each.parameter.name == ID else ():
            if opening.uuid_of(value) is None:
                raise Refusal.of(422, "invalid", _NO_ID % value[:100])


def _patient(condition: Condition) -> uuid.UUID:
    """Whom a condition on the subject names."""
    (value, *others) = condition.values
    found = opening.uuid_of(value.removeprefix("Patient/"))
    if condition.modifier or others or found is None:
        raise Refusal.of(422, "invalid", _ONE_PATIENT)
    return found
