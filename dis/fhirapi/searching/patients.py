"""Whose record a search is in: always one patient's, that of the token or the one it names."""

import uuid
from collections.abc import Iterator

from django.db import connection

from access import subjects
from common.declarations import FhirType
from fhirapi import opening, registry
from fhirapi.calls import Call
from fhirapi.searching.asking import ID, Asked, Condition, bad
from fhirapi.searching.comparing import system_and_code, unescaped
from fhirapi.searching.conditions import is_subject
from fhirapi.searching.values import PATIENT
from people import identity

_NOT_NAMED = (
    "A search is within one patient: name the patient by {names}, or by the national id with POST"
    " {type}/_search."
)
_SEVERAL = "The search names several patients: a search is within one patient."
# What a search names that is nobody's: the gate answers it like somebody else's.
_NOBODY = uuid.UUID(int=0)


def of_search(call: Call, fhir_type: FhirType, asked: Asked) -> uuid.UUID | None:
    """The patient that the search is within, None for nobody. Refusal where it names none, or
    several.

    A patient other than the token's is given back as named: the gate refuses, and the log has it.
    """
    own = call.caller.patient_id
    named = set(_named(call, fhir_type, asked))
    if own is not None and not named - {own}:
        return own
    if not named:
        names = "_id" if fhir_type.name == PATIENT else "subject or patient"
        raise bad(_NOT_NAMED.format(names=names, type=fhir_type.name), code="required")
    if len(named - {own}) > 1:
        raise bad(_SEVERAL, code="not-supported")
    (found,) = named - {own}
    return found if found != _NOBODY else None


def _named(call: Call, fhir_type: FhirType, asked: Asked) -> Iterator[uuid.UUID]:
    by_ids: list[Condition] = []
    is_named = False
    for condition in asked.conditions:
        if fhir_type.name == PATIENT:
            yield from _by_own_parameter(call, condition)
        elif is_subject(fhir_type, condition.parameter, condition.values):
            is_named = is_named or condition.modifier != "missing"
            yield from _by_subject(call, condition)
        elif condition.parameter.name == ID:
            by_ids.append(condition)
    for chain in asked.chains:
        if is_subject(fhir_type, chain.parameter) and chain.aim.name == PATIENT:
            yield from _by_own_parameter(call, chain.condition)
    if by_ids and not is_named and call.caller.patient_id is None:
        yield from _by_rows(fhir_type, by_ids[0])


def _by_own_parameter(call: Call, condition: Condition) -> Iterator[uuid.UUID]:
    """By the parameters of Patient itself: its id, or a national id."""
    if condition.modifier:
        return
    if condition.parameter.name == ID:
        yield from (opening.uuid_of(each) or _NOBODY for each in condition.values)
    elif condition.parameter.name == "identifier":
        yield from _by_identifiers(condition)


def _by_subject(call: Call, condition: Condition) -> Iterator[uuid.UUID]:
    if condition.modifier == "missing":
        return
    if condition.modifier == "identifier":
        yield from _by_identifiers(condition)
        return
    for value in condition.values:
        text = unescaped(value).removeprefix(f"{call.base}/")
        yield opening.uuid_of(text.removeprefix(f"{PATIENT}/")) or _NOBODY


def _by_rows(fhir_type: FhirType, condition: Condition) -> Iterator[uuid.UUID]:
    """By the ids of what is searched for. Those that nobody has find nothing beside the others."""
    ids = [own_id for value in condition.values if (own_id := opening.uuid_of(value))]
    table = registry.rest_of(fhir_type).table
    found = set()
    if ids and table:
        with connection.cursor() as cursor:
            cursor.execute("SELECT patient_id FROM access_patients_of_rows(%s, %s)", [table, ids])
            found = {row[0] for row in cursor.fetchall()}
    yield from found or {_NOBODY}


def _by_identifiers(condition: Condition) -> Iterator[uuid.UUID]:
    """Those whose national id is asked for; other identifiers narrow a search and name nobody."""
    codes = [system_and_code(value)[1] for value in condition.values]
    tokens = [code for code in codes if code.startswith(identity.TOKEN)]
    if not tokens:
        return
    if len(tokens) < len(codes):
        raise bad(_SEVERAL, code="not-supported")
    persons = [opening.uuid_of(each.removeprefix(identity.TOKEN)) for each in tokens]
    found = subjects.by_person_ids([each for each in persons if each])
    yield from (found.get(each, _NOBODY) if each else _NOBODY for each in persons)
