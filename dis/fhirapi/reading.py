"""Reads of one resource, of one of its versions, and of histories."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.http import parse_http_date_safe

from access.codes import Action, Audience
from access.grant import Grant, Item
from common.declarations import FhirType
from fhirapi import (
    besides,
    binaries,
    histories,
    negotiation,
    opening,
    registry,
    serving,
    shaping,
    versions,
)
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Refusal, not_there

# Gives the row that was asked for, as it was or is; None where the reader sees none.
Find = Callable[[Grant | None, Any], Any]


def read(call: Call, fhir_type: FhirType, resource_id: str) -> Answer:
    """GET Type/id; of a Binary its bytes, unless JSON is asked for."""
    found = besides.read(call, fhir_type, resource_id)
    return _read(call, found, resource_id, lambda grant, row: row)


def vread(call: Call, fhir_type: FhirType, resource_id: str, version: str) -> Answer:
    """GET Type/id/_history/version."""

    def find(grant: Grant | None, row: Any) -> Any:
        return versions.named(grant, fhir_type, row, version)

    return _read(call, fhir_type, resource_id, find, is_version=True)


def history(call: Call, fhir_type: FhirType, resource_id: str) -> Answer:
    """GET Type/id/_history: all versions that the reader may see, newest first."""
    asked = histories.asked(call)

    def found(grant: Grant | None) -> Answer | None:
        row = _row(grant, fhir_type, resource_id)
        if row is None:
            return None
        former = versions.former_of(grant, fhir_type, row) if grant and row.version > 1 else []
        page = histories.page([row, *former], asked)
        return histories.answer(call, grant, fhir_type, page)

    return _carried_out(call, fhir_type, resource_id, found)


def type_history(call: Call, fhir_type: FhirType) -> Answer:
    """GET Type/_history of one patient: the token's, or the one that `patient` names."""
    asked = histories.asked(call)
    if not registry.rest_of(fhir_type).kind:
        raise Refusal.of(400, "not-supported", "History of a whole type is of a patient only.")
    patient_id = call.caller.patient_id or _named_patient(call)
    with opening.opened(call, fhir_type, patient_id, Action.LIST) as grant:
        rows = versions.newest_of(
            grant, fhir_type, since=asked.since, before=asked.before, most=asked.most + 1
        )
        return histories.answer(call, grant, fhir_type, histories.page(rows, asked, is_all=False))


def _named_patient(call: Call) -> uuid.UUID:
    named = call.parameter("patient") or ""
    found = opening.uuid_of(named.removeprefix("Patient/"))
    if found is None:
        text = "History of a type is of one patient: name one, as in ?patient=[id]."
        raise Refusal.of(400, "required", text, "patient")
    return found


def _read(
    call: Call,
    fhir_type: FhirType,
    resource_id: str,
    find: Find,
    *,
    is_version: bool = False,
) -> Answer:
    def found(grant: Grant | None) -> Answer | None:
        row = _row(grant, fhir_type, resource_id)
        row = None if row is None else find(grant, row)
        if row is None:
            return None
        if grant is not None and (is_version or _tells_more(grant, fhir_type)):
            # The event names the resource by itself; this adds what else is to be kept of it.
            grant.note(serving.items(grant, fhir_type, [row], "shown"))
        headers = serving.headers(row, grant)
        if not is_version and _is_known(call.headers, headers["ETag"], row):
            return Answer(304, "", headers)
        (text,) = serving.shaped(call, fhir_type, serving.text_of(grant, fhir_type, [row]))
        if fhir_type.name == binaries.TYPE and shaping.asked(call.query) is None:
            accept = call.headers.get("accept", "")
            if negotiation.wants_bytes(accept, call.query):
                return binaries.answer(text, headers)
            negotiation.check_accept(accept, call.query)
        return Answer(200, text, headers)

    return _carried_out(call, fhir_type, resource_id, found)


def _carried_out(
    call: Call,
    fhir_type: FhirType,
    resource_id: str,
    found: Callable[[Grant | None], Answer | None],
) -> Answer:
    """What is found under the Grant for the resource's patient; the directory needs none."""
    if not registry.rest_of(fhir_type).kind:
        answer = found(None)
    else:
        with opening.opened_row(call, fhir_type, resource_id, Action.READ) as grant:
            answer = found(grant)
            if answer is None:
                _note_missing(grant, fhir_type, resource_id)
    if answer is None:
        raise not_there(fhir_type.name, resource_id)
    return answer


def _row(grant: Grant | None, fhir_type: FhirType, resource_id: str) -> Any:
    own_id = opening.uuid_of(resource_id)
    if own_id is None:
        return None
    rest = registry.rest_of(fhir_type)
    if rest.row is not None:
        return rest.row(grant, own_id)
    return next(iter(serving.lean(fhir_type, rest.rows(grant).filter(id=own_id))), None)


def _tells_more(grant: Grant, fhir_type: FhirType) -> bool:
    """Whether the log is to know more of a read than the event itself says."""
    is_elevated = grant.audience is Audience.CLINICIAN_ELEVATED
    return is_elevated or registry.rest_of(fhir_type).item is not None


def _note_missing(grant: Grant, fhir_type: FhirType, resource_id: str) -> None:
    """The event named the resource before it was read; say that nothing was shown."""
    own_id = uuid.UUID(resource_id)
    grant.note([Item(fhir_type.name, own_id, 0, grant.patient_id, "not-shown")])


def _is_known(headers: Mapping[str, str], etag: str, row: Any) -> bool:
    """Whether the caller has this version already. If-None-Match counts more than a date."""
    known = headers.get("if-none-match")
    if known is not None:
        tags = {each.strip().removeprefix("W/") for each in known.split(",")}
        return "*" in tags or etag.removeprefix("W/") in tags
    since = parse_http_date_safe(headers.get("if-modified-since", ""))
    return since is not None and int(row.received_at.timestamp()) <= since
