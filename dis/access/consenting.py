"""What patients have closed, as Consents: restrictions (sperring) and blocks (blokkering).

Those that were taken back too. For citizens alone: whom a block shuts out is told to nobody else.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, F, JSONField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from access import confidentiality, describing
from access.codes import Kind, Scope
from access.grant import Grant
from access.models import ConsentResource
from common.rest import Interaction, Rest, SearchType
from common.searchable import about, of_column
from people.models import DirectoryResource, Organization, Practitioner

_SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope"
_PRIVACY = "patient-privacy"
_ACTS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_ROLES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_CATEGORIES = "urn:oid:2.16.578.1.12.4.1.1.9602"
_RECIPIENT = {"coding": [{"system": _ROLES, "code": "PRCP"}]}
# Whom a block shuts out: the type, and the row of the directory.
Whom = tuple[str, uuid.UUID]


def consents(grant: Grant) -> QuerySet[ConsentResource]:
    grant.check(Kind.SETTINGS)
    is_theirs = confidentiality.is_citizen(grant.audience)
    rows = ConsentResource.objects.filter(patient_id__in=grant.patient_ids if is_theirs else [])
    is_over = When(end__lte=grant.facts.now, then=Value("inactive"))
    return rows.annotate(
        status=Case(is_over, default=Value("active")),
        received_at=Coalesce("end", "start"),
        sorted_at=F("start"),
        version=Case(When(end=None, then=Value(1)), default=Value(2)),
        source=Value(""),
        search=Value({}, JSONField()),
        names_own_ids=Value(value=True),
        about=Value(_PRIVACY),
    )


def _wires(grant: Grant, rows: Sequence[Any]) -> list[str]:
    names = _names(rows)
    documents = [row.document_id for row in rows if row.document_id]
    known = describing.names(grant, "DocumentReference", documents)
    return [json.dumps(_consent(row, names, known), ensure_ascii=False) for row in rows]


def _consent(
    row: Any, names: Mapping[Whom, Mapping[str, str]], known: Mapping[uuid.UUID, str]
) -> dict[str, Any]:
    provision: dict[str, Any] = {"type": "deny", "period": {"start": row.start.isoformat()}}
    if row.end:
        provision["period"]["end"] = row.end.isoformat()
    whom = _whom(row)
    if whom:
        provision["actor"] = [{"role": _RECIPIENT, "reference": names[whom]}]
    if row.category:
        provision["code"] = [{"coding": [{"system": _CATEGORIES, "code": row.category}]}]
    if row.document_id in known:
        thing = {
            "reference": f"DocumentReference/{row.document_id}",
            "display": known[row.document_id],
        }
        provision["data"] = [{"meaning": "instance", "reference": thing}]
    return {
        "resourceType": "Consent",
        "status": row.status,
        "scope": {"coding": [{"system": _SCOPES, "code": _PRIVACY}]},
        "category": [{"coding": [{"system": _ACTS, "code": "INFA"}], "text": _sort(row)}],
        "patient": {"reference": f"Patient/{row.patient_id}"},
        "dateTime": row.start.isoformat(),
        "policyRule": {"coding": [{"system": _ACTS, "code": "OPTOUT"}]},
        "provision": provision,
    }


def _sort(row: Any) -> str:
    """The instrument by the code that it has here."""
    return "block" if row.scope not in Scope.values else f"restriction of {row.scope}"


def _whom(row: Any) -> Whom | None:
    if row.practitioner_id:
        return "Practitioner", row.practitioner_id
    return ("Organization", row.organization_id) if row.organization_id else None


def _names(rows: Sequence[Any]) -> dict[Whom, Mapping[str, str]]:
    """References to those who are shut out, by name, and by id where the directory serves them."""
    wanted = {whom for row in rows if (whom := _whom(row))}
    ids = [own_id for _, own_id in wanted]
    found: dict[Whom, dict[str, str]] = {}
    for model in (Practitioner, Organization) if ids else ():
        for each in model.objects.filter(id__in=ids):
            found[model.__name__, each.id] = {"display": each.name}
    served = DirectoryResource.objects.filter(target_id__in=ids).order_by("id")
    for each_id, kind, target_id in served.values_list("id", "resource_type", "target_id"):
        if (kind, target_id) in found:
            found[kind, target_id].setdefault("reference", f"{kind}/{each_id}")
    return dict(found)


CONSENT = Rest(
    kind=Kind.SETTINGS,
    table="",
    rows=consents,
    wires=_wires,
    parameters=(
        *about("patient"),
        of_column("status", SearchType.TOKEN, "status"),
        of_column("scope", SearchType.TOKEN, "about"),
        of_column("date", SearchType.DATE, "start"),
    ),
    interactions=frozenset({Interaction.READ, Interaction.SEARCH}),
    subject="patient",
    sorted_by="date",
    told_by=("scope", _PRIVACY),
)
