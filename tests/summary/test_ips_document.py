"""The International Patient Summary: conformant whatever there is of a patient, and true to what is
known, not known, and withheld."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from access.codes import Scope
from access.models import Restriction
from common import clock
from common.references import local_id
from summary.codes import Sort
from summary.critical.making import Draft
from summary.models import AllergyIntolerance
from tests.cast import CONSENT, SOURCE, Resource, World, import_resources
from tests.fhirapi.calling import call, caller
from tests.log_reading import events, items, rows_of
from tests.summary import ips_rules, writing
from tests.summary.ips_rules import composition, faults, resources, sections
from tests.summary.sent import ABSENT, judged, none_known, of

pytestmark = pytest.mark.django_db
PROBLEMS, ALLERGIES, MEDICINES = "11450-4", "48765-2", "10160-0"
VACCINES, RESULTS, PROCEDURES, PAST = "11369-6", "30954-2", "47519-4", "11348-0"


def put(*sent: Resource) -> None:
    assert not import_resources(sent)


def summary(world: World, who: str = "kari", query: str = "", **headers: Any) -> Any:
    patient = who.partition("-for-")[2] or (who if who in world.patients else "kari")
    path = f"Patient/{world.patients[patient]}/$summary{query}"
    answer = call(world, who, "GET", path, **headers)
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def words(bundle: Any, code: str) -> str:
    return str(sections(bundle)[code]["text"]["div"])


def reason(bundle: Any, code: str) -> str:
    found = sections(bundle)[code].get("emptyReason", {"coding": [{"code": ""}]})
    return str(found["coding"][0]["code"])


MADE: dict[str, list[Resource]] = {
    "nothing": [],
    "one of each": [
        of("Condition", "Høyt blodtrykk", onsetDateTime="2015"),
        of("Condition", "Brukket arm", **judged("Condition", "resolved")),
        of("AllergyIntolerance", "Penicillin", criticality="high"),
        of("MedicationStatement", "Metoprolol 50 mg"),
        of("MedicationRequest", "Ramipril 5 mg", authoredOn="2024-05-01"),
        of("Immunization", "Stivkrampe"),
        of("Procedure", "Blindtarmen fjernet"),
        of("Observation", "Hemoglobin", effectiveDateTime="2024-01-02"),
        of("DiagnosticReport", "Røntgen thorax"),
    ],
    "none known": [
        none_known("Condition", "no-known-problems"),
        none_known("AllergyIntolerance", "no-known-allergies"),
        none_known("MedicationStatement", "no-known-medications"),
    ],
    "refuted": [
        of("AllergyIntolerance", "Nøtter", **judged("AllergyIntolerance", "", "refuted")),
        of("Condition", "Astma", **judged("Condition", "", "refuted")),
    ],
    "medicines stopped": [
        of("MedicationStatement", "Kodein", status="stopped"),
        of("MedicationRequest", "Morfin", status="completed"),
        of("MedicationRequest", "Aspirin", doNotPerform=True),
    ],
    "hostile words": [
        of("Condition", "<script>alert(1)</script> & \"'\u202e"),
        of("AllergyIntolerance", "]]><b>x</b>"),
    ],
    "points elsewhere": [
        of(
            "MedicationRequest",
            "A",
            medicationReference={"reference": "Medication/9", "display": "Insulin"},
            medicationCodeableConcept=None,
            requester={"reference": "Practitioner/nobody", "display": "Dr. Nobody"},
            encounter={"reference": "Encounter/none"},
        ),
        of(
            "Observation",
            "B",
            contained=[{"resourceType": "Organization", "id": "lab", "name": "Lab"}],
            performer=[{"reference": "#lab"}],
            hasMember=[{"reference": "Observation/elsewhere"}],
        ),
    ],
}


def sent(name: str) -> list[Resource]:
    return [{key: value for key, value in each.items() if value is not None} for each in MADE[name]]


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
    put(_without(of("Condition", "Feil", verificationStatus=_mistake()), "clinicalStatus"))
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


def _without(found: Resource, name: str) -> Resource:
    return {key: value for key, value in found.items() if key != name}


def _mistake() -> Resource:
    found: Resource = judged("Condition", "", "entered-in-error")["verificationStatus"]
    return found


@pytest.mark.attack(14)
def test_what_the_patient_blocks_is_told_to_be_withheld_without_what(world: World) -> None:
    put(of("AllergyIntolerance", "Latex", codes="NORS"), of("Condition", "Kjent"))
    put(of("Condition", "Hemmelig", codes="NORS"))
    found = summary(world, "berg-for-kari", "?language=en")
    assert faults(found) == []
    assert reason(found, ALLERGIES) == "withheld"
    assert reason(found, PROBLEMS) == ""
    assert "withhold" in words(found, ALLERGIES)
    assert "withhold" in words(found, PROBLEMS)
    text = json.dumps(found, ensure_ascii=False)
    assert "Latex" not in text
    assert "Hemmelig" not in text
    assert "Kjent" in text
    own = json.dumps(summary(world, query="?language=en"), ensure_ascii=False)
    assert "Latex" in own
    assert "withhold" not in own


def test_none_known_is_not_said_beside_what_is_withheld(world: World) -> None:
    put(none_known("AllergyIntolerance", "no-known-allergies"))
    put(of("AllergyIntolerance", "Latex", codes="NORS"))
    assert reason(summary(world, "berg-for-kari"), ALLERGIES) == "withheld"


@pytest.mark.attack(15)
def test_what_is_kept_from_the_patient_is_not_told_of(world: World) -> None:
    put(of("Condition", "Skjult", codes="NORN_FFL"), of("Condition", "Utsatt", codes="NORU"))
    found = summary(world)
    assert reason(found, PROBLEMS) == "unavailable"
    assert "Skjult" not in json.dumps(found)
    assert "Utsatt" not in json.dumps(found)


@pytest.mark.attack(14)
def test_a_closed_kind_of_results_is_withheld_and_consent_opens_it(world: World) -> None:
    put(of("Observation", "Hemoglobin"))
    with rows_of(world.patients["kari"]):
        Restriction.ungated.create(
            patient_id=world.patients["kari"],
            start=clock.now(),
            scope=Scope.CATEGORY,
            category="C00-1",
        )
    found = summary(world, "berg-for-kari")
    assert reason(found, RESULTS) == "withheld"
    assert "Hemoglobin" not in json.dumps(found)
    opened = caller(world, "berg-for-kari")
    actor = world.attested("berg", "kari", CONSENT)
    answer = call(world, _with(opened, actor), "GET", f"Patient/{world.patients['kari']}/$summary")
    assert "Hemoglobin" in answer.text


def _with(found: Any, actor: Any) -> Any:
    return replace(found, actor=actor)


@pytest.mark.attack(57)
def test_it_is_one_event_with_all_that_is_shown(world: World) -> None:
    put(*sent("one of each"))
    kari = world.patients["kari"]
    before, shown = len(events(kari)), len(items(kari))
    found = summary(world, "berg-for-kari")
    assert len(events(kari)) == before + 2  # The record was opened, and the summary read.
    told = items(kari)[shown:]
    kinds = {each["resourceType"] for each in resources(found)}
    assert {each.resource_type for each in told} == kinds - {
        "Composition",
        "Patient",
        "Device",
        "Organization",
    }


@pytest.mark.attack(1)
def test_of_somebody_else_it_is_refused_like_of_nobody(world: World) -> None:
    answers = [
        call(world, who, "GET", f"Patient/{world.patients['ola']}/$summary")
        for who in ("kari", "berg", "stranger", "berg-for-kari")
    ]
    assert {each.status for each in answers} <= {403, 404, 422}
    assert not any("Bundle" in each.text for each in answers)


@pytest.mark.attack(20)
def test_a_token_for_less_gets_less(world: World) -> None:
    put(*sent("one of each"))
    few = caller(world, "kari", scopes="patient/Patient.rs patient/Condition.rs")
    answer = call(world, few, "GET", f"Patient/{world.patients['kari']}/$summary")
    found = json.loads(answer.text)
    assert faults(found) == []
    assert set(sections(found)) == {PROBLEMS, ALLERGIES, MEDICINES, PAST}
    assert reason(found, ALLERGIES) == "unavailable"
    assert "Penicillin" not in answer.text
    none = caller(world, "kari", scopes="patient/Condition.rs")
    assert call(world, none, "GET", f"Patient/{world.patients['kari']}/$summary").status == 403


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
    put(_without(of("Observation", "Hb", valueQuantity={"value": 14.5}), "valueString"))
    path = f"Patient/{world.patients['kari']}/$summary"
    assert '"valueQuantity": {"value": 14.5}' in call(world, "kari", "GET", path).text


@pytest.mark.parametrize(
    ("headers", "query", "language"),
    [
        ({}, "", "nb-NO"),
        ({"accept_language": "en-US,en;q=0.9"}, "", "en-GB"),
        ({"accept_language": "fr, nn;q=0.8, en;q=0.5"}, "", "nn-NO"),
        ({"accept_language": "en"}, "?language=no", "nb-NO"),
    ],
)
def test_the_reader_chooses_the_language(
    world: World, headers: dict[str, Any], query: str, language: str
) -> None:
    found = summary(world, query=query, **headers)
    assert found["language"] == composition(found)["language"] == language


def test_parameters_may_come_in_a_body(world: World) -> None:
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "language", "valueCode": "en"}],
    }
    path = f"Patient/{world.patients['kari']}/$summary"
    assert json.loads(call(world, "kari", "POST", path, body=body).text)["language"] == "en-GB"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?language=xx", 422),
        ("?profile=http://example.org/other", 422),
        ("?profile=http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips", 200),
        ("?size=2", 400),
    ],
)
def test_what_is_not_made_is_refused(world: World, query: str, status: int) -> None:
    path = f"Patient/{world.patients['kari']}/$summary{query}"
    assert call(world, "kari", "GET", path).status == status


def test_the_statement_of_capabilities_names_it(world: World) -> None:
    found = json.loads(call(world, "kari", "GET", "metadata").text)
    (patient,) = [each for each in found["rest"][0]["resource"] if each["type"] == "Patient"]
    assert "summary" in {each["name"] for each in patient["operation"]}


def test_a_system_that_does_not_treat_the_patient_gets_none(world: World) -> None:
    path = f"Patient/{world.patients['ola']}/$summary"
    assert call(world, "system", "GET", path).status == 422
