"""Makes the FHIR resource of critical information that a clinician writes here."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from access.writing_here import Author
from common.fhirtime import last_day
from summary.codes import (
    ALLERGY_SYSTEMS,
    ASSESSES,
    ATC_SYSTEMS,
    CONDITION_SYSTEMS,
    CONSENT_SCOPE_SYSTEM,
    DURATION,
    DURATION_SYSTEM,
    KJ,
    KJ_PRESUMED,
    KJ_SOURCE,
    NOTE,
    NOTE_LENGTH,
    OWN,
    POLICY_RULES,
    REASON,
    REFUTED,
    RESOURCE_TYPES,
    SCOPES,
    SOURCE_SYSTEM,
    WHAT_LENGTH,
    Certainty,
    Duration,
    Severity,
    Sort,
    Source,
    State,
)
from summary.critical.entries import Entry

_PROFILES = {"AllergyIntolerance": "KjAllergyIntolerance", "Condition": "KjCondition"}
_CATEGORIES = "https://dis.example/fhir/CodeSystem/critical-information"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_UNKNOWN = {"coding": [{"system": _ABSENT, "code": "unknown"}]}
_LIFE_THREATENING = f"{OWN}life-threatening"


@dataclass(frozen=True)
class Draft:
    """What a clinician has decided about one thing; the same whatever FHIR makes of it."""

    sort: Sort
    what: str
    atc: str = ""
    reaction: str = ""
    severity: Severity = Severity.UNKNOWN
    certainty: Certainty = Certainty.PRESUMED
    source: Source = Source.OBSERVED
    since: str = ""
    until: date | None = None
    duration: Duration | None = None
    note: str = ""
    reason: str = ""
    is_refuted: bool = False
    is_mistake: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Writing:
    """Of whom, under which id, by whom and when; `assesses` is another sender's resource."""

    id: uuid.UUID
    patient_id: uuid.UUID
    author: Author
    at: datetime
    assesses: uuid.UUID | None = None
    security: list[Mapping[str, Any]] = field(default_factory=list)


def draft_of(entry: Entry) -> Draft:
    """What stands in an entry, to be changed in part. A source that is none of ours has to be told
    anew."""
    source = next((each for each in entry.sources if isinstance(each, Source)), Source.RECORD)
    return Draft(
        sort=entry.sort,
        what=entry.title[:WHAT_LENGTH],
        atc=entry.atc,
        reaction=entry.reaction[:WHAT_LENGTH],
        severity=entry.severity,
        certainty=entry.certainty or Certainty.PRESUMED,
        source=source,
        since=entry.since,
        until=last_day(entry.until),
        duration=entry.duration if isinstance(entry.duration, Duration) else None,
        note=entry.note[:NOTE_LENGTH],
        # Of what is clarified the reason is part of it, and stays.
        reason=entry.reason if entry.sort is Sort.CLARIFICATION else "",
        is_refuted=entry.state is State.REFUTED,
        is_mistake=entry.state is State.MISTAKE,
    )


def resource(draft: Draft, writing: Writing) -> dict[str, Any]:
    kind = RESOURCE_TYPES.get(draft.sort, "Condition")
    make = _MAKERS.get(kind, _condition)
    return {
        "resourceType": kind,
        "id": str(writing.id),
        "meta": {"profile": [_profile(kind, draft.sort)]},
        "contained": [writing.author.contained("recorder")],
        "extension": _extensions(kind, draft, writing),
        **make(draft, writing),
    }


def _profile(kind: str, sort: Sort) -> str:
    return f"{KJ}{_PROFILES.get(kind, f'Kj{kind}')}{sort.value}"


def _extensions(kind: str, draft: Draft, writing: Writing) -> list[dict[str, Any]]:
    coding = {"system": SOURCE_SYSTEM, "code": draft.source.value}
    found: list[dict[str, Any]] = [
        {"url": KJ_SOURCE, "valueCodeableConcept": {"coding": [coding]}},
        {"url": KJ_PRESUMED, "valueBoolean": draft.certainty is Certainty.PRESUMED},
    ]
    if draft.note and kind in {"Flag", "Consent"}:
        found.append({"url": NOTE, "valueString": draft.note})
    if draft.sort is Sort.CLARIFICATION:
        found.append({"url": DURATION, "valueCodeableConcept": _lasting(draft)})
    if draft.reason:
        found.append({"url": REASON, "valueString": draft.reason})
    if draft.is_refuted and kind in {"Flag", "Consent"}:
        found.append({"url": REFUTED, "valueBoolean": True})
    if writing.assesses:
        named = {"reference": f"{kind}/{writing.assesses}"}
        found.append({"url": ASSESSES, "valueReference": named})
    return found


def _lasting(draft: Draft) -> dict[str, Any]:
    said = draft.duration or (Duration.UNTIL if draft.until else Duration.ALWAYS)
    return {"coding": [{"system": DURATION_SYSTEM, "code": said.value}]}


def _who(writing: Writing) -> dict[str, str]:
    return {"reference": "#recorder", "display": writing.author.name}


def _about(writing: Writing) -> dict[str, str]:
    return {"reference": f"Patient/{writing.patient_id}"}


def _at(writing: Writing) -> str:
    return writing.at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _judged(draft: Draft, systems: Mapping[str, str], presumed: str) -> dict[str, Any]:
    """The two statuses; what is a mistake has no clinical status (con-5, ait-2)."""
    verified = "confirmed" if draft.certainty is Certainty.CONFIRMED else presumed
    if draft.is_refuted:
        verified = "refuted"
    if draft.is_mistake:
        coding = {"system": systems["verificationStatus"], "code": "entered-in-error"}
        return {"verificationStatus": {"coding": [coding]}}
    clinical = "inactive" if draft.is_refuted or draft.is_over else "active"
    return {
        name: {"coding": [{"system": systems[name], "code": code}]}
        for name, code in (("clinicalStatus", clinical), ("verificationStatus", verified))
    }


def _status(draft: Draft) -> str:
    if draft.is_mistake:
        return "entered-in-error"
    return "inactive" if draft.is_refuted or draft.is_over else "active"


def _concept(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {"text": draft.what}
    if draft.atc:
        found["coding"] = [{"system": ATC_SYSTEMS[0], "code": draft.atc}]
    return found


def _allergy(draft: Draft, writing: Writing) -> dict[str, Any]:
    found: dict[str, Any] = {
        **_judged(draft, ALLERGY_SYSTEMS, "unconfirmed"),
        "criticality": _criticality(draft.severity),
        "code": _concept(draft),
        "patient": _about(writing),
        "recordedDate": _at(writing),
        "recorder": _who(writing),
    }
    if draft.sort is Sort.DRUG:
        found["category"] = ["medication"]
    if draft.since:
        found["onsetDateTime"] = draft.since
    if draft.reaction or draft.severity:
        found["reaction"] = [_reaction(draft)]
    return found | _noted(draft)


def _criticality(severity: Severity) -> str:
    if severity in {Severity.LIFE, Severity.SEVERE}:
        return "high"
    return "low" if severity else "unable-to-assess"


def _reaction(draft: Draft) -> dict[str, Any]:
    """R4 has no severity above severe: that it was life-threatening stands beside it."""
    words = {"text": draft.reaction} if draft.reaction else _UNKNOWN
    found: dict[str, Any] = {"manifestation": [words]}
    if draft.severity is Severity.LIFE:
        found["extension"] = [{"url": _LIFE_THREATENING, "valueCode": Severity.LIFE.value}]
    if draft.severity:
        is_life = draft.severity is Severity.LIFE
        found["severity"] = Severity.SEVERE.value if is_life else draft.severity.value
    return found


def _noted(draft: Draft) -> dict[str, Any]:
    return {"note": [{"text": draft.note}]} if draft.note else {}


def _condition(draft: Draft, writing: Writing) -> dict[str, Any]:
    found: dict[str, Any] = {
        **_judged(draft, CONDITION_SYSTEMS, "provisional"),
        "category": [{"coding": [{"system": _CATEGORIES, "code": draft.sort.value}]}],
        "code": _concept(draft),
        "subject": _about(writing),
        "recordedDate": _at(writing),
        "recorder": _who(writing),
    }
    if draft.since:
        found["onsetDateTime"] = draft.since
    return found | _noted(draft)


def _flag(draft: Draft, writing: Writing) -> dict[str, Any]:
    period = {"start": draft.since or _at(writing)[:10]}
    if draft.until:
        period["end"] = draft.until.isoformat()
    return {
        "status": _status(draft),
        "category": [{"coding": [{"system": _CATEGORIES, "code": "9"}]}],
        "code": _concept(draft),
        "subject": _about(writing),
        "period": period,
        "author": _who(writing),
    }


def _consent(draft: Draft, writing: Writing) -> dict[str, Any]:
    scope = SCOPES[draft.sort]
    number = "8" if draft.sort is Sort.LIMITATION else "11"
    category = {"system": _CATEGORIES, "code": number}
    rule = {"system": f"{KJ}policy-rule", "code": POLICY_RULES[draft.sort]}
    period = {"end": draft.until.isoformat()} if draft.until else {}
    return {
        "status": _status(draft),
        "scope": {"coding": [{"system": CONSENT_SCOPE_SYSTEM, "code": scope}]},
        "category": [{"coding": [category], "text": draft.what}],
        "patient": _about(writing),
        "dateTime": _at(writing),
        "performer": [_who(writing)],
        "policyRule": {"coding": [rule]},
        "provision": {"type": "deny", "period": period},
    }


_MAKERS = {"AllergyIntolerance": _allergy, "Consent": _consent, "Flag": _flag}
