"""What is sent of rows: their texts with our ids and times, the headers, and what the log keeps."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.http import http_date

from access import closed
from access.codes import Audience
from access.confidentiality import BLOCKED_BY_PATIENT
from access.grant import Grant, Item
from access.received import ReceivedRecord
from common.declarations import FhirType
from common.references import local_id
from fhirapi import cutting, registry, shaping, versions
from fhirapi.calls import Answer, Call
from fhirapi.outcomes import Issue, outcome

_NEW_RESOURCE = "urn:uuid:"
_PATIENT = "Patient"
# Of a row about a patient, where the log keeps no more of it than type, id and version.
_NEEDED = ("patient", "source", "version", "wire", "received_at", "sorted_at", "names_own_ids")
_COLUMNS = ("id", "patient_id", *_NEEDED[1:])


def text_of(grant: Grant | None, fhir_type: FhirType, rows: Sequence[Any]) -> list[str]:
    """The JSON texts of rows as they were received, with our own ids, versions and references."""
    wires = registry.rest_of(fhir_type).wires(grant, rows)
    return [own_text(grant, fhir_type, row, wire) for row, wire in zip(rows, wires, strict=True)]


def own_text(grant: Grant | None, fhir_type: FhirType, row: Any, wire: str) -> str:
    """One text as it is served."""
    if row.source and not getattr(row, "names_own_ids", False):
        wire = _with_our_references(grant, fhir_type, row, wire)
    version = versions.name(grant, row)
    return cutting.with_server_fields(wire, str(row.id), version, row.received_at)


def headers(row: Any, grant: Grant | None = None) -> dict[str, str]:
    """What tells one version from another."""
    return {
        "ETag": f'W/"{versions.name(grant, row)}"',
        "Last-Modified": http_date(row.received_at.timestamp()),
    }


def items(
    grant: Grant, fhir_type: FhirType, rows: Sequence[Any], outcome: str = "listed"
) -> list[Item]:
    """What the log keeps of rows that are "shown" by themselves or "listed" with others."""
    make = registry.rest_of(fhir_type).item
    if make is not None:
        return [make(grant, row, outcome) for row in rows]
    opened = opened_of(grant, fhir_type, rows)
    return [
        Item(
            fhir_type.name,
            row.id,
            row.version,
            row.patient_id,
            "unblocked" if row.id in opened else outcome,
        )
        for row in rows
    ]


def opened_of(grant: Grant, fhir_type: FhirType, rows: Sequence[Any]) -> Collection[uuid.UUID]:
    """Which of these rows show what is closed to those who treat; the patient is told. Only who
    comes on an elevated basis sees any."""
    rest = registry.rest_of(fhir_type)
    if grant.audience is not Audience.CLINICIAN_ELEVATED or not rest.table:
        return frozenset()
    kept = rest.rows(grant).filter(id__in=[row.id for row in rows])
    if not issubclass(kept.model, ReceivedRecord):
        return frozenset()
    return frozenset(
        ids[0]
        for codes, category, *ids in kept.values_list(
            "security", "category", "id", *kept.model.closed_with
        )
        if BLOCKED_BY_PATIENT in codes or closed.opens(grant, category, *ids)
    )


def written(call: Call, grant: Grant | None, fhir_type: FhirType, row: Any, status: int) -> Answer:
    """The answer to a write: 201 with a Location, or 200; with what the caller prefers to get."""
    found = headers(row, grant)
    if status == 201:
        place = f"{call.base}/{fhir_type.name}/{row.id}/_history/{row.version}"
        found["Location"] = place
    preferred = preference(call, "return")
    if preferred == "minimal":
        return Answer(status, "", found)
    if preferred == "OperationOutcome":
        done = f"{fhir_type.name}/{row.id} is stored as version {row.version}."
        return Answer(status, outcome([Issue("informational", done, "", "information")]), found)
    (text,) = text_of(grant, fhir_type, [row])
    return Answer(status, text, found)


def preference(call: Call, name: str) -> str:
    """What a Prefer header says, as in `return=minimal` or `handling=strict`; else nothing."""
    for each in call.headers.get("prefer", "").replace(",", ";").split(";"):
        key, _, value = each.strip().partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"')
    return ""


def shaped(call: Call, fhir_type: FhirType, texts: Sequence[str]) -> list[str]:
    """The texts with as much of each as `_summary` or `_elements` ask for."""
    wanted = shaping.asked(call.query)
    if wanted is None:
        return list(texts)
    return [shaping.cut_down(text, fhir_type.name, wanted) for text in texts]


def lean(fhir_type: FhirType, rows: Any) -> Any:
    """Received rows without what only searches and pages need of them."""
    if is_plain(fhir_type):
        return rows.only(*_NEEDED)
    is_kept = registry.rest_of(fhir_type).table and not fhir_type.is_born_here
    return rows.defer("search") if is_kept else rows


def is_plain(fhir_type: FhirType) -> bool:
    """Whether nothing but the columns that all received rows have is needed to send one."""
    rest = registry.rest_of(fhir_type)
    return bool(rest.table and rest.kind) and rest.item is None


def plain(fhir_type: FhirType, rows: Any, *more: str) -> Any:
    """As `lean`, of many at a time: where that is enough, these columns by name and no objects."""
    if is_plain(fhir_type):
        return rows.values_list(*_COLUMNS, *more, named=True)
    return lean(fhir_type, rows)


def _with_our_references(grant: Grant | None, fhir_type: FhirType, row: Any, wire: str) -> str:
    """References as the sender wrote them name things by the sender's ids; here they have ours."""
    known = _searched_by(grant, fhir_type, row) if _NEW_RESOURCE in wire else frozenset()
    aims = _Aims(fhir_type, row, wire, known)
    return cutting.with_references(wire, aims.own)


def _searched_by(grant: Grant | None, fhir_type: FhirType, row: Any) -> Collection[str]:
    """The texts that the row is searched by, which name what its references were found as."""
    own_id, seen = row.id, registry.rest_of(fhir_type).rows(grant)
    if isinstance(row, tuple):  # As `plain` gives them.
        return _texts(seen.values_list("search", flat=True).get(id=own_id))
    if "search" in row.get_deferred_fields():
        row.refresh_from_db(fields=["search"], from_queryset=seen)
    return _texts(row.search)


class _Aims:
    """What the references of one received resource name here."""

    def __init__(self, fhir_type: FhirType, row: Any, wire: str, known: Collection[str]) -> None:
        self._row = row
        self._known = known
        self._patient_id = getattr(row, "patient_id", None)
        self._subjects = _subjects(fhir_type, wire)
        self._contained = cutting.contained(wire)

    def own(self, reference: str) -> str | None:
        """The reference as it is written here; None where it stays."""
        if reference in self._subjects and self._patient_id:
            return f"{_PATIENT}/{self._patient_id}"
        if reference.startswith(_NEW_RESOURCE):
            return self._new(reference.removeprefix(_NEW_RESOURCE))
        named = cutting.literal(reference)
        if named is None or named[0] == _PATIENT or "/".join(named) in self._contained:
            return None  # Another patient than the row's is not looked up for who asks of this one.
        return f"{named[0]}/{local_id(self._row.source, *named)}"

    def _new(self, source_id: str) -> str | None:
        """What another entry of its Bundle was. Its type is not kept, but what it was found as."""
        for name in registry.types():
            found = f"{name}/{local_id(self._row.source, name, source_id)}"
            if found in self._known:
                return found
        return None


def _subjects(fhir_type: FhirType, wire: str) -> Collection[str]:
    """How the sender names the patient that the row is about. It was found when it came in."""
    rest = registry.rest_of(fhir_type)
    names = {
        path.split(".")[0]
        for each in rest.parameters
        if each.name == rest.subject
        for path in each.paths
    }
    values = (cutting.value(wire, each) for each in cutting.members(wire) if each.name in names)
    found = {str(each.get("reference") or "") for each in values if isinstance(each, dict)}
    return {each for each in found if each and not each.startswith("#")}


def _texts(search: Mapping[str, Any]) -> Collection[str]:
    return {
        value
        for values in search.values()
        if isinstance(values, list)
        for value in values
        if isinstance(value, str)
    }
