"""Which sort of critical information a received resource is, if any."""

from collections.abc import Iterable, Mapping
from typing import Any

from common.references import codes, mappings
from summary.codes import ATC_SYSTEMS, CONSENT_SCOPES, KJ, RESOURCE_TYPES, Sort

_BY_NAME = {each.value.casefold(): each for each in Sort} | {
    "intubation": Sort.INTUBATION,
    "otherproblemwithanaesthesia": Sort.ANAESTHESIA,
    "otherallergy": Sort.ALLERGY,
    "treatmentclarification": Sort.CLARIFICATION,
}
# Kjernejournal's categories that are published as numbers (norway.md 4.1); the others are not.
_BY_NUMBER = {
    "5": Sort.CONDITION,
    "8": Sort.LIMITATION,
    "9": Sort.PROCEDURE,
    "11": Sort.CLARIFICATION,
}
_RESOURCES = ("KjAllergyIntolerance", "KjCondition", "KjFlag", "KjConsent")


def sort_of(resource: Mapping[str, Any]) -> Sort | None:
    """By what it says itself; else allergies are of a medicine or not, every Flag is a change of
    procedure, and a Consent is a limitation by its scope. A Condition is critical if it says so."""
    said = next((each for name in _names(resource) if (each := _named(name))), None)
    resource_type = resource.get("resourceType")
    if said and RESOURCE_TYPES.get(said, "Condition") == resource_type:
        return said
    if resource_type == "AllergyIntolerance":
        return Sort.DRUG if _is_of_medicine(resource) else Sort.ALLERGY
    if resource_type == "Flag":
        return Sort.PROCEDURE
    if resource_type == "Consent":
        return _of_consent(resource)
    return None


def is_profiled(resource: Mapping[str, Any]) -> bool:
    """Whether it says that it keeps to one of kjernejournal's profiles."""
    profiles = (resource.get("meta") or {}).get("profile") or ()
    return any(str(each).startswith(KJ) for each in profiles)


def _names(resource: Mapping[str, Any]) -> Iterable[str]:
    """The names of profiles and categories, most telling first."""
    profiles = (resource.get("meta") or {}).get("profile") or ()
    for each in profiles:
        if str(each).startswith(KJ):
            yield str(each).removeprefix(KJ).split("|")[0]
    category = resource.get("category")
    for concept in mappings(category):
        yield from codes(concept)


def _named(name: str) -> Sort | None:
    for prefix in _RESOURCES:
        name = name.removeprefix(prefix)
    plain = name.replace("-", "").replace("_", "").casefold()
    return _BY_NAME.get(plain) or _BY_NUMBER.get(plain)


def _is_of_medicine(resource: Mapping[str, Any]) -> bool:
    is_said = "medication" in (resource.get("category") or ())
    reactions = list(mappings(resource.get("reaction")))
    substances = [resource.get("code"), *(each.get("substance") for each in reactions)]
    return is_said or any(codes(each, *ATC_SYSTEMS) for each in substances)


def _of_consent(resource: Mapping[str, Any]) -> Sort | None:
    scope = next((each for each in codes(resource.get("scope")) if each in CONSENT_SCOPES), "")
    return {"adr": Sort.LIMITATION, "treatment": Sort.CLARIFICATION}.get(scope)
