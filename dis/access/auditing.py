"""Who has looked, as AuditEvents: the permitted accesses by others, as patients read them on the
pages, by HL7 Norway's profile of the trust framework. Read only, and for citizens alone."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    F,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)

from access import confidentiality, describing, telling
from access.actor import ActorKind
from access.codes import Action, Ground, Kind, Purpose
from access.grant import Grant
from access.log_conditions import Choice
from access.models import AccessItem, LoggedAccess
from common.rest import Interaction, Rest, SearchType
from common.searchable import about, of_column
from people.models import DirectoryResource

_OWN = "http://hl7.no/fhir/StructureDefinition"
PROFILE = f"{_OWN}/no-domain-Trustframework-Auditevent"
_PURPOSES = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_GROUNDS = "https://terminology.dips.com/decisiontemplate"
_ACTIONS = "https://dis.example/fhir/CodeSystem/access-action"
_TYPE = {
    "system": "http://dicom.nema.org/resources/ontology/DCM",
    "code": "110110",
    "display": "Patient Record",
}
_WRITES, _SEARCHES = "U", "E"
_READING = frozenset({Action.READ, Action.DOWNLOAD, Action.PRINT, Action.SEARCH})
_HIDDEN = "access.auditing.hidden"
# Items are written at the end of the request in which their event was written.
_LONGEST_REQUEST = timedelta(days=1)
Things = Mapping[uuid.UUID, Sequence[tuple[str, uuid.UUID]]]


def accesses(grant: Grant) -> QuerySet[LoggedAccess]:
    """What others have done, never what systems of the portal do. For no one who treats."""
    grant.check(Kind.LOG)
    is_theirs = confidentiality.is_citizen(grant.audience)
    rows = LoggedAccess.objects.filter(
        patient_id__in=grant.patient_ids if is_theirs else [], is_permitted=True
    )
    roles = DirectoryResource.objects.filter(
        resource_type="PractitionerRole", target_id=OuterRef("role_id")
    )
    hidden = Case(
        When(item_id__in=_hidden(grant), then=Value(None, UUIDField())), default=F("item_id")
    )
    return (
        rows.exclude(actor_kind=ActorKind.SYSTEM)
        .exclude(person_id=grant.reader_id)
        .annotate(
            agent_id=Subquery(roles.order_by("id").values("id")[:1]),
            entity_id=hidden,
            sorted_at=F("received_at"),
            version=Value(1),
            source=Value(""),
            search=Value({}, JSONField()),
            names_own_ids=Value(value=True),
        )
    )


def _hidden(grant: Grant) -> Sequence[uuid.UUID]:
    """Things that the reader must not even learn were opened (9603). Asked once for each Grant."""
    found: Sequence[uuid.UUID] | None = grant.remembered.get(_HIDDEN)
    if found is None:
        found = grant.remembered[_HIDDEN] = telling.choice_for(grant, Choice()).hidden
    return found


def _wires(grant: Grant, rows: Sequence[Any]) -> list[str]:
    things = _things(grant, rows)
    known = _known(grant, things)
    return [
        json.dumps(_event(row, things.get(row.id, ()), known), ensure_ascii=False) for row in rows
    ]


def _things(grant: Grant, rows: Sequence[Any]) -> Things:
    """What was shown under each event, beside what the event itself names."""
    found: dict[uuid.UUID, list[tuple[str, uuid.UUID]]] = {
        row.id: [(row.item_type, row.item_id)] if row.item_id else [] for row in rows
    }
    if rows:
        times = [row.received_at for row in rows]
        items = AccessItem.objects.filter(
            patient_id__in=grant.patient_ids,
            event_id__in=list(found),
            outcome__in=["shown", "unblocked", "listed"],
            recorded_at__gte=min(times),
            recorded_at__lte=max(times) + _LONGEST_REQUEST,
        ).order_by("resource_type", "resource_id")
        told = items.values_list("event_id", "resource_type", "resource_id")
        for event_id, resource_type, thing in told:
            found[event_id].append((resource_type, thing))
    return found


def _known(grant: Grant, things: Things) -> frozenset[uuid.UUID]:
    """Those of them that the reader may see."""
    by_type: dict[str, set[uuid.UUID]] = {}
    for resource_type, thing in (pair for pairs in things.values() for pair in pairs):
        by_type.setdefault(resource_type, set()).add(thing)
    return frozenset(
        thing
        for resource_type, ids in by_type.items()
        for thing in describing.names(grant, resource_type, list(ids))
    )


def _event(
    row: Any, things: Sequence[tuple[str, uuid.UUID]], known: frozenset[uuid.UUID]
) -> dict[str, Any]:
    shown = [f"{kind}/{thing}" for kind, thing in dict.fromkeys(things) if thing in known]
    # Who must not learn of a thing is told that the record was opened, as on the pages.
    is_told = shown or not things or row.action not in _READING
    action = row.action if is_told else Action.OPEN.value
    patient = {"reference": f"Patient/{row.patient_id}"}
    return {
        "resourceType": "AuditEvent",
        "meta": {"profile": [PROFILE]},
        "extension": [
            {"url": f"{_OWN}/auditevent-patient-extension", "valueReference": patient},
            *_decision(row),
        ],
        "type": _TYPE,
        "subtype": [
            {"system": _ACTIONS, "code": action, "display": str(Action(action).label)},
        ],
        "action": _code(action),
        "recorded": row.received_at.isoformat(timespec="milliseconds"),
        "outcome": "0",
        **_purposes(row),
        "agent": [_agent(row), *_app(row)],
        "source": {"observer": {"display": "DIS-portalen"}},
        "entity": [{"what": {"reference": each}} for each in (patient["reference"], *shown)],
    }


def _code(action: str) -> str:
    if action == Action.WRITE:
        return _WRITES
    return _SEARCHES if action in {Action.SEARCH, Action.LIST, Action.IDENTIFY} else "R"


def _agent(row: Any) -> dict[str, Any]:
    """The person by name and role, never by number; and the places of that day."""
    is_citizen = row.actor_kind == ActorKind.CITIZEN
    places = () if is_citizen else (row.unit_name, row.point_of_care_name, row.legal_entity_name)
    who: dict[str, Any] = {"display": row.actor_name}
    if row.agent_id:
        who["reference"] = f"PractitionerRole/{row.agent_id}"
    names = ", ".join(dict.fromkeys(filter(None, places)))
    code = {"system": "urn:oid:2.16.578.1.12.4.1.1.9060", "code": row.role_code}
    return {
        **({"role": [{"coding": [code]}]} if row.role_code else {}),
        "who": who,
        "name": row.actor_name,
        "requestor": True,
        **({"location": {"display": names}} if names else {}),
    }


def _app(row: Any) -> list[dict[str, Any]]:
    """The app that a citizen came by, as who asked in the citizen's name."""
    name = row.point_of_care_name
    if row.actor_kind != ActorKind.CITIZEN or not name:
        return []
    return [{"who": {"display": name}, "name": name, "requestor": False}]


def _purposes(row: Any) -> dict[str, Any]:
    found = []
    if row.purpose_of_use in Purpose.values:
        found.append({"system": _PURPOSES, "code": row.purpose_of_use})
    if row.ground in Ground.values:
        words = str(Ground(row.ground).label)
        found.append({"system": _GROUNDS, "code": row.ground, "display": words})
    return {"purposeOfEvent": [{"coding": found}]} if found else {}


def _decision(row: Any) -> list[dict[str, Any]]:
    """The attestation that it rested on; its words are for who reviews accesses."""
    if row.toa is None:
        return []
    parts = [
        {"url": "decision-ref-id", "valueString": str(row.attestation_id)},
        {"url": "decision-ref-user-selected", "valueBoolean": row.is_user_selected},
        {"url": "toa", "valueUnsignedInt": int(row.toa.timestamp())},
    ]
    return [{"url": f"{_OWN}/auditevent-carerelation-metadata-extension", "extension": parts}]


AUDIT_EVENT = Rest(
    kind=Kind.LOG,
    table="",
    rows=accesses,
    wires=_wires,
    parameters=(
        *about("patient"),
        of_column("date", SearchType.DATE, "received_at"),
        of_column("agent", SearchType.REFERENCE, "agent_id", "PractitionerRole"),
        of_column("entity", SearchType.REFERENCE, "entity_id", "DocumentReference"),
    ),
    interactions=frozenset({Interaction.READ, Interaction.SEARCH}),
    subject="patient",
    sorted_by="date",
)
