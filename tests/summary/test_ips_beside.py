"""The same patients given to another program that makes summaries, and what each makes of them.

Where the two differ, the difference stands here and in docs/summary.md, with who is right by HL7.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from demo.stack.processes import node
from tests.cast import Resource, World
from tests.fhirapi.calling import call
from tests.summary.ips_rules import RULES, composition, named, sections
from tests.summary.sent import judged, none_known, of
from tests.summary.summaries import (
    ALLERGIES,
    MEDICINES,
    PAST,
    PROBLEMS,
    RESULTS,
    put,
    sent,
    summary,
    without,
)

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).with_name("other_builder.mjs")
TYPES = (
    *("Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest"),
    *("Immunization", "Procedure", "Observation", "DiagnosticReport"),
)
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
Told = Mapping[str, Sequence[str]]


def _observation(words: str, category: str, **more: Any) -> Resource:
    concept = [{"coding": [{"system": _CATEGORIES, "code": category}]}]
    return of("Observation", words, category=concept, effectiveDateTime="2024-01-02", **more)


CASES: dict[str, list[Resource]] = {
    "nothing": [],
    "alike": [
        *(each for each in sent("one of each") if each["resourceType"] != "Observation"),
        _observation("Hemoglobin", "laboratory"),
        _observation("Puls", "vital-signs"),
    ],
    "refuted": sent("refuted"),
    "none known beside something": [
        none_known("AllergyIntolerance", "no-known-allergies"),
        of("AllergyIntolerance", "Latex"),
    ],
    "corrected": [of("DiagnosticReport", "Rettet", status="corrected")],
    "preliminary": [_observation("Foreløpig", "laboratory", status="preliminary")],
    "on hold": [of("MedicationStatement", "Warfarin", status="on-hold")],
    "not to be given": [of("MedicationRequest", "Aspirin", doNotPerform=True)],
    "in remission": [of("Condition", "Leukemi", **judged("Condition", "remission"))],
    "without a status": [without(of("Condition", "Gikt"), "clinicalStatus")],
    "an answer without category": [of("Observation", "Kreatinin")],
    "the same value again": [
        _observation("Natrium", "laboratory", own_id="natrium-1"),
        _observation("Natrium", "laboratory", own_id="natrium-2"),
    ],
}
# By case and section: what ours has, and what theirs has, where these are not the same.
DIFFERENT: dict[str, dict[str, tuple[list[str], list[str]]]] = {
    # What is refuted is not known of the patient.
    "refuted": {PROBLEMS: ([], ["Astma"]), ALLERGIES: ([], ["Nøtter"])},
    # "None known" beside something is not true.
    "none known beside something": {ALLERGIES: (["Latex"], ["Latex", "no-known-allergies"])},
    # `amended` and `corrected` are final too.
    "corrected": {RESULTS: (["Rettet"], [])},
    # The guide takes in what is final.
    "preliminary": {RESULTS: ([], ["Foreløpig"])},
    # Who treats must know that it may be started again; ours says that it is on hold.
    "on hold": {MEDICINES: (["Warfarin"], [])},
    # The guide: `doNotPerform` is false here.
    "not to be given": {MEDICINES: ([], ["Aspirin"])},
    # A choice: what is in remission is told among earlier problems, with that word.
    "in remission": {PROBLEMS: ([], ["Leukemi"]), PAST: (["Leukemi"], [])},
    # `clinicalStatus` may be left out; then nothing is lost.
    "without a status": {PROBLEMS: (["Gikt"], [])},
    "an answer without category": {RESULTS: (["Kreatinin"], [])},
    # A choice: of each analyte the newest.
    "the same value again": {RESULTS: (["Natrium"], ["Natrium", "Natrium"])},
}


def _collected(world: World) -> Resource:
    """All that the patient's own programs read here, as they read it."""
    kari = world.patients["kari"]
    found = [json.loads(call(world, "kari", "GET", f"Patient/{kari}").text)]
    for name in TYPES:
        answer = json.loads(call(world, "kari", "GET", f"{name}?patient={kari}").text)
        found += [each["resource"] for each in answer.get("entry", [])]
    entries = [{"resource": each} for each in found]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _theirs(bundle: Resource) -> Resource:
    done = subprocess.run(
        [node(), str(PROGRAM)],
        input=json.dumps([bundle]),
        capture_output=True,
        check=True,
        text=True,
    )
    (found,) = json.loads(done.stdout)
    return dict(found)


def _told(bundle: Resource) -> Told:
    """By section the names of its entries, in the order of the alphabet."""
    known = named(bundle)
    return {
        code: sorted(_name(known[each["reference"]]) for each in section.get("entry", []))
        for code, section in sections(bundle).items()
    }


def _name(resource: Resource) -> str:
    for name in ("code", "vaccineCode", "medicationCodeableConcept"):
        concept = resource.get(name, {})
        if concept:
            return str(concept.get("text") or concept["coding"][0]["code"])
    return str(resource["resourceType"])


@pytest.mark.parametrize("name", CASES)
def test_both_tell_the_same_but_for_what_is_known_to_differ(world: World, name: str) -> None:
    put(*CASES[name])
    ours, theirs = _told(summary(world)), _told(_theirs(_collected(world)))
    different = {
        code: (list(ours.get(code, [])), list(theirs.get(code, [])))
        for code in {*ours, *theirs}
        if ours.get(code, []) != theirs.get(code, [])
    }
    assert different == DIFFERENT.get(name, {})


def test_required_sections_are_there_in_both_and_only_ours_says_why_they_are_empty(
    world: World,
) -> None:
    ours, theirs = summary(world), _theirs(_collected(world))
    assert set(sections(ours)) == {PROBLEMS, ALLERGIES, MEDICINES}
    assert set(sections(ours)) <= set(sections(theirs))
    assert composition(ours)["type"]["coding"] == composition(theirs)["type"]["coding"]
    assert not list(RULES["ips_comp_1"](ours))
    assert len([each for each in RULES["ips_comp_1"](theirs) if "False" in each]) == 3
