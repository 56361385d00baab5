"""What an Appointment must be by Helsenorge's profile (norway.md 6.1): each rule one row. They hold
for what claims the profile in `meta.profile` (docs/appointments.md)."""

from collections.abc import Sequence
from functools import partial

from appointments import said
from appointments.codes import (
    ALLOWED_SECURITY,
    CANCELLED_BY,
    DIALOG_FLAGS,
    FLAG_CODES,
    FLAGS,
    HOME,
    HOME_CARE,
    HOSPITAL,
    LONGEST,
    MUNICIPAL,
    NOTICE_TAG,
    OF_MUNICIPALITY,
    OF_SPECIALIST,
    OUTSIDE,
    PROFILE_STATUSES,
    REMINDER_TAG,
    SECURITY_SYSTEM,
    SPECIALIST,
    TAGS,
    UNIT,
    WITH_REQUESTED,
)
from appointments.rules import Rule, has, status_of
from appointments.said import Resource
from common.references import codes, mappings, system_of

_NOT_IN_PROFILE = (
    *("serviceType", "specialty", "reasonCode", "reasonReference", "priority", "slot", "comment"),
)
_CODED = ("serviceCategory", "appointmentType", "cancelationReason")


def _is_long(resource: Resource, name: str) -> bool:
    return len(str(resource.get(name) or "")) > LONGEST


def _count(resource: Resource, name: str) -> int:
    return len(list(mappings(resource.get(name))))


def _lacks_identifier(resource: Resource) -> bool:
    found = list(mappings(resource.get("identifier")))
    return len(found) != 1 or not all(found[0].get(key) for key in ("system", "value", "assigner"))


def _is_specialist(resource: Resource) -> bool:
    return bool(said.categories(resource) & SPECIALIST)


def _is_municipal(resource: Resource) -> bool:
    return bool(said.categories(resource) & MUNICIPAL)


def _lacks_reason(resource: Resource) -> bool:
    cancelled = status_of(resource) == "cancelled"
    return cancelled and not has(resource, "cancelationReason") and not said.is_part(resource)


def _has_wrong_reason(resource: Resource) -> bool:
    concept = resource.get("cancelationReason")
    if not concept:
        return False
    systems = (OF_SPECIALIST, CANCELLED_BY) if _is_specialist(resource) else (OF_MUNICIPALITY,)
    return not codes(concept, *systems)


def _security(resource: Resource) -> list[str]:
    labels = mappings((resource.get("meta") or {}).get("security"))
    return [str(each.get("code")) for each in labels if system_of(each) == SECURITY_SYSTEM]


def _has_wrong_tag(resource: Resource) -> bool:
    return any(set(said.tags(resource, system)) - allowed for system, allowed in TAGS.items())


def _location_types(resource: Resource) -> set[str]:
    found = said.contained(resource, "Location")
    return {code for each in found for code in said.location_types(each)}


def _lacks_specialist_places(resource: Resource) -> bool:
    needs = _is_specialist(resource) and not said.is_part(resource)
    return needs and not {UNIT, HOSPITAL} <= _location_types(resource)


def _lacks_manager(resource: Resource) -> bool:
    if not _is_specialist(resource):
        return False
    return any(
        not has(each, "managingOrganization") for each in said.contained(resource, "Location")
    )


def _is_nowhere_in_municipality(resource: Resource) -> bool:
    if not _is_municipal(resource) or said.is_part(resource) or said.virtual_services(resource):
        return False
    return not _location_types(resource) & {HOME, OUTSIDE}


def _is_both_in_municipality(resource: Resource) -> bool:
    return _is_municipal(resource) and {HOME, OUTSIDE} <= _location_types(resource)


def _is_tagged_at_home(resource: Resource) -> bool:
    if HOME_CARE not in said.categories(resource) or HOME not in _location_types(resource):
        return False
    return bool(said.tags(resource, NOTICE_TAG) or said.tags(resource, REMINDER_TAG))


def _flags(resource: Resource) -> list[str]:
    return [
        code
        for each in said.supporting(resource, "Flag")
        for code in codes(each.get("code"), FLAG_CODES) or [""]
    ]


def _repeats_flags(resource: Resource) -> bool:
    found = _flags(resource)
    return len(found) != len(set(found))


def _requested(resource: Resource) -> list[Resource]:
    return list(mappings(resource.get("requestedPeriod")))


def _is_half_requested(resource: Resource) -> bool:
    return any(not (each.get("start") and each.get("end")) for each in _requested(resource))


def _lacks_times_of_error(resource: Resource) -> bool:
    is_error = status_of(resource) == "entered-in-error"
    return is_error and not has(resource, "start") and not _requested(resource)


def _is_unsaid_when(resource: Resource) -> bool:
    is_open = status_of(resource) in WITH_REQUESTED - {"entered-in-error"}
    return is_open and not has(resource, "start") and not _requested(resource)


def _has_no_system(resource: Resource) -> bool:
    return any(not each.get("system") for name in _CODED for each in said.codings(resource, name))


def _is_nowhere(resource: Resource) -> bool:
    return not said.virtual_services(resource) and not said.contained(resource, "Location")


OF_PROFILE: Sequence[Rule] = (
    Rule(
        "status",
        f"not one of {', '.join(PROFILE_STATUSES)}, as the profile has it",
        lambda each: status_of(each) not in PROFILE_STATUSES,
    ),
    Rule("identifier", "exactly one, with system, value and assigner", _lacks_identifier),
    Rule("serviceCategory", "exactly one", lambda each: _count(each, "serviceCategory") != 1),
    Rule("appointmentType", "missing", lambda each: not has(each, "appointmentType")),
    *(
        Rule(name, "not allowed in the profile", partial(has, name=name))
        for name in _NOT_IN_PROFILE
    ),
    *(
        Rule(
            name,
            f"longer than {LONGEST} characters",
            partial(_is_long, name=name),
        )
        for name in ("description", "patientInstruction")
    ),
    Rule(
        "meta.lastUpdated",
        "missing: it tells which of two is newer",
        lambda each: not has(each.get("meta") or {}, "lastUpdated"),
    ),
    Rule(
        "meta.security",
        f"of 9603 only one of {', '.join(sorted(ALLOWED_SECURITY))}",
        lambda each: len(_security(each)) > 1 or set(_security(each)) - ALLOWED_SECURITY,
    ),
    Rule("meta.tag", "of varsling and paminnelse only 1 or 9", _has_wrong_tag),
    Rule(
        "cancelationReason", "missing: a cancelled one says why, unless it is partOf", _lacks_reason
    ),
    Rule(
        "cancelationReason",
        "of 8445 or 9179 where the category is 27 or 30, else of 7621",
        _has_wrong_reason,
    ),
    Rule("requestedPeriod", "at most one", lambda each: _count(each, "requestedPeriod") > 1),
    Rule(
        "requestedPeriod",
        f"only with {', '.join(sorted(WITH_REQUESTED))}",
        lambda each: _requested(each) and status_of(each) not in WITH_REQUESTED,
    ),
    Rule("requestedPeriod", "has a start and an end", _is_half_requested),
    Rule("start", "missing: start or requestedPeriod says when", _is_unsaid_when),
    Rule("start", "missing: entered-in-error has start and end", _lacks_times_of_error),
    Rule(
        "status",
        "proposed only where the category is 7",
        lambda each: status_of(each) == "proposed" and HOME_CARE not in said.categories(each),
    ),
    Rule("contained", "27 and 30 have a Location of HU and one of HOSP", _lacks_specialist_places),
    Rule("contained", "each Location of 27 and 30 has a managingOrganization", _lacks_manager),
    Rule("contained", "a Location of PTRES or OF is missing", _is_nowhere_in_municipality),
    Rule(
        "contained",
        "a Location of PTRES and one of OF exclude each other",
        _is_both_in_municipality,
    ),
    Rule("meta.tag", "no varsling or paminnelse of category 7 at home (PTRES)", _is_tagged_at_home),
    Rule("extension", "neither virtualService nor a contained Location says where", _is_nowhere),
    Rule(
        "basedOn",
        "only where the category is 27 or 30",
        lambda each: has(each, "basedOn") and not _is_specialist(each),
    ),
    Rule(
        "supportingInformation",
        "exactly one Organization, the communication party",
        lambda each: len(said.supporting(each, "Organization")) != 1,
    ),
    Rule(
        "supportingInformation",
        "at most one DocumentReference",
        lambda each: _documents(each) > 1,
    ),
    Rule(
        "supportingInformation",
        f"a Flag that is none of {', '.join(sorted(FLAGS))}",
        lambda each: set(_flags(each)) - FLAGS,
    ),
    Rule("supportingInformation", "each Flag stands once", _repeats_flags),
    Rule(
        "supportingInformation",
        "no Flag of dialogue from a municipality",
        lambda each: _is_municipal(each) and set(_flags(each)) & DIALOG_FLAGS,
    ),
    Rule("serviceCategory", "every coding has a system", _has_no_system),
)


def _documents(resource: Resource) -> int:
    """However they are named: contained, by address, or by type."""
    found = mappings(resource.get("supportingInformation"))
    contained = len(said.supporting(resource, "DocumentReference"))
    named = [
        each
        for each in found
        if "DocumentReference/" in str(each.get("reference") or "")
        or (each.get("type") == "DocumentReference" and "#" not in str(each.get("reference")))
    ]
    return contained + len(named)
