"""One piece of critical information, as its FHIR resource says it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from common.fhirtime import instant, last_day
from common.references import codes, display, mappings
from summary.codes import (
    ATC_SYSTEMS,
    KJ_PRESUMED,
    KJ_SOURCE,
    NOTE,
    REASON,
    REFUTED,
    Certainty,
    Duration,
    Severity,
    Sort,
    Source,
    State,
)
from summary.critical import limiting
from summary.critical.sorting import sort_of

# What stands in stored text in the place of a national id is nothing to read.
_TOKEN = re.compile(r"urn:dis:person(-spaced)?:[0-9a-f-]{36}")
_SEVERITIES = {
    "severe": Severity.SEVERE,
    "moderate": Severity.MODERATE,
    "mild": Severity.MILD,
    "24484000": Severity.SEVERE,
    "442452003": Severity.LIFE,
    "6736007": Severity.MODERATE,
    "255604002": Severity.MILD,
    "life-threatening": Severity.LIFE,
}
_WORST = (Severity.LIFE, Severity.SEVERE, Severity.MODERATE, Severity.MILD)


@dataclass(frozen=True)
class Said:
    """Who says it, in which role and for whom, by name and number; empty where nobody told."""

    name: str = ""
    role: str = ""
    place: str = ""
    number: str = ""


@dataclass(frozen=True)
class Entry:
    """`since` and `until` are as precise as they were told: a year, a month or a day."""

    sort: Sort
    title: str
    atc: str
    reaction: str
    severity: Severity
    certainty: Certainty | None
    state: State
    sources: Sequence[Source | str]
    since: str
    until: str
    duration: Duration | str
    note: str
    reason: str
    recorded_at: datetime | None
    said: Said

    @property
    def applies(self) -> bool:
        return self.state in {State.ACTIVE, State.OVERDUE}


def entry_of(resource: Mapping[str, Any], today: date) -> Entry | None:
    """The entry; None of what is no critical information."""
    sort = sort_of(resource)
    if sort is None:
        return None
    period = _period(resource)
    return Entry(
        sort=sort,
        title=_title(resource, sort),
        atc=_atc(resource),
        reaction=_reaction(resource),
        severity=_severity(resource),
        certainty=_certainty(resource),
        state=_state(resource, sort, last_day(period.get("end")), today),
        sources=_sources(resource),
        since=str(_first(resource, _SINCE) or period.get("start") or ""),
        until=str(period.get("end") or ""),
        duration=_duration(resource),
        note=_note(resource),
        reason=clean(_extension(resource, REASON)),
        recorded_at=_moment(_first(resource, _RECORDED)),
        said=said_of(resource),
    )


def clean(text: Any) -> str:
    return _TOKEN.sub("…", str(text or "")).strip()


_SINCE = ("onsetDateTime", "onsetString", "lastOccurrence")
_RECORDED = ("recordedDate", "dateTime", "assertedDate")


def _title(resource: Mapping[str, Any], sort: Sort) -> str:
    words = display(resource.get("code"))
    if not words and resource.get("resourceType") == "Consent":
        words = next((display(each) for each in mappings(resource.get("category"))), "")
    if not words:
        substances = (display(each.get("substance")) for each in _reactions(resource))
        words = next((each for each in substances if each), "")
    return clean(words) or str(sort.label)


def _atc(resource: Mapping[str, Any]) -> str:
    concepts = [resource.get("code"), *(each.get("substance") for each in _reactions(resource))]
    found = [code for each in concepts for code in codes(each, *ATC_SYSTEMS)]
    return found[0].upper().strip()[:7] if found else ""


def _reactions(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(mappings(resource.get("reaction")))


def _reaction(resource: Mapping[str, Any]) -> str:
    words = [
        display(each) or str(reaction.get("description") or "")
        for reaction in _reactions(resource)
        for each in (list(mappings(reaction.get("manifestation"))) or [{}])
    ]
    return clean(", ".join(dict.fromkeys(each for each in words if each)))


def _severity(resource: Mapping[str, Any]) -> Severity:
    """The worst that is told: of the reactions, of the condition, or how dangerous it may be."""
    told = [str(each.get("severity") or "") for each in _reactions(resource)]
    for reaction in _reactions(resource):
        told += [_valued(each) for each in mappings(reaction.get("extension"))]
    told += codes(resource.get("severity"))
    found = {_SEVERITIES[each] for each in told if each in _SEVERITIES}
    if resource.get("criticality") == "high" and not found & {Severity.LIFE}:
        found.add(Severity.SEVERE)
    return next((each for each in _WORST if each in found), Severity.UNKNOWN)


def _valued(extension: Mapping[str, Any]) -> str:
    return str(extension.get("valueCode") or "")


def _certainty(resource: Mapping[str, Any]) -> Certainty | None:
    if _extension(resource, KJ_PRESUMED) is True:
        return Certainty.PRESUMED
    verified = codes(resource.get("verificationStatus"))
    if "confirmed" in verified or _extension(resource, KJ_PRESUMED) is False:
        return Certainty.CONFIRMED
    return Certainty.PRESUMED if {"unconfirmed", "provisional"} & set(verified) else None


def _state(resource: Mapping[str, Any], sort: Sort, end: date | None, today: date) -> State:
    """Kjernejournal's life cycle: category 8 stays one that applies when its time is over, category
    9 does not (norway.md 4.1)."""
    status, verified = str(resource.get("status") or ""), codes(resource.get("verificationStatus"))
    if "entered-in-error" in {status, *verified}:
        return State.MISTAKE
    if "refuted" in verified or _extension(resource, REFUTED) is True:
        return State.REFUTED
    is_over = end is not None and end < today
    clinical = set(codes(resource.get("clinicalStatus")))
    if status in {"inactive", "rejected"} or clinical & {"inactive", "resolved", "remission"}:
        return State.INACTIVE
    if sort is Sort.LIMITATION and is_over:
        return State.OVERDUE
    return State.INACTIVE if is_over else State.ACTIVE


def _period(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """How long it applies; of a diagnosis until when it did."""
    provision = resource.get("provision")
    found = provision.get("period") if isinstance(provision, Mapping) else resource.get("period")
    found = dict(found) if isinstance(found, Mapping) else {}
    onset = resource.get("onsetPeriod")
    if isinstance(onset, Mapping):
        found = {"start": onset.get("start"), **found}
    if resource.get("abatementDateTime"):
        found["end"] = resource["abatementDateTime"]
    return found


def _sources(resource: Mapping[str, Any]) -> list[Source | str]:
    concepts = [
        each.get("valueCodeableConcept") or {"coding": [each.get("valueCoding") or {}]}
        for each in _extensions(resource, KJ_SOURCE)
    ]
    found: list[Source | str] = []
    for concept in concepts:
        known = [Source(code) for code in codes(concept) if code in Source.values]
        words = clean(display(concept))
        found += known or ([words] if words else [])
    return found


def _duration(resource: Mapping[str, Any]) -> Duration | str:
    """How long a clarification applies: in our words, or in the sender's."""
    concept = limiting.duration(resource)
    if concept is None:
        return ""
    known = next((each for each in codes(concept) if each in Duration.values), "")
    return Duration(known) if known else clean(display(concept)) or codes(concept)[0]


def _note(resource: Mapping[str, Any]) -> str:
    texts = [str(each.get("text") or "") for each in mappings(resource.get("note"))]
    return clean("\n".join([*texts, str(_extension(resource, NOTE) or "")]))


def _extensions(resource: Mapping[str, Any], url: str) -> list[Mapping[str, Any]]:
    return [each for each in mappings(resource.get("extension")) if each.get("url") == url]


def _extension(resource: Mapping[str, Any], url: str) -> Any:
    for each in _extensions(resource, url):
        return next((value for name, value in each.items() if name.startswith("value")), None)
    return None


def _first(resource: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((resource[name] for name in names if resource.get(name)), None)


def _moment(value: Any) -> datetime | None:
    try:
        return instant(value)
    except ValueError:
        return None


_WHO = ("recorder", "author", "performer", "asserter")


def said_of(resource: Mapping[str, Any], names: Sequence[str] = _WHO) -> Said:
    """Of a contained PractitionerRole who, as what and where; else the name that is told."""
    references = [resource.get(name) for name in names]
    told = [each[0] if isinstance(each, list) and each else each for each in references]
    found = next((each for each in told if isinstance(each, Mapping)), None)
    if found is None:
        return Said(place=clean(display({"text": _organization(resource)})))
    own = str(found.get("reference") or "").removeprefix("#")
    inside = {str(each.get("id")): each for each in mappings(resource.get("contained"))}
    role = inside.get(own, {})
    person, place = role.get("practitioner") or {}, role.get("organization") or {}
    words = next((display(each) for each in mappings(role.get("code"))), "")
    name = person.get("display") or found.get("display") or _name(role)
    where = clean(place.get("display") or _organization(resource))
    number = str((place.get("identifier") or {}).get("value") or "")
    return Said(clean(name), clean(words), where, number)


def _name(contained: Mapping[str, Any]) -> str:
    for each in mappings(contained.get("name")):
        given = " ".join(str(part) for part in each.get("given") or ())
        return str(each.get("text") or f"{given} {each.get('family') or ''}")
    return ""


def _organization(resource: Mapping[str, Any]) -> str:
    for each in mappings(resource.get("organization")):
        return str(each.get("display") or "")
    return ""
