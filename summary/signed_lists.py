"""Lists of medicines that clinicians have signed, as FHIR: a List of statements of its own, each
with what was decided and which sources it was made of. The newest is current, those before it are
retired. They are made in the portal alone."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Exists, F, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from access import confidentiality
from access.codes import Kind
from access.grant import Grant, Item
from common.rest import Interaction, Rest, SearchType
from common.searchable import about, of_column
from summary import selectors
from summary.codes import ATC_SYSTEMS, OWN, Decision
from summary.medicines import reconciling
from summary.medicines.reconciling import Line
from summary.models import Reconciliation

TYPE, CODE = "List", "medications"
_CODES = "http://terminology.hl7.org/CodeSystem/list-example-use-codes"
_EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_DECISIONS = f"{OWN.replace('StructureDefinition', 'CodeSystem')}decision"
_STATUS = {Decision.STOP: "stopped", Decision.UNKNOWN: "unknown"}


def lists(grant: Grant) -> QuerySet[Reconciliation]:
    """The rows as the API serves them; a list gets a second version when the next is signed."""
    later = (
        Reconciliation.objects.under(grant)
        .filter(patient_id=OuterRef("patient_id"), number__gt=OuterRef("number"))
        .order_by("number")
    )
    rows: QuerySet[Reconciliation] = Reconciliation.objects.under(grant)
    return rows.annotate(
        status=Case(When(Exists(later), then=Value("retired")), default=Value("current")),
        version=Case(When(Exists(later), then=Value(2)), default=Value(1)),
        received_at=Coalesce(Subquery(later.values("signed_at")[:1]), F("signed_at")),
        sorted_at=F("signed_at"),
        code=Value(CODE),
        source=Value(""),
        search=Value({}, JSONField()),
        names_own_ids=Value(value=True),
    )


def _wires(grant: Grant, rows: Sequence[Any]) -> list[str]:
    """What this reader may see: lines of sources that are closed to the reader stay out."""
    seen = {each.id: each.resource_type for each in selectors.medicines(grant)} if rows else {}
    is_told = not confidentiality.is_citizen(grant.audience)
    return [json.dumps(_list(row, seen, is_told=is_told), ensure_ascii=False) for row in rows]


def _list(row: Any, seen: Mapping[uuid.UUID, str], *, is_told: bool) -> dict[str, Any]:
    signed = reconciling.signed(row, seen)
    subject = {"reference": f"Patient/{row.patient_id}"}
    statements = [
        {"id": f"m{number}", **_statement(line, subject, seen)}
        for number, line in enumerate(signed.lines, 1)
    ]
    found: dict[str, Any] = {
        "resourceType": TYPE,
        "contained": [_signer(row), *statements],
        "status": row.status,
        "mode": "snapshot",
        "code": {"coding": [{"system": _CODES, "code": CODE}]},
        "subject": subject,
        "date": row.signed_at.isoformat(),
        "source": {"reference": "#signer", "display": row.author_name},
    }
    if statements:
        found["entry"] = [_entry(number, line) for number, line in enumerate(signed.lines, 1)]
    else:
        found["emptyReason"] = {"coding": [{"system": _EMPTY, "code": _why_empty(row, is_told)}]}
    if signed.withheld and is_told:
        found["note"] = [{"text": f"{signed.withheld} withheld from this reader."}]
    return found


def _why_empty(row: Any, is_told: bool) -> str:
    if not row.lines:
        return "nilknown"
    return "withheld" if is_told else "unavailable"


def _signer(row: Any) -> dict[str, Any]:
    return {
        "resourceType": "PractitionerRole",
        "id": "signer",
        "practitioner": {"display": row.author_name},
        "organization": {"display": row.author_place or row.author_name},
        "code": [{"text": row.author_role or row.author_name}],
    }


def _entry(number: int, line: Line) -> dict[str, Any]:
    return {
        "flag": {"coding": [{"system": _DECISIONS, "code": line.decision}]},
        "item": {"reference": f"#m{number}", "display": line.title},
    }


def _statement(
    line: Line, subject: Mapping[str, str], seen: Mapping[uuid.UUID, str]
) -> dict[str, Any]:
    concept: dict[str, Any] = {"text": line.title}
    if line.atc:
        concept["coding"] = [{"system": ATC_SYSTEMS[0], "code": line.atc}]
    sources = [uuid.UUID(each) for each in line.sources]
    named = [{"reference": f"{seen[each]}/{each}"} for each in sources if each in seen]
    found: dict[str, Any] = {
        "resourceType": "MedicationStatement",
        "status": _STATUS.get(Decision(line.decision), "active"),
        "medicationCodeableConcept": concept,
        "subject": subject,
        "derivedFrom": named,
        "note": [{"text": line.reason}] if line.reason else [],
        "dosage": [{"text": line.dose}] if line.dose else [],
    }
    return {name: value for name, value in found.items() if value}


def _item(grant: Grant, row: Any, outcome: str) -> Item:
    return Item(TYPE, row.id, row.number, row.patient_id, outcome)


LIST = Rest(
    kind=Kind.SUMMARY,
    table=Reconciliation._meta.db_table,
    rows=lists,
    wires=_wires,
    parameters=(
        *about(),
        of_column("status", SearchType.TOKEN, "status"),
        of_column("code", SearchType.TOKEN, "code"),
        of_column("date", SearchType.DATE, "signed_at"),
    ),
    interactions=frozenset({Interaction.READ, Interaction.SEARCH}),
    subject="patient",
    item=_item,
    sorted_by="date",
)
