"""One medicine, as one source says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.fhirtime import last_day
from common.references import codes, display, mappings
from summary.codes import ATC_SYSTEMS, MULTIDOSE, OWN_MEDICINE
from summary.critical.entries import Said, clean, said_of

# What is no longer taken, or never was.
_OVER = frozenset({"completed", "stopped", "cancelled", "not-taken", "entered-in-error", "draft"})


@dataclass(frozen=True)
class Medicine:
    """`dose` is in words, as the source has them. `is_own` says that the patient tells of it."""

    title: str
    atc: str
    dose: str
    reason: str
    since: str
    until: str
    status: str
    is_in_use: bool
    is_multidose: bool
    is_own: bool
    is_request: bool
    said: Said

    @property
    def key(self) -> str:
        """What is the same medicine at all sources: by substance, else by its words."""
        return self.atc if len(self.atc) == 7 else " ".join(self.title.casefold().split())


def medicine_of(resource: Mapping[str, Any], today: date) -> Medicine:
    concept = _concept(resource)
    status = str(resource.get("status") or "")
    period = _period(resource)
    end = _day(period.get("end"))
    return Medicine(
        title=clean(display(concept) or _named(resource)),
        atc=_atc(concept),
        dose=_dose(resource),
        reason=_reason(resource),
        since=str(period.get("start") or resource.get("authoredOn") or "")[:10],
        until=str(period.get("end") or "")[:10],
        status=status,
        is_in_use=status not in _OVER and (end is None or end >= today),
        is_multidose=_is_multidose(resource),
        is_own=OWN_MEDICINE in _categories(resource),
        is_request=resource.get("resourceType") == "MedicationRequest",
        said=said_of(resource, ("requester", "informationSource", "recorder")),
    )


def _categories(resource: Mapping[str, Any]) -> list[str]:
    """Of a statement one concept, of a request several."""
    told = resource.get("category")
    concepts = mappings(told) if isinstance(told, list) else [told]
    return [code for each in concepts for code in codes(each)]


def _concept(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    concept = resource.get("medicationCodeableConcept")
    if isinstance(concept, Mapping):
        return concept
    own = str((resource.get("medicationReference") or {}).get("reference") or "").removeprefix("#")
    inside = {str(each.get("id")): each for each in mappings(resource.get("contained"))}
    found = inside.get(own, {}).get("code")
    return found if isinstance(found, Mapping) else {}


def _named(resource: Mapping[str, Any]) -> str:
    return str((resource.get("medicationReference") or {}).get("display") or "")


def _atc(concept: Mapping[str, Any]) -> str:
    found = codes(concept, *ATC_SYSTEMS)
    return found[0].upper().strip()[:7] if found else ""


def _dose(resource: Mapping[str, Any]) -> str:
    told = [*mappings(resource.get("dosage")), *mappings(resource.get("dosageInstruction"))]
    words = [str(each.get("text") or each.get("patientInstruction") or "") for each in told]
    return clean("; ".join(each for each in words if each))


def _reason(resource: Mapping[str, Any]) -> str:
    return clean(", ".join(display(each) for each in mappings(resource.get("reasonCode"))))


def _period(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    found = resource.get("effectivePeriod")
    if isinstance(found, Mapping):
        return found
    if resource.get("effectiveDateTime"):
        return {"start": resource["effectiveDateTime"]}
    dispensed = (resource.get("dispenseRequest") or {}).get("validityPeriod")
    return dispensed if isinstance(dispensed, Mapping) else {}


def _day(value: Any) -> date | None:
    try:
        return last_day(value)
    except ValueError:
        return None


def _is_multidose(resource: Mapping[str, Any]) -> bool:
    told = mappings(resource.get("extension"))
    return any(each.get("url") == MULTIDOSE and each.get("valueBoolean") is True for each in told)
