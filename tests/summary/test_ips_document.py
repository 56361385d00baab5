"""The International Patient Summary: conformant whatever there is of a patient, and true to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from common.references import local_id
from summary.codes import Sort
from summary.critical.making import Draft
from summary.models import AllergyIntolerance
from tests.cast import SOURCE, Resource, World
from tests.fhirapi.calling import call
from tests.log_reading import rows_of
from tests.summary import ips_rules, writing
from tests.summary.ips_rules import composition, faults, resources, sections
from tests.summary.sent import ABSENT, judged, none_known, of
from tests.summary.summaries import (
    ALLERGIES,
    MADE,
    MEDICINES,
    PAST,
    PROBLEMS,
    PROCEDURES,
    RESULTS,
    VACCINES,
    put,
    reason,
    sent,
    summary,
    without,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", MADE)
def test_it_keeps_the_rules_of_the_guide(world: World, name: str, language: str) -> None:
    put(*sent(name))
    found = summary(world, query=f"?language={language}")
    assert faults(found) == []
    assert found["language"].startswith(language)


@pytest.mark.parametrize("rule", ips_rules.RULES)
def test_the_table_of_rules_finds_what_is_wrong(world: World, rule: str) -> None:
    put(*sent("one of each"))
    found = summary(world)
    BROKEN[rule](found)
    assert list(ips_rules.RULES[rule](found))


def _first_section(bundle: Any) -> dict[str, Any]:
    found: dict[str, Any] = composition(bundle)["section"][0]
    return found


BROKEN: dict[str, Any] = {
    "is_document": lambda b: b.update(type="collection"),
    "entries_are_bare": lambda b: b["entry"][1].update(search={"mode": "match"}),
    "one_composition_and_patient": lambda b: b["entry"].reverse(),
    "composition_is_whole": lambda b: composition(b).pop("author"),
    "patient_is_told": lambda b: resources(b)[1].pop("birthDate"),
    "sections_are_whole": lambda b: composition(b)["section"].pop(0),
    "ips_comp_1": lambda b: _first_section(b).update(
        emptyReason={"coding": [{"system": ips_rules.EMPTY, "code": "unavailable"}]}
    ),
    "entries_are_of_their_types": lambda b: _first_section(b)["entry"].append(
        {"reference": f"Patient/{resources(b)[1]['id']}"}
    ),
    "references_resolve": lambda b: b["entry"].pop(2),
    "elements_are_there": lambda b: resources(b)[4].pop("code"),
    "narrative_is_safe": lambda b: _first_section(b)["text"].update(
        div='<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>'
    ),
}


def test_each_thing_stands_in_its_section(world: World) -> None:
    put(*sent("one of each"))
    found = summary(world, query="?language=nb")
    assert "Høyt blodtrykk" in words(found, PROBLEMS)
    assert "2015" in words(found, PROBLEMS)
    assert "Brukket arm" in words(found, PAST)
    assert "Brukket arm" not in words(found, PROBLEMS)
    assert "Penicillin" in words(found, ALLERGIES)
    assert "Metoprolol" in words(found, MEDICINES)
    assert "Ramipril" in words(found, MEDICINES)
    assert "Stivkrampe" in words(found, VACCINES)
    assert "1. mars 2024" in words(found, VACCINES)
    assert "Blindtarmen" in words(found, PROCEDURES)
    assert "Hemoglobin" in words(found, RESULTS)
    assert "Normale funn" in words(found, RESULTS)


def test_what_is_not_known_is_not_said_to_be_nothing(world: World) -> None:
    found = summary(world)
    assert [reason(found, code) for code in (PROBLEMS, ALLERGIES, MEDICINES)] == ["unavailable"] * 3
    assert set(sections(found)) == {PROBLEMS, ALLERGIES, MEDICINES}


def test_none_known_is_an_entry_where_a_source_says_so(world: World) -> None:
    put(*sent("none known"))
    found = summary(world, query="?language=en")
    assert [reason(found, code) for code in (PROBLEMS, ALLERGIES, MEDICINES)] == [""] * 3
    assert "No known allergies" in words(found, ALLERGIES)
    codes = [
        coding["code"]
        for each in resources(found)
        for coding in each.get("code", {}).get("coding", [])
        if coding["system"] == ABSENT
    ]
    assert codes == ["no-known-problems", "no-known-allergies"]


def test_none_known_gives_way_to_what_somebody_knows(world: World) -> None:
    put(none_known("AllergyIntolerance", "no-known-allergies"), of("AllergyIntolerance", "Latex"))
    found = summary(world, query="?language=en")
    assert "Latex" in words(found, ALLERGIES)
    assert "No known" not in words(found, ALLERGIES)


def test_that_nothing_is_told_is_no_entry(world: World) -> None:
    put(none_known("AllergyIntolerance", "no-allergy-info"))
    assert reason(summary(world), ALLERGIES) == "unavailable"


@pytest.mark.parametrize("name", ["refuted", "medicines stopped"])
def test_what_does_not_hold_is_not_shown(world: World, name: str) -> None:
    put(*sent(name))
    found = summary(world)
    assert [reason(found, code) for code in (PROBLEMS, ALLERGIES, MEDICINES)] == ["unavailable"] * 3


@pytest.mark.attack(15)
@pytest.mark.parametrize("who", ["kari", "berg-for-kari"])
def test_what_was_registered_by_mistake_is_in_nobodys_summary(world: World, who: str) -> None:
    put(without(of("Condition", "Feil", verificationStatus=_mistake()), "clinicalStatus"))
    put(of("MedicationStatement", "Feil", status="entered-in-error"))
    assert "Feil" not in json.dumps(summary(world, who))


def test_what_is_critical_stands_among_alerts_and_choices(world: World) -> None:
    writing.add(world, Draft(Sort.PROCEDURE, "Ikke blodtrykk på høyre arm"))
    writing.add(world, writing.LIMITED)
    writing.add(world, writing.PENICILLIN)
    found = summary(world, "berg-for-kari", "?language=nb")
    assert faults(found) == []
    assert "høyre arm" in words(found, "104605-1")
    assert "hjerte-lunge-redning" in words(found, "42348-3")
    assert "Penicilliner" in words(found, ALLERGIES)


def test_what_a_clinician_refutes_is_not_shown_though_its_sender_says_it(world: World) -> None:
    put(of("AllergyIntolerance", "Nøtter"))
    sent_id = local_id(SOURCE, "AllergyIntolerance", of("AllergyIntolerance", "Nøtter")["id"])
    own_id = writing.add(world, Draft(Sort.ALLERGY, "Nøtter, bekreftet"))
    rows = AllergyIntolerance.ungated
    with rows_of(world.patients["kari"]):
        rows.filter(id=own_id).update(assesses_id=sent_id, assessed_version=1)
    found = summary(world)
    assert "bekreftet" in words(found, ALLERGIES)
    assert len(sections(found)[ALLERGIES]["entry"]) == 1
    with rows_of(world.patients["kari"]):
        rows.filter(id=own_id).update(assessed_version=7)
    found = summary(world)
    assert "bekreftet" not in words(found, ALLERGIES)
    assert len(sections(found)[ALLERGIES]["entry"]) == 1


def test_of_what_is_long_the_newest_is_told_and_that_there_is_more(world: World) -> None:
    put(*[of("Procedure", f"Nr {n}", performedDateTime=f"20{n:02}-01-01") for n in range(60)])
    put(*[of("Condition", f"Sykdom {n}") for n in range(60)])
    found = summary(world, query="?language=en")
    assert faults(found) == []
    assert len(sections(found)[PROCEDURES]["entry"]) == 50
    assert "Nr 59<" in words(found, PROCEDURES)
    assert "Nr 0<" not in words(found, PROCEDURES)
    assert "Only the newest are shown here." in words(found, PROCEDURES)
    assert len(sections(found)[PROBLEMS]["entry"]) == 60
    assert "Only the newest" not in words(found, PROBLEMS)


def _mistake() -> Resource:
    found: Resource = judged("Condition", "", "entered-in-error")["verificationStatus"]
    return found


def test_what_stays_the_same_is_the_same_document(world: World) -> None:
    put(*sent("one of each"))
    first, second = summary(world), summary(world)
    assert first["identifier"] == second["identifier"]
    assert [e["fullUrl"] for e in first["entry"]] == [e["fullUrl"] for e in second["entry"]]
    put(of("Condition", "Ny sykdom"))
    assert summary(world)["identifier"] != first["identifier"]
    own_id = local_id(SOURCE, "Condition", of("Condition", "Ny sykdom")["id"])
    assert f"Condition/{own_id}" in ips_rules.named(summary(world))


def test_numbers_stay_as_they_were_written(world: World) -> None:
    put(without(of("Observation", "Hb", valueQuantity={"value": 14.5}), "valueString"))
    path = f"Patient/{world.patients['kari']}/$summary"
    assert '"valueQuantity": {"value": 14.5}' in call(world, "kari", "GET", path).text
