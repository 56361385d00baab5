"""The columns of results, reports and orders, taken out of each as it comes in. Asks nobody."""

from collections.abc import Iterator, Mapping
from typing import Any

from access.received import MISTAKE, of_status
from common.declarations import Incoming
from common.fhirtime import instant, period
from common.references import codes, display, mappings, system_of
from labresults import values
from labresults.codes import (
    CATEGORIES,
    LETTERS,
    OBSERVATION_STATUSES,
    REPORT_STATUSES,
    REQUEST_STATUSES,
    RESULTS,
)
from labresults.groups import SYSTEMS, group_of
from labresults.values import EXTENSION, words

STATUS_SYSTEM = "urn:oid:2.16.578.1.12.4.1.1.8245"
_COMMENT = ("-comment", "/comment", "OtherInfo", "-other-info")
_MOST = 200


def observation(incoming: Incoming) -> dict[str, Any]:
    resource = values.as_written(incoming.resource, incoming.wire)
    system, code = _named(resource.get("code"))
    shown = {**values.of(resource), **_told(resource)}
    members = [each for each in mappings(resource.get("hasMember")) if each.get("reference")]
    if members:
        shown["m"] = len(members)
    return {
        **_common(resource, OBSERVATION_STATUSES),
        "group": _group(resource),
        "code_system": system[:100],
        "code": code[:60],
        "unit": values.unit(shown)[:40],
        "flag": values.flag(shown),
        "shown": _filled(shown),
        **_times(resource, ("effectiveDateTime", "effectiveInstant"), "effectivePeriod"),
    }


def report(incoming: Incoming) -> dict[str, Any]:
    resource = incoming.resource
    conclusion = words(resource.get("conclusion"))
    studies = list(mappings(resource.get("imagingStudy")))
    shown = {
        **_told(resource),
        "name": words(display(resource.get("code")), 300),
        "code": "|".join(_named(resource.get("code"))),
        "kind": words(next(map(display, mappings(resource.get("category"))), ""), 100),
        "t": conclusion,
        "pictures": len(studies) + len(list(mappings(resource.get("media")))) or None,
        "files": len(list(mappings(resource.get("presentedForm")))) or None,
    }
    return {
        **_common(resource, REPORT_STATUSES),
        "group": _group(resource),
        "shown": _filled(shown),
        **_times(resource, ("effectiveDateTime",), "effectivePeriod"),
    }


def request(incoming: Incoming) -> dict[str, Any]:
    resource = incoming.resource
    asked = [display(resource.get("code")), *map(display, mappings(resource.get("orderDetail")))]
    found = _common(resource, REQUEST_STATUSES)
    shown = {
        "asked": list(dict.fromkeys(words(each, 200) for each in asked if each)),
        "code": "|".join(_named(resource.get("code"))),
        "reason": words(next(map(display, mappings(resource.get("reasonCode"))), ""), 300),
        "intent": words(resource.get("intent"), 20),
        "priority": words(resource.get("priority"), 20),
        "at": words(resource.get("authoredOn"), 40),
    }
    group = _group(resource)
    return {**found, "category": LETTERS, "group": group, "shown": _filled(shown)}


def _common(resource: Mapping[str, Any], statuses: tuple[str, ...]) -> dict[str, Any]:
    status = of_status(resource, "status", statuses)
    named = (resource.get("code"), *mappings(resource.get("category")))
    return {
        "status": status,
        "is_mistake": status == MISTAKE,
        "category": _category(resource),
        "title": next((found for each in named if (found := words(display(each), 300))), ""),
    }


def _category(resource: Mapping[str, Any]) -> str:
    """The kind that it is closed together with; a result that does not say is one of a laboratory,
    as most are."""
    return next((CATEGORIES[code] for code in _categories(resource) if code in CATEGORIES), RESULTS)


def _categories(resource: Mapping[str, Any]) -> Iterator[str]:
    return (code for each in mappings(resource.get("category")) for code in codes(each))


def _group(resource: Mapping[str, Any]) -> str:
    return group_of(_codings(resource.get("code")), _categories(resource))


def _codings(concept: Any) -> list[tuple[str, str]]:
    coding = mappings(concept.get("coding")) if isinstance(concept, Mapping) else ()
    return [(system_of(each), str(each["code"])) for each in coding if each.get("code")]


def _named(concept: Any) -> tuple[str, str]:
    """The code it is called by here: of the Norwegian systems first. Without a code, its text."""
    known = _codings(concept)
    for system in SYSTEMS:
        for coding in known:
            if coding[0] == system:
                return coding
    return known[0] if known else ("", words(display(concept), 60))


def _times(resource: Mapping[str, Any], names: tuple[str, ...], of_period: str) -> dict[str, Any]:
    """When it was answered; and of what does not say when it was so, that instead."""
    issued = instant(resource.get("issued"))
    given = next((found for name in names if (found := instant(resource.get(name)))), None)
    effective = given or period(resource.get(of_period))[0]
    if issued is None:
        return {}
    is_dated = effective is not None
    return {"answered_at": issued} if is_dated else {"answered_at": issued, "sorted_at": issued}


def _told(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Comments, the sample, the method, and what 8245 says of its state."""
    notes = [str(each.get("text") or "") for each in mappings(resource.get("note"))]
    notes += [
        display(each.get("valueCodeableConcept")) or str(each.get("valueString") or "")
        for each in mappings(resource.get("extension"))
        if str(each.get("url") or "").endswith(_COMMENT)
    ]
    specimen = resource.get("specimen")
    first = next(mappings(specimen), None) if isinstance(specimen, list) else specimen
    return {
        "st": _state(resource),
        "note": words("\n".join(note for note in notes if note)),
        "sp": words(_specimen(resource, first), _MOST),
        "me": words(display(resource.get("method")), _MOST),
        "site": words(display(resource.get("bodySite")), _MOST),
    }


def _specimen(resource: Mapping[str, Any], reference: Any) -> str:
    if not isinstance(reference, Mapping):
        return ""
    named = str(reference.get("reference") or "")
    for each in mappings(resource.get("contained")):
        if named == f"#{each.get('id')}":
            return display(each.get("type"))
    return str(reference.get("display") or "")


def _state(resource: Mapping[str, Any]) -> str:
    for each in mappings(resource.get("extension")):
        if each.get("url") == f"{EXTENSION}result-status":
            coding = each.get("valueCoding")
            return str(coding.get("code") or "")[:2] if isinstance(coding, Mapping) else ""
    return ""


def _filled(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: most is."""
    return {name: value for name, value in shown.items() if value not in ("", None, [])}
