"""Writes of one resource: create, update, patch and delete, also by a query."""

import json
import uuid
from dataclasses import replace
from typing import Any

from django.utils.http import http_date

from common.declarations import NEW, FhirType
from common.rest import Interaction
from fhirapi import conditions, cutting, opening, patching, registry, sent, serving, storing, whose
from fhirapi.calls import Answer, Call
from fhirapi.changes import Change, Make, Query
from fhirapi.outcomes import Issue, Refusal, not_there, outcome
from fhirapi.sent import Sent

JSON_PATCH = "application/json-patch+json"


def create(call: Call, fhir_type: FhirType) -> Answer:
    """POST Type; with If-None-Exist only where the query finds nothing."""
    found = sent.read(call.body, fhir_type.name)
    header = call.headers.get("if-none-exist")
    query = None if header is None else conditions.of_header(header)
    change = new(fhir_type, found, query)
    whose.name_patients(call, [change])
    return _stored(call, change)


def update(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """PUT Type/id, or without an id PUT Type?query."""
    found = sent.read(call.body, fhir_type.name)
    version = call.headers.get("if-match")
    if resource_id is None:
        change = updated_where(fhir_type, call.query, found, version)
        whose.name_patients(call, [change])
        return _stored(call, change)
    return _stored(call, updated(fhir_type, resource_id, found, version))


def patch(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """PATCH Type/id, or without an id PATCH Type?query."""
    given = call.headers.get("content-type", "").split(";")[0].strip().lower()
    if given != JSON_PATCH:
        raise Refusal.of(415, "not-supported", f"A patch must be {JSON_PATCH}.")
    wanted = patching.operations(call.body)
    version = call.headers.get("if-match")
    return _stored(call, patched(call, fhir_type, resource_id or call.query, wanted, version))


def delete(call: Call, fhir_type: FhirType, resource_id: str | None) -> Answer:
    """DELETE Type/id, or without an id DELETE Type?query: a new version that says that the
    resource is entered in error."""
    version = call.headers.get("if-match")
    return _stored(call, deleted(call, fhir_type, resource_id or call.query, version))


def new(fhir_type: FhirType, found: Sent, query: Query | None = None) -> Change:
    """What is created, unless something fits the query. A Patient's id is found out afterwards."""
    own_id = uuid.uuid4()
    return Change(Interaction.CREATE, fhir_type, own_id, NEW, found, place=found.place, query=query)


def updated(fhir_type: FhirType, resource_id: str, found: Sent, version: str | None) -> Change:
    """What replaces the version that is there."""
    if found.value.get("id") != resource_id:
        reason = f"The resource must have the id of the address, {resource_id[:64]}."
        raise Refusal.of(400, "invalid", reason, f"{found.place or fhir_type.name}.id")
    change = _change(Interaction.UPDATE, fhir_type, resource_id, version, found.place)
    change.sent = found
    return change


def updated_where(fhir_type: FhirType, query: Query, found: Sent, version: str | None) -> Change:
    """What replaces the one that fits a query, or is new where none does."""
    change = new(fhir_type, found, conditions.checked(query, found.place))
    change.interaction, change.if_match = Interaction.UPDATE, version
    return change


def patched(
    call: Call,
    fhir_type: FhirType,
    asked: str | Query,
    wanted: list[dict[str, Any]],
    version: str | None,
    place: str = "",
) -> Change:
    def make(text: str) -> Sent:
        return _made(fhir_type, text, patching.patched(text, wanted), place)

    return _asked(call, Interaction.PATCH, fhir_type, asked, version, place, make)


def deleted(
    call: Call, fhir_type: FhirType, asked: str | Query, version: str | None, place: str = ""
) -> Change:
    mark, version = registry.rest_of(fhir_type).deleted, "*" if version is None else version
    if mark is None:
        raise Refusal.of(405, "not-supported", f"A {fhir_type.name} is not deleted.", place)

    def make(text: str) -> Sent:
        made = patching.changed(text, mark)
        return _made(fhir_type, text, made, place, is_exact=False)

    return _asked(call, Interaction.DELETE, fhir_type, asked, version, place, make)


def answer(call: Call, change: Change) -> Answer:
    """What a stored change is answered with: what the caller prefers to get, and its version."""
    headers = {"ETag": f'W/"{change.version}"'}
    if change.received_at is not None:
        headers["Last-Modified"] = http_date(change.received_at.timestamp())
    if change.interaction is Interaction.CREATE or change.status == 201:
        headers["Location"] = f"{call.base}/{change.name}/_history/{change.version}"
    preferred = serving.preference(call, "return")
    if change.interaction is Interaction.DELETE and preferred != "OperationOutcome":
        return Answer(204, "", {"ETag": headers["ETag"]})
    if preferred == "minimal":
        return Answer(change.status, "", headers)
    if preferred == "OperationOutcome":
        done = f"{change.name} stands as version {change.version}."
        issue = Issue("informational", done, "", "information")
        return Answer(change.status, outcome([issue]), headers)
    return Answer(change.status, text_of(change), headers)


def text_of(change: Change) -> str:
    """What is stored, as it is served."""
    if change.existing or change.received_at is None:
        return change.existing
    version = str(change.version)
    text = change.given().text
    return cutting.with_server_fields(text, str(change.id), version, change.received_at)


def _stored(call: Call, change: Change) -> Answer:
    storing.store(call, [change])
    return answer(call, change)


def _asked(
    call: Call,
    interaction: Interaction,
    fhir_type: FhirType,
    asked: str | Query,
    version: str | None,
    place: str,
    make: Make,
) -> Change:
    """A change to the resource with an id, or to the one that fits a query."""
    if isinstance(asked, str):
        change = _change(interaction, fhir_type, asked, version, place)
    else:
        change = _change(interaction, fhir_type, str(uuid.uuid4()), version, place)
        change.query = conditions.checked(asked, place)
        change.patient_id = conditions.patient_of(call, change) if change.rest.kind else None
    change.make = make
    return change


def _change(
    interaction: Interaction, fhir_type: FhirType, resource_id: str, version: str | None, place: str
) -> Change:
    """A change to what is there; clinical types are changed by who has seen the version alone."""
    own_id = opening.uuid_of(resource_id)
    if own_id is None:
        raise not_there(fhir_type.name, resource_id)
    change = Change(interaction, fhir_type, own_id, NEW, place=place, if_match=version)
    conditions.hold_to_version(change)
    return change


def _made(
    fhir_type: FhirType, before: str, text: str, place: str, *, is_exact: bool = True
) -> Sent:
    """What has been made out of what is there, checked like what is sent. It stays what it is."""
    try:
        found = sent.read(text, fhir_type.name, is_exact=is_exact)
    except Refusal as refused:
        raise Refusal(422, sent.placed(refused.issues, place)) from refused
    if found.value.get("id") != json.loads(before).get("id"):
        raise Refusal.of(422, "invalid", "A patch may not change the id.", place)
    return replace(found, place=place)
