"""Owns the rules of HL7 IPS 2.0 as norway.md 4.2 names them, and what R4 demands of a document: a
table of checks, each of which names what is wrong with a Bundle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

Bundle = dict[str, Any]
Check = Callable[[Bundle], Iterator[str]]
LOINC = "http://loinc.org"
REQUIRED = {"11450-4", "48765-2", "10160-0"}
TYPES: dict[str, set[str]] = {
    "11450-4": {"Condition"},
    "48765-2": {"AllergyIntolerance"},
    "10160-0": {"MedicationStatement", "MedicationRequest"},
    "11369-6": {"Immunization"},
    "30954-2": {"Observation", "DiagnosticReport"},
    "47519-4": {"Procedure"},
    "46264-8": {"DeviceUseStatement"},
    "42348-3": {"Consent"},
    "104605-1": {"Flag"},
    "47420-5": {"Condition", "ClinicalImpression"},
    "11348-0": {"Condition"},
    "10162-6": {"Observation"},
    "81338-6": set(),
    "18776-5": {"CarePlan"},
    "29762-2": {"Observation"},
    "8716-3": {"Observation"},
}
EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
REASONS = {"nilknown", "notasked", "withheld", "unavailable", "notstarted", "closed"}
STARTS = {
    "AllergyIntolerance": ["code"],
    "Condition": ["code"],
    "Immunization": ["vaccineCode", "occurrence", "status"],
    "MedicationRequest": ["medication"],
    "MedicationStatement": ["medication", "effective"],
    "Observation": ["code", "effective", "performer"],
    "Procedure": ["code", "performed"],
}
OF_PATIENT = frozenset(STARTS) | {"DiagnosticReport", "Flag", "Consent"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# Of the elements that XHTML has, those that a narrative may hold and ours does.
ELEMENTS = {"div", "table", "thead", "tbody", "tr", "th", "td", "p"}
XHTML = "{http://www.w3.org/1999/xhtml}"


def resources(bundle: Bundle) -> list[dict[str, Any]]:
    return [each["resource"] for each in bundle["entry"]]


def composition(bundle: Bundle) -> dict[str, Any]:
    return resources(bundle)[0]


def sections(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """By LOINC code."""
    return {
        coding["code"]: each
        for each in composition(bundle)["section"]
        for coding in each["code"]["coding"]
        if coding["system"] == LOINC
    }


def named(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """What each reference names: by the relative form and by the full URL."""
    found = {}
    for each in bundle["entry"]:
        one = each["resource"]
        found[each["fullUrl"]] = found[f"{one['resourceType']}/{one['id']}"] = one
    return found


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for each in value.values():
            yield from references(each)


def is_document(bundle: Bundle) -> Iterator[str]:
    if bundle["type"] != "document":
        yield f"type {bundle['type']}"
    if not bundle.get("identifier", {}).get("system") or not bundle["identifier"].get("value"):
        yield "no identifier"
    if not INSTANT.fullmatch(bundle["timestamp"]):
        yield "no timestamp"


def entries_are_bare(bundle: Bundle) -> Iterator[str]:
    for each in bundle["entry"]:
        if not each.get("fullUrl"):
            yield "an entry without fullUrl"
        for name in ("search", "request", "response"):
            if name in each:
                yield f"an entry with {name}"
    urls = [each["fullUrl"] for each in bundle["entry"]]
    if len(urls) != len(set(urls)):
        yield "a fullUrl twice"


def one_composition_and_patient(bundle: Bundle) -> Iterator[str]:
    types = [each["resourceType"] for each in resources(bundle)]
    if types[0] != "Composition" or types.count("Composition") != 1:
        yield f"Composition is not first and alone: {types}"
    if types.count("Patient") != 1:
        yield f"{types.count('Patient')} patients"


def composition_is_whole(bundle: Bundle) -> Iterator[str]:
    found = composition(bundle)
    coding = [(each["system"], each["code"]) for each in found["type"]["coding"]]
    if (LOINC, "60591-5") not in coding:
        yield f"type {coding}"
    for name in ("status", "date", "author", "title"):
        if not found.get(name):
            yield f"no {name}"
    subject = named(bundle).get(found["subject"]["reference"])
    if subject is None or subject["resourceType"] != "Patient":
        yield "the subject is not the Patient"
    if any("section" in each for each in found["section"]):
        yield "a section in a section"


def patient_is_told(bundle: Bundle) -> Iterator[str]:
    (patient,) = [each for each in resources(bundle) if each["resourceType"] == "Patient"]
    if not any({"family", "given", "text"} & each.keys() for each in patient.get("name", [])):
        yield "no name"
    if not ({"birthDate", "_birthDate"} & patient.keys()):
        yield "no birth date"


def sections_are_whole(bundle: Bundle) -> Iterator[str]:
    for each in composition(bundle)["section"]:
        for name in ("title", "code", "text"):
            if not each.get(name):
                yield f"{each.get('title')} has no {name}"
    codes = list(sections(bundle))
    if len(codes) != len(composition(bundle)["section"]):
        yield "a section twice, or without LOINC"
    if missing := REQUIRED - set(codes):
        yield f"missing {missing}"


def ips_comp_1(bundle: Bundle) -> Iterator[str]:
    """Each section has entries, or says why it has none; never both (cmp-2)."""
    for code, each in sections(bundle).items():
        is_wrong = bool(each.get("entry")) == bool(each.get("emptyReason"))
        if is_wrong and (code in REQUIRED or each.get("entry")):
            yield f"{code}: entries {bool(each.get('entry'))} with its emptyReason"
        for coding in each.get("emptyReason", {}).get("coding", []):
            if coding["system"] != EMPTY or coding["code"] not in REASONS:
                yield f"{code}: emptyReason {coding}"


def entries_are_of_their_types(bundle: Bundle) -> Iterator[str]:
    known = named(bundle)
    for code, each in sections(bundle).items():
        for one in each.get("entry", []):
            found = known.get(one["reference"])
            if found is None or found["resourceType"] not in TYPES[code]:
                yield f"{code}: {one['reference']}"


def references_resolve(bundle: Bundle) -> Iterator[str]:
    known = named(bundle)
    for each in resources(bundle):
        contained = {f"#{one['id']}" for one in each.get("contained", [])}
        for reference in references(each):
            if reference not in known and reference not in contained:
                yield f"{each['resourceType']}: {reference}"


def elements_are_there(bundle: Bundle) -> Iterator[str]:
    for each in resources(bundle):
        kind, keys = each["resourceType"], [name.lstrip("_") for name in each]
        for start in STARTS.get(kind, ()):
            if not any(key.startswith(start) for key in keys):
                yield f"{kind} without {start}"
        if each.get("doNotPerform"):
            yield f"{kind} that is not to be performed"
        if kind == "Flag" and each["status"] != "active":
            yield f"Flag {each['status']}"
        about = each.get("subject") or each.get("patient") or {}
        if kind in OF_PATIENT and "reference" not in about:
            yield f"{kind} of nobody"


def narrative_is_safe(bundle: Bundle) -> Iterator[str]:
    for code, each in sections(bundle).items():
        if each["text"]["status"] != "generated":
            yield f"{code}: {each['text']['status']}"
        root = ElementTree.fromstring(each["text"]["div"])  # noqa: S314 - of our own making
        if root.tag != f"{XHTML}div" or not "".join(root.itertext()).strip():
            yield f"{code}: empty, or no div"
        for element in root.iter():
            if element.tag.removeprefix(XHTML) not in ELEMENTS:
                yield f"{code}: {element.tag}"
            attributes = {name.split("}")[-1] for name in element.attrib}
            if attributes - {"lang"}:
                yield f"{code}: {attributes}"


RULES: dict[str, Check] = {
    each.__name__: each
    for each in (
        is_document,
        entries_are_bare,
        one_composition_and_patient,
        composition_is_whole,
        patient_is_told,
        sections_are_whole,
        ips_comp_1,
        entries_are_of_their_types,
        references_resolve,
        elements_are_there,
        narrative_is_safe,
    )
}


def faults(bundle: Bundle) -> list[str]:
    return [f"{name}: {fault}" for name, check in RULES.items() for fault in check(bundle)]
