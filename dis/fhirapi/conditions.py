"""Conditional interactions: what their query finds, held so that no two act on the same answer."""

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.db import connection

from access.grant import Grant
from common.declarations import ANY_VERSION
from common.rest import Interaction
from fhirapi import limits, sent, serving
from fhirapi.calls import Call
from fhirapi.changes import PATIENT, Change, Query
from fhirapi.outcomes import Issue, Refusal
from fhirapi.searching import numbers, patients
from fhirapi.searching.asking import IGNORED, Asked, understood
from fhirapi.searching.conditions import Conditions, is_subject


def of_header(text: str, place: str = "") -> Query:
    """The query in an If-None-Exist. It may name nobody, for it is kept like an address."""
    limits.check_query_header(text)
    return of_text(text, place)


def of_text(text: str, place: str = "") -> Query:
    return checked(parse_qsl(text.partition("?")[2] or text, keep_blank_values=True), place)


def checked(query: Query, place: str = "") -> Query:
    if not query:
        raise Refusal.of(400, "required", "A conditional interaction needs a query.", place)
    return query


def hold_to_version(change: Change) -> None:
    """Make sure that who changes what is there has seen it: of clinical types If-Match says so."""
    version = sent.version_of(change.if_match, change.place)
    if change.if_match is None and change.rest.is_clinical:
        reason = 'Say which version is changed: If-Match: W/"[version]".'
        raise Refusal.of(428, "required", reason, change.place)
    change.replaces = ANY_VERSION if version is None else version


def patient_of(call: Call, change: Change) -> uuid.UUID | None:
    """The patient that a condition names; None where it names none that is known."""
    return patients.of_search(call, change.fhir_type, _asked(call, change))


def wait(call: Call, changes: Iterable[Change]) -> None:
    """Keep others of this sender who ask the same waiting until this has committed: else both would
    find nothing, and both would create it. In one order, so that none waits for ever. Two that ask
    the same in one Bundle are refused: neither would find what the other creates."""
    asking = [(each, _name(call, each)) for each in changes if each.query is not None]
    names = {name for _, name in asking}
    seen: set[tuple[str, uuid.UUID | None]] = set()
    for each, name in asking:
        key = name, None if each.is_patient else each.patient_id
        if key in seen:
            reason = "Another entry has the same condition: put what is the same into one."
            raise Refusal.of(400, "duplicate", reason, each.place)
        seen.add(key)
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _name(call: Call, change: Change) -> str:
    query = sorted(change.query or ())
    return f"fhir|{call.caller.source}|{change.fhir_type.name}?{query}"


def settle(call: Call, grant: Grant | None, change: Change) -> None:
    """Find what fits the condition, and make of the change what then is to be done."""
    if change.query is None:
        return
    row = _one(call, grant, change)
    if change.interaction is Interaction.CREATE:
        if row is not None:
            (change.existing,) = serving.text_of(grant, change.fhir_type, [row])
            change.version, change.received_at = row.version, row.received_at
            _rename(change, row.id)
        return
    given = None if change.sent is None else change.sent.value.get("id")
    is_fitting = change.sent is not None and given is None
    if row is not None:
        is_fitting = given in {None, str(row.id)}
        _rename(change, row.id)
        hold_to_version(change)
    if not is_fitting:
        raise change.missing(str(given or "[id]"))


def _rename(change: Change, own_id: uuid.UUID) -> None:
    """It is another than was thought; who names it means that one."""
    before, change.id = change.name, own_id
    change.links.update({key: change.name for key, name in change.links.items() if name == before})


def _asked(call: Call, change: Change) -> Asked:
    """The condition as a search. What a search may ignore would here change what nobody meant."""
    asked = understood(call, change.fhir_type, numbers.tokenised(call, change.query or ()))
    if asked.warnings:
        told = [each.text.removesuffix(f" {IGNORED}") for each in asked.warnings]
        raise Refusal(400, [Issue("not-supported", each, change.place) for each in told])
    for condition in asked.conditions if change.patient_id else ():
        names = {each.removeprefix(f"{call.base}/") for each in condition.values}
        own = {str(change.patient_id), f"{PATIENT}/{change.patient_id}"}
        if is_subject(change.fhir_type, condition.parameter) and not names & own:
            reason = "The condition names another patient than the resource is about."
            raise Refusal.of(400, "invalid", reason, change.place)
    return asked


def _one(call: Call, grant: Grant | None, change: Change) -> Any:
    """The one row of the change's patient that fits; Refusal 412 for more."""
    asked = _asked(call, change)
    rows = Conditions(grant, change.patient_id, call.base).found(change.fhir_type, asked)
    if change.rest.kind:
        rows = rows.filter(patient_id=change.patient_id)
    found = list(rows.order_by("pk")[:2])
    if len(found) > 1:
        reason = f"More than one {change.fhir_type.name} fits the query: nothing is done."
        raise Refusal.of(412, "multiple-matches", reason, change.place)
    return found[0] if found else None
